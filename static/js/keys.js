// Lists and threads by keyboard, for members who did not switch it off. Every key is a link or a button on the page, too; the
// sheet behind "?" holds the links that g leads to.
const help = document.querySelector("[data-keys-help]");
const stops = () => [...document.querySelectorAll(".threads .title, .lines .title, .forums .title, .post")].filter((stop) => stop.offsetParent);

function walk(step) {
  const all = stops();
  const here = all.findIndex((stop) => stop === document.activeElement || stop.contains(document.activeElement));
  const next = all[here < 0 ? (step > 0 ? 0 : -1) : here + step];
  if (!next) return;
  if (!next.matches("a")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: next.matches(".post") ? "start" : "nearest" });
}

// The post that has the focus, or the first one in sight.
const post = () =>
  document.activeElement?.closest(".post") ??
  [...document.querySelectorAll(".post")].find((one) => one.getBoundingClientRect().bottom > 120);
const press = (selector, from = document) => from?.querySelector(selector)?.click();

function follow() {
  const menu = [...document.querySelectorAll(".follow")].find((one) => one.offsetParent);
  if (!menu) return;
  menu.open = !menu.open;
  (menu.querySelector(menu.open ? "form button[aria-pressed]" : "summary") ?? menu.querySelector("form button")).focus();
}

const acts = {
  j: () => walk(1),
  k: () => walk(-1),
  o: () => document.activeElement?.matches("a") && document.activeElement.click(),
  u: () => press(".thread-head .chip, .forum-head .chip"),
  ".": () => press("#news a:not([hidden])"),
  n: () => press(".new-thread"),
  r() {
    const aimed = document.activeElement?.closest(".post")?.querySelector("[data-reply]");
    aimed ? aimed.click() : document.querySelector("[data-composer] [data-body]")?.focus();
  },
  l: () => press('.reaction[value="like"]', post()),
  b: () => press(".keep button", post()),
  e: () => press('footer a[href$="/edit/"]', post()),
  s: () => press("[data-share]", post()),
  m: follow,
  "?": () => help.showModal(),
};

let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "g") {
    going = Date.now();
    return;
  }
  const place = Date.now() - going < 1500 && help.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
  going = 0;
  const act = place ? () => place.click() : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
