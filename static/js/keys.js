// Lists and threads by keyboard, for members: j and k walk, r replies, n begins, ? tells. Every key is a link on the page, too.
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

const acts = {
  j: () => walk(1),
  k: () => walk(-1),
  n: () => document.querySelector(".new-thread")?.click(),
  r: () => document.querySelector("[data-composer] [data-body]")?.focus(),
  "?": () => help.showModal(),
};

// After g, one letter goes somewhere.
const places = { m: "/messages/" };
let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "g") {
    going = Date.now();
    return;
  }
  const place = Date.now() - going < 1500 && places[event.key];
  going = 0;
  const act = place ? () => location.assign(place) : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
