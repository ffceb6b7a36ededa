// What others do while one writes: replies that came in, and a word of advice, both to open or to leave alone.
import { fragment, send } from "./asking.js";

export function company(form, area) {
  const panel = form.querySelector("[data-meanwhile]");
  const advice = form.querySelector("[data-hints]");
  const seen = form.querySelector("[name=seen_number]");
  if (panel && seen) {
    let told = Number(seen.value) || 0;
    const look = async (newest) => {
      if (newest <= told) return;
      told = newest;
      const url = new URL(panel.dataset.meanwhile, location.href);
      url.searchParams.set("after", seen.value);
      const html = await fragment(url);
      if (!html) return;
      // Drawn by the server with the same templates as the thread.
      panel.innerHTML = html;
      const details = panel.querySelector("details");
      details?.addEventListener("toggle", () => {
        // What was opened was seen: sending does not ask again.
        if (details.open) seen.value = details.dataset.upto;
      });
    };
    form.addEventListener("composer:newest", (event) => look(event.detail));
    document.addEventListener("news", ({ detail }) => {
      if (detail.channel.startsWith("thread:") && !document.getElementById("news")) look(detail.number);
    });
  }
  if (advice) {
    const show = async () => {
      advice.innerHTML = await fragment(advice.dataset.hints);
    };
    if (document.activeElement === area) show();
    else area.addEventListener("focus", show, { once: true });
    advice.addEventListener("click", (event) => {
      const button = event.target.closest("[data-put-away]");
      if (!button) return;
      event.preventDefault();
      button.closest(".hint").remove();
      send(button.dataset.putAway, { kind: button.value }).catch(() => {});
      area.focus();
    });
  }
}
