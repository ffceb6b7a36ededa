// The list of the desk: selecting many cases, and what colleagues do meanwhile. Without this file the boxes are ticked by hand
// and the page is loaded anew; nothing else is missing.
let live = document.querySelector("[data-pulse]");
const rows = () => [...document.querySelectorAll(".cases > li[data-row]")];
const boxOf = (row) => row?.querySelector(".pick input");

// ---- Selecting ---------------------------------------------------------------------------------------------------------
let form = document.getElementById("bulk-form");
const KEPT = "folkmoot.desk.selected";
let last = null;

const kept = {
  // Which cases are selected outlives going from case to case, in this tab.
  read() {
    try { return new Set(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]")); } catch { return new Set(); }
  },
  write(chosen) {
    try { sessionStorage.setItem(KEPT, JSON.stringify([...chosen].slice(0, 1000))); } catch { /* private window: for this page only */ }
  },
};

let chosen = kept.read();

function show() {
  for (const row of rows()) {
    const box = boxOf(row);
    if (box) box.checked = chosen.has(box.value);
  }
  // What was selected on another page of the list goes along.
  form.querySelectorAll("[data-carried]").forEach((field) => field.remove());
  const here = new Set(rows().map((row) => boxOf(row)?.value));
  for (const pk of chosen) {
    if (here.has(pk)) continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "case", value: pk });
    field.dataset.carried = "";
    form.append(field);
  }
  form.querySelector("[data-selected]").textContent = chosen.size ? form.dataset.some.replace("{n}", chosen.size) : form.dataset.none;
  const together = form.querySelector("[data-together]");
  if (together) together.disabled = chosen.size === 0;
  kept.write(chosen);
}

function set(row, on) {
  const box = boxOf(row);
  if (!box || row.classList.contains("is-gone")) return;
  if (on) chosen.add(box.value);
  else chosen.delete(box.value);
}

function current() {
  return document.activeElement?.closest?.(".cases > li[data-row]") ?? document.querySelector(".cases > li.is-selected") ?? rows()[0];
}

function toggle() {
  const row = current();
  if (!boxOf(row)) return false;
  set(row, !chosen.has(boxOf(row).value));
  last = row;
  show();
  return true;
}

function range() {
  const all = rows();
  const from = all.indexOf(last ?? current());
  const to = all.indexOf(current());
  if (from < 0 || to < 0) return false;
  for (const row of all.slice(Math.min(from, to), Math.max(from, to) + 1)) set(row, true);
  last = current();
  show();
  return true;
}

function all() {
  const boxes = rows().filter((row) => boxOf(row) && !row.classList.contains("is-gone"));
  const on = boxes.some((row) => !chosen.has(boxOf(row).value));
  for (const row of boxes) set(row, on);
  show();
  return boxes.length > 0;
}

function walk(step) {
  const links = [...document.querySelectorAll(".cases > li > a")];
  const here = links.indexOf(document.activeElement);
  if (here < 0) return false; // elsewhere the arrows scroll
  links[here + step]?.focus();
  return true;
}

const keysOff = () => {
  try { return localStorage.getItem("folkmoot.desk.keys-off") === "1"; } catch { return false; }
};
const isTyping = (target) =>
  target.isContentEditable || (target.matches?.("input, textarea, select") && !["checkbox", "radio", "submit", "button"].includes(target.type));

