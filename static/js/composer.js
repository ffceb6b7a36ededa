// The composer: each of its parts is a file in compose/. Without this script the form below it works as a form.
import "../vendor/markdown-toolbar/index.js";
import { watch } from "./compose/area.js";
import { company } from "./compose/company.js";
import { keepDraft } from "./compose/draft.js";
import { takeImages } from "./compose/images.js";
import { takePastes } from "./compose/paste.js";
import { preview } from "./compose/preview.js";
import { quotes } from "./compose/quoting.js";
import { sendKindly } from "./compose/sending.js";
import { toolbar } from "./compose/toolbar.js";

for (const form of document.querySelectorAll("[data-composer]")) {
  const area = form.querySelector("[data-body]");
  watch(area);
  for (const bar of form.querySelectorAll("[data-toolbar], [data-side]")) bar.hidden = false;
  company(form, area);
  preview(form, area);
  // Who only reads does not load what completes names.
  const names = () =>
    import("./compose/completing.js")
      .then(({ complete }) => complete(form, form.querySelector("[data-expander]")))
      // Offline: names can be typed in full.
      .catch(() => {});
  area.addEventListener("focus", names, { once: true });
  // Before the images: a table from a spreadsheet comes with a picture of itself.
  takePastes(area);
  takeImages(form, area);
  sendKindly(form, area, keepDraft(form, area));
  toolbar(form, area);
  quotes(form, area);
  if (form.querySelector("[data-similar]")) {
    import("./compose/titles.js")
      .then(({ likeTitles, shapes }) => {
        likeTitles(form);
        shapes(form, area);
      })
      .catch(() => {}); // Offline: the buttons work as buttons of the form.
  }
  form.querySelector("[role=alert]")?.focus();
}
