// Quotes: of a whole post by its button, of some words by the button that appears when they are marked. As many as one likes.
import { insert } from "./area.js";

// Words marked in the post are quoted instead of the whole of it.
function narrowed(markdown, marked) {
  if (!marked) return markdown;
  const [from] = markdown.split("\n", 1);
  const plain = marked
    .replace(/[\\`*_[\]<>&|~]/g, "\\$&")
    .replace(/^(\s*)([#+=-])/gm, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/gm, "$1\\$2");
  return `${from}\n${plain.split("\n").map((line) => (line.trim() ? `> ${line}` : ">")).join("\n")}\n\n`;
}

function marking() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const element = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement);
  const post = element(selection.anchorNode)?.closest("[data-post]");
  const prose = post?.querySelector(".prose");
  const text = selection.toString().trim();
  if (!text || !prose?.contains(selection.anchorNode) || !prose.contains(selection.focusNode)) return null;
  return { post, prose, text, range: selection.getRangeAt(0) };
}

export function quotes(form, area) {
  const target = form.querySelector("[name=reply_to]");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn small quote-marked", textContent: form.dataset.quoteMarked, hidden: true });
  button.setAttribute("aria-keyshortcuts", "q");
  let marked = null;
  let timer;

  async function quote(link, text) {
    const post = link.closest("[data-post]");
    try {
      const answer = await fetch(link.dataset.quote);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      insert(area, (area.value && !area.value.endsWith("\n") ? "\n\n" : "") + narrowed(await answer.text(), text));
      if (target && !target.value) target.value = post?.dataset.number ?? "";
    } catch {
      location.href = link.href;
      return;
    }
    form.scrollIntoView({ block: "center" });
    area.focus();
  }

  function quoteMarked() {
    const link = marked?.post.querySelector("[data-quote]");
    if (link) quote(link, marked.text);
    hide();
  }

  function hide() {
    button.hidden = true;
    marked = null;
  }

  function look() {
    // The button itself may hold the focus, and on some systems with it the marking.
    if (document.activeElement === button) return;
    marked = marking();
    if (!marked?.post.querySelector("[data-quote]")) return hide();
    const [words, place] = [marked.range.getBoundingClientRect(), marked.prose.parentElement.getBoundingClientRect()];
    // Right behind the words in the order of the page: the next Tab finds it.
    marked.prose.after(button);
    button.hidden = false;
    button.style.setProperty("--top", `${words.bottom - place.top + 6}px`);
    button.style.setProperty("--left", `${Math.max(0, Math.min(words.left - place.left, place.width - button.offsetWidth))}px`);
  }

  button.addEventListener("click", quoteMarked);
  // A press must not take the marking away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "Escape") hide();
    if (event.key !== "q") return;
    marked = marking();
    if (!marked) return;
    event.preventDefault();
    quoteMarked();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-quote]");
    const reply = event.target.closest("[data-reply]");
    if (!link && !reply) return;
    event.preventDefault();
    if (link) {
      const found = marking();
      quote(link, found?.post === link.closest("[data-post]") ? found.text : "");
      return;
    }
    if (target) target.value = reply.dataset.reply;
    form.scrollIntoView({ block: "center" });
    area.focus();
  });
}
