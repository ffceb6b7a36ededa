// The composer: toolbar, preview, images, names after "@", drafts on the server with a copy on this device.
import "../vendor/markdown-toolbar/index.js";
import "../vendor/text-expander/bundle.js";
import { keepDraft } from "./draft.js";
import { takeImages } from "./images.js";

const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

export function send(url, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" } });
}

const touched = new WeakSet();

export function insert(area, text) {
  // Where nobody has set the caret yet it stands before a draft; what comes now belongs behind it.
  if (!touched.has(area)) area.setSelectionRange(area.value.length, area.value.length);
  area.focus();
  const [start, end] = [area.selectionStart, area.selectionEnd];
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function preview(form, area) {
  const button = form.querySelector("[data-show-preview]");
  const panel = form.querySelector("[data-preview-panel]");
  let timer;
  const draw = async () => {
    if (panel.hidden) return;
    if (!area.value.trim()) {
      panel.replaceChildren();
      return;
    }
    try {
      const answer = await send(form.dataset.preview, { body: area.value });
      // The server's own renderer made this, through the same sanitiser as the published post.
      if (answer.ok || answer.status === 422) panel.innerHTML = await answer.text();
    } catch {
      // Offline: the last preview stays.
    }
  };
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    draw();
  });
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, 400);
  });
}

function names(form, expander) {
  expander.addEventListener("text-expander-change", (event) => {
    const { key, provide, text } = event.detail;
    if (key !== "@" || text.length < 1) return;
    provide(
      (async () => {
        const answer = await fetch(`${form.dataset.people}?q=${encodeURIComponent(text)}`);
        const people = answer.ok ? await answer.json() : [];
        const list = document.createElement("ul");
        list.className = "suggestions";
        list.setAttribute("role", "listbox");
        for (const person of people.people ?? people) {
          const row = document.createElement("li");
          row.setAttribute("role", "option");
          row.id = `person-${person.username}`;
          row.dataset.value = person.username;
          const name = document.createElement("strong");
          name.textContent = person.username;
          row.append(name);
          if (person.name !== person.username) row.append(` ${person.name}`);
          list.append(row);
        }
        return { matched: list.children.length > 0, fragment: list };
      })(),
    );
  });
  expander.addEventListener("text-expander-value", (event) => {
    event.detail.value = `@${event.detail.item.dataset.value}`;
  });
}

function once(form) {
  form.addEventListener("submit", (event) => {
    const status = form.querySelector("[data-status]");
    // A second press, or an image still on its way: wait.
    if (form.dataset.sent || form.hasAttribute("data-travelling")) {
      event.preventDefault();
      if (!form.dataset.sent) status.textContent = `${form.dataset.uploading}…`;
      return;
    }
    form.dataset.sent = "yes";
    if (status) status.textContent = form.dataset.sending;
    // Back in the browser's history the form must work again.
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-submit]"));
    }
  });
}

// Words marked in the post are quoted instead of the whole of it.
function narrowed(markdown, post, marked) {
  if (!marked || !post) return markdown;
  const [from] = markdown.split("\n", 1);
  const plain = marked
    .replace(/[\\`*_[\]<>&|~]/g, "\\$&")
    .replace(/^(\s*)([#+=-])/gm, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/gm, "$1\\$2");
  return `${from}\n${plain.split("\n").map((line) => (line.trim() ? `> ${line}` : ">")).join("\n")}\n\n`;
}

function markedIn(post) {
  const selection = getSelection();
  const prose = post?.querySelector(".prose");
  if (!prose || selection.isCollapsed || !prose.contains(selection.anchorNode) || !prose.contains(selection.focusNode)) return "";
  return selection.toString().trim();
}

function quotes(form, area) {
  document.addEventListener("click", async (event) => {
    const quote = event.target.closest("[data-quote]");
    const reply = event.target.closest("[data-reply]");
    if (!quote && !reply) return;
    event.preventDefault();
    const target = form.querySelector("[name=reply_to]");
    if (quote) {
      const post = quote.closest("[data-post]");
      const marked = markedIn(post);
      try {
        const answer = await fetch(quote.dataset.quote);
        if (!answer.ok) throw new Error(String(answer.status));
        insert(area, (area.value && !area.value.endsWith("\n") ? "\n\n" : "") + narrowed(await answer.text(), post, marked));
        if (target && !target.value) target.value = post?.dataset.number ?? "";
      } catch {
        location.href = quote.href;
        return;
      }
    } else if (target) {
      target.value = reply.dataset.reply;
    }
    form.scrollIntoView({ block: "center" });
    area.focus();
  });
}

for (const form of document.querySelectorAll("[data-composer]")) {
  const area = form.querySelector("[data-body]");
  area.addEventListener("focus", () => touched.add(area), { once: true });
  for (const bar of form.querySelectorAll("[data-toolbar], [data-side]")) bar.hidden = false;
  preview(form, area);
  names(form, form.querySelector("[data-expander]"));
  takeImages(form, area, { send, insert });
  // First of all who may refuse a submit: what is refused was not sent.
  once(form);
  keepDraft(form, area, { send });
  quotes(form, area);
  form.querySelector("[role=alert]")?.focus();
}
