// What one needs to write well, loaded when the form comes near: who only reads does not pay for it.
import "../../vendor/markdown-toolbar/index.js";
import { company } from "./company.js";
import { takeImages } from "./images.js";
import { takePastes } from "./paste.js";
import { preview } from "./preview.js";
import { toolbar } from "./toolbar.js";

const offline = () => {}; // What completes and advises can wait; the form works as a form.

export function equip(form, area) {
  for (const bar of form.querySelectorAll("[data-toolbar], [data-side]")) bar.hidden = false;
  company(form, area);
  preview(form, area);
  // Before the images: a table from a spreadsheet comes with a picture of itself.
  takePastes(area);
  takeImages(form, area);
  toolbar(form, area);
  const names = () =>
    import("./completing.js").then(({ complete }) => complete(form, form.querySelector("[data-expander]"))).catch(offline);
  if (document.activeElement === area) names();
  else area.addEventListener("focus", names, { once: true });
  if (!form.querySelector("[data-similar]")) return;
  import("./titles.js")
    .then(({ likeTitles, shapes }) => {
      likeTitles(form);
      shapes(form, area);
    })
    .catch(offline);
}
