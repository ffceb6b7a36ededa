// What the toolbar's elements do not know themselves, and the keys people have in their fingers.
import { block, surround } from "./area.js";

const KEYS = { b: "md-bold", i: "md-italic", k: "md-link", e: "md-code" };

export function toolbar(form, area) {
  const words = form.dataset;
  const acts = {
    fence: () => surround(area, "```\n", "\n```"),
    spoiler: () => {
      const marked = area.value.slice(area.selectionStart, area.selectionEnd);
      if (marked.includes("\n")) surround(area, ":::spoiler\n", "\n:::");
      else surround(area, "||", "||");
    },
    table: () => block(area, `| ${words.column} 1 | ${words.column} 2 |\n| --- | --- |\n|  |  |\n`),
  };
  for (const button of form.querySelectorAll("[data-md-button]")) {
    const press = (event) => {
      if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      acts[button.dataset.mdButton]();
    };
    button.addEventListener("click", press);
    button.addEventListener("keydown", press);
  }
  area.addEventListener("keydown", (event) => {
    // Behind "@an" it is meant for the list of names, which may still be on its way.
    const naming = /(^|\s)[@:]\S*$/.test(area.value.slice(0, area.selectionStart));
    if (event.key === "Escape" && !event.defaultPrevented && !naming && !form.querySelector(".suggestions")) area.blur();
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const name = KEYS[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    form.querySelector(name)?.click();
  });
}
