// For members: htmx carries the token, the bell counts, acts keep the page, the composer comes when it is needed.
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token;
});

// A failed act falls back to the plain form, which shows a page that explains.
document.addEventListener("htmx:responseError", (event) => {
  const { elt } = event.detail;
  const form = elt.form ?? elt.closest("form");
  if (!form) return;
  if (elt.name) {
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: elt.name, value: elt.value });
    form.append(pressed);
  }
  if (elt.hasAttribute("formaction")) form.action = elt.formAction;
  form.submit();
});

const bell = document.querySelector("[data-bell]");
if (bell) {
  const count = bell.querySelector(".count");
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(bell.dataset.bell, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { unread } = await answer.json();
      count.textContent = unread > 99 ? "99+" : String(unread);
      count.hidden = unread === 0;
      bell.setAttribute("aria-label", bell.getAttribute("aria-label").replace(/\d+\+?/, String(unread)));
    } catch {
      // Offline: the number stays as it was.
    }
  };
  document.addEventListener("news", ({ detail }) => detail.bell && look());
  document.addEventListener("visibilitychange", look);
}

// A page that shows the post just sent proves that the server got it: this device's copy (draft.js) has done its work.
if (/^#(post|held|message)-/.test(location.hash)) {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("folkmoot:"))) {
    try {
      if (Date.now() - JSON.parse(localStorage.getItem(key)).sent < 120_000) localStorage.removeItem(key);
    } catch {
      localStorage.removeItem(key);
    }
  }
}

import("./live.js");
import("./news.js");
if (document.querySelector("[data-share]")) import("./share.js");
if (document.querySelector("[data-composer]")) import("./composer.js");
if (document.querySelector("[data-keys-help]")) import("./keys.js");
// Who switched single keys off means the one that everybody has, too (site.js).
if (document.documentElement.dataset.keys === "off")
  document.addEventListener("keydown", (event) => event.key === "/" && event.stopPropagation(), true);

// Times are shown in the member's own zone. Who never chose one gets that of the first device; the settings change it.
const { zone } = document.documentElement.dataset;
if (zone && !sessionStorage.getItem("zone")) {
  sessionStorage.setItem("zone", "told");
  const body = new URLSearchParams({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  fetch(zone, { method: "POST", headers: { "X-CSRFToken": token }, body }).catch(() => sessionStorage.removeItem("zone"));
}
