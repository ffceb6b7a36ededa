// The composer: nothing written is lost from the first moment; its tools (compose/tools.js) come when the form does.
// Without this script the form below it works as a form.
import { watch } from "./compose/area.js";
import { keepDraft } from "./compose/draft.js";
import { quotes } from "./compose/quoting.js";
import { sendKindly } from "./compose/sending.js";

const NEAR = "600px";

function whenNear(form, act) {
  const observer = new IntersectionObserver(
    (seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      act();
    },
    { rootMargin: NEAR },
  );
  observer.observe(form);
}

for (const form of document.querySelectorAll("[data-composer]")) {
  const area = form.querySelector("[data-body]");
  watch(area);
  sendKindly(form, area, keepDraft(form, area));
  quotes(form, area);
  const equip = () =>
    import("./compose/tools.js")
      .then((tools) => tools.equip(form, area))
      .catch(() => addEventListener("online", equip, { once: true }));
  whenNear(form, equip);
  form.querySelector("[role=alert]")?.focus();
}
