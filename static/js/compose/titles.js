// Threads like the one that is being begun, while its title is typed.
import { fragment } from "./asking.js";

export function likeTitles(form) {
  const title = form.querySelector("[data-similar]");
  const panel = form.querySelector("[data-similar-threads]");
  if (!title || !panel) return;
  // The way from the title leads into the text, not to the first button of the form.
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    form.querySelector("[data-body]").focus();
  });
  let timer;
  let asked = "";
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = title.value.trim();
      if (text === asked) return;
      asked = text;
      const url = new URL(title.dataset.similar, location.href);
      url.searchParams.set("title", text);
      const html = text.length < 8 ? "" : await fragment(url);
      if (asked === text && panel.innerHTML !== html) panel.innerHTML = html;
    }, 500);
  });
}

// A shape for the text. What was typed stays: the shape goes below it.
export function shapes(form, area) {
  for (const button of form.querySelectorAll("[data-template]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const shape = button.dataset.template;
      const starts = (form.dataset.starts ?? "").trim();
      const known = [...form.querySelectorAll("[data-template]")].map((other) => other.dataset.template.trim());
      const typed = area.value.trim();
      const untouched = !typed || typed === starts || known.includes(typed);
      area.value = untouched ? shape : `${area.value.trimEnd()}\n\n${shape}`;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      form.querySelector("[name=template]").value = button.value;
      area.focus();
      area.setSelectionRange(0, 0);
    });
  }
}
