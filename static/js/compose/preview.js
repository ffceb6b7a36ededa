// The text as it will stand there, by the server's own renderer; open or shut as this person last left it.
import { send } from "./asking.js";

const CHOICE = "composer.preview";

export function preview(form, area) {
  const button = form.querySelector("[data-show-preview]");
  const panel = form.querySelector("[data-preview-panel]");
  let timer;
  let drawn = "";

  async function draw() {
    const text = area.value;
    if (panel.hidden || text === drawn) return;
    if (!text.trim()) {
      panel.replaceChildren();
      drawn = text;
      return;
    }
    try {
      const answer = await send(form.dataset.preview, { body: text });
      // The server's own renderer made this, through the same sanitiser as the published post.
      if (answer.ok || answer.status === 422) panel.innerHTML = await answer.text();
      if (answer.ok) drawn = text;
    } catch {
      // Offline: the last preview stays.
    }
  }

  function show(open) {
    panel.hidden = !open;
    form.classList.toggle("has-preview", open);
    button.setAttribute("aria-expanded", String(open));
    draw();
  }

  button.addEventListener("click", () => {
    show(panel.hidden);
    try {
      localStorage.setItem(CHOICE, panel.hidden ? "shut" : "open");
    } catch {
      // It is asked for again next time.
    }
  });
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, 400);
  });
  if (localStorage.getItem(CHOICE) === "open") show(true);
}