const KEYS = { x: toggle, X: range, A: all, ArrowDown: () => walk(1), ArrowUp: () => walk(-1) };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && document.activeElement?.closest?.("[data-filter]")) {
    const filter = document.activeElement.closest("[data-filter]");
    filter.open = false;
    filter.querySelector("summary").focus();
    return;
  }
  if (isTyping(event.target) || keysOff()) return;
  if (event.key === "/") {
    const search = document.getElementById("f-q");
    if (!search) return;
    search.closest("details").open = true;
    search.focus();
  } else if (!form || !KEYS[event.key]?.()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

function begin() {
  form = document.getElementById("bulk-form");
  if (!form) return;
  // Cases that were decided in the meantime are no longer in the list they were selected from.
  form.addEventListener("submit", () => { kept.write(new Set()); });
  const list = document.querySelector(".cases");
  list?.addEventListener("change", (event) => {
    const row = event.target.closest("li[data-row]");
    if (!row || !event.target.closest(".pick")) return;
    set(row, event.target.checked);
    last = row;
    show();
  });
  list?.addEventListener("click", (event) => {
    if (event.shiftKey && event.target.matches(".pick input") && last) setTimeout(range);
  });
  const every = form.querySelector("[data-select-all]");
  if (every && rows().some(boxOf)) {
    every.hidden = false;
    every.addEventListener("click", all);
  }
  show();
}

begin();
addEventListener("pageshow", () => {
  chosen = kept.read();
  if (form) show();
});

// ---- What changes meanwhile --------------------------------------------------------------------------------------------
const EVERY = 15_000, SELDOM = 120_000;
let tag = "", wait = EVERY, timer = 0, told = "";

function announce(text) {
  const place = live.querySelector("[data-live]");
  if (text && place.textContent !== text) place.textContent = text;
}

function mark(pk, found) {
  const row = document.querySelector(`.cases > li[data-row="${pk}"]`);
  const news = row?.querySelector("[data-news]");
  if (!news) return;
  if (news.textContent !== found.text && (found.text || !row.classList.contains("is-gone"))) news.textContent = found.text;
  // What the row said of whoever was on it before no longer holds.
  const holder = row.querySelector("[data-holder]");
  if (holder && found.text) holder.hidden = true;
  const decided = document.querySelector('[data-queue="decided"][aria-current], [data-queue="waiting"][aria-current]');
  if (!found.open && !decided) {
    row.classList.add("is-gone");
    set(row, false);
  }
}

function tellCase(found) {
  // Somebody else decided or claimed what is open here: say so before anything is pressed.
  const changed = String(found.version) !== live.dataset.version || (found.text && found.open);
  if (found.mine || !changed || !found.text || found.text === told) return;
  told = found.text;
  const body = document.querySelector("[data-desk]");
  let place = body.querySelector(".case-news");
  if (!place) {
    place = document.createElement("p");
    place.className = "notice warn case-news";
    place.setAttribute("role", "status");
    body.prepend(place);
  }
  place.textContent = found.text;
}

function apply(news) {
  for (const [name, n] of Object.entries(news.counts)) {
    const place = document.querySelector(`[data-queue="${name}"] [data-n]`);
    if (place) place.textContent = n;
  }
  for (const [pk, found] of Object.entries(news.cases)) {
    if (pk === live.dataset.case) tellCase(found);
    mark(pk, found);
  }
  const fresh = live.querySelector("[data-new]");
  fresh.hidden = news.new === 0;
  fresh.textContent = news.new ? news.new_text : "";
  announce(news.new ? news.new_text : "");
  if (form) show();
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  const query = new URLSearchParams(live.dataset.query);
  query.set("since", live.dataset.since);
  query.set("shown", rows().map((row) => row.dataset.row).join(","));
  if (live.dataset.case) query.set("case", live.dataset.case);
  try {
    const answer = await fetch(`${live.dataset.pulse}?${query}`, {
      headers: { Accept: "application/json", ...(tag ? { "If-None-Match": tag } : {}) },
      cache: "no-store",
    });
    if (answer.status === 304) wait = Math.min(wait * 1.15, 60_000);
    else if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) {
      tag = answer.headers.get("ETag") ?? "";
      apply(await answer.json());
      wait = EVERY;
    } else wait = Math.min(wait * 2, SELDOM);
  } catch {
    wait = Math.min(wait * 2, SELDOM); // offline: the page stays as it was
  }
  // Somebody who reads a case must give a sign of life before their minute is over.
  timer = setTimeout(look, live.dataset.case ? Math.min(wait, 45_000) : wait);
}

// The next case took the place of the one before (desk.js), and the list came with it.
document.addEventListener("desk:shown", () => {
  live = document.querySelector("[data-pulse]");
  last = null;
  tag = told = "";
  wait = EVERY;
  begin();
  clearTimeout(timer);
  timer = setTimeout(look, EVERY);
});

if (live) {
  timer = setTimeout(look, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else { wait = EVERY; look(); }
  });
}
