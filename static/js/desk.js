// The desk by keyboard. Everything a key does is a link or a button on the page; without this file they are clicked.
const OFF = "folkmoot.desk.keys-off";
let body = document.querySelector("[data-desk]");

const isTyping = (target) =>
  target.isContentEditable || (target.matches("input, textarea, select") && !["checkbox", "radio", "submit", "button"].includes(target.type));

const store = {
  get off() {
    try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
  },
  set off(value) {
    try { value ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* private window: for this page only */ }
  },
};

function press(key) {
  const found = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key && !element.disabled && !element.hidden);
  if (!found) return false;
  if (found.matches("summary")) openPanel(found);
  else if (found.matches("button, a")) found.click();
  else {
    found.closest("details:not([open])")?.setAttribute("open", "");
    found.focus();
    found.scrollIntoView({ block: "nearest" });
  }
  return true;
}

function openPanel(summary) {
  const panel = summary.parentElement;
  panel.open = !panel.open;
  (panel.open ? panel.querySelector("select, input, button") : summary)?.focus();
  summary.scrollIntoView({ block: "nearest" });
}

function go(where) {
  if (where) location.assign(where);
  return Boolean(where);
}

function toggleHelp() {
  const help = document.getElementById("desk-help");
  if (!help) return false;
  help.open = !help.open;
  if (help.open) {
    help.scrollIntoView({ block: "nearest" });
    help.querySelector("summary").focus();
  }
  return true;
}

function escape(target) {
  const panel = document.getElementById("sanction-panel");
  const help = document.getElementById("desk-help");
  if (isTyping(target)) {
    target.blur();
    document.getElementById("case-heading")?.focus({ preventScroll: true });
  } else if (panel?.open) {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
  if (help?.open) help.open = false;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape") return escape(event.target);
  if (isTyping(event.target) || store.off) return;
  const done =
    event.key === "j" ? go(body.dataset.next) :
    event.key === "k" ? go(body.dataset.previous) :
    event.key === "?" ? toggleHelp() :
    event.key.length === 1 && press(event.key);
  if (done) {
    event.preventDefault();
    // The forum's own keys (next post, help) must not act on the same press.
    event.stopImmediatePropagation();
  }
}

function followGround() {
  const ground = document.getElementById("ground");
  const message = document.getElementById("message");
  if (!ground || !message) return;
  const ladder = document.querySelector("[data-ladder-text]");
  const strike = document.querySelector("[data-strike]");
  // Only words nobody has touched are replaced by those of another ground.
  const usual = () => ground.selectedOptions[0]?.dataset.message ?? "";
  let given = usual();
  ground.addEventListener("change", () => {
    const chosen = ground.selectedOptions[0];
    if (message.value.trim() === "" || message.value.trim() === given.trim()) message.value = usual();
    given = usual();
    if (ladder) ladder.textContent = chosen?.dataset.ladder ?? "";
    if (strike) strike.hidden = !("strikes" in (chosen?.dataset ?? {}));
  });
}

function takeReply() {
  const reply = document.getElementById("reply");
  const message = document.getElementById("message");
  if (!reply || !message) return;
  let last = "";
  reply.addEventListener("change", () => {
    const text = reply.selectedOptions[0]?.dataset.text ?? "";
    const usual = document.getElementById("ground")?.selectedOptions[0]?.dataset.message ?? "";
    const typed = message.value.trim();
    // What somebody wrote stays; the reply is put below it.
    if (typed === "" || typed === usual.trim() || typed === last.trim()) message.value = text || usual;
    else if (text) message.value = `${message.value.trimEnd()}\n\n${text}`;
    last = text;
    if (text) message.focus();
  });
}

function previewLetters() {
  const form = document.getElementById("decide-form");
  const button = document.getElementById("preview-button");
  const place = document.getElementById("letters");
  if (!form || !button || !place) return;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), headers: { "X-Part": "letters" } });
      const html = await answer.text();
      if (mine !== asked) return;
      // Whatever is no part of the page (a log-in that ran out) is shown as a page of its own.
      if (!html.includes("letters-title")) return form.requestSubmit(button);
      place.innerHTML = html;
      const title = place.querySelector("#letters-title");
      title?.focus({ preventScroll: true });
      title?.scrollIntoView({ block: "start" });
    } catch {
      form.requestSubmit(button);
    } finally {
      place.removeAttribute("aria-busy");
    }
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    ask();
  });
  document.getElementById("preview")?.addEventListener("change", () => { if (place.firstElementChild) ask(); });
}

function countDown() {
  const untold = document.querySelector("[data-untold]");
  if (!untold) return;
  // The sentence is announced once, as the page comes; the seconds are for the eye.
  const until = performance.now() + Number(untold.dataset.untold) * 1000;
  const first = untold.textContent;
  const shown = untold.cloneNode(true);
  untold.classList.add("visually-hidden");
  shown.setAttribute("aria-hidden", "true");
  untold.after(" ", shown);
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    shown.textContent = left > 0 ? first.replace(/\d+/, left) : untold.dataset.told;
    if (left > 0) setTimeout(tick, 1000);
    else untold.textContent = untold.dataset.told;
  };
  tick();
}

function sendOnce() {
  // A second press of the same key while the page is on its way decides nothing twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    if (form.id !== "decide-form" || form.dataset.plain || event.submitter?.name !== "outcome" || hasNote()) return;
    event.preventDefault();
    decide(form, event.submitter);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
}

// A note nobody kept yet stays with the page, to which the back button leads.
const hasNote = () => {
  const note = document.getElementById("note");
  return Boolean(note) && note.value.trim() !== note.defaultValue.trim();
};

// The next case comes with the answer and takes the place of this one, without loading the frame around it anew.
async function decide(form, button) {
  try {
    const fields = new FormData(form);
    fields.append(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { "X-Part": "case" }, redirect: "manual" });
    const address = answer.headers.get("X-Address");
    if (address && answer.status === 204) return location.assign(address);
    if (address && answer.ok) return show(address, await answer.text());
  } catch {
    // Offline, or a browser without one of these: below.
  }
  // Whatever did not go through is sent as a form, which is answered with a whole page that explains.
  form.dataset.plain = "1";
  delete form.dataset.sent;
  form.requestSubmit(button);
}

// Back and forward change the address alone.
function comeRound() {
  const shown = body.dataset.case;
  if (shown && !location.pathname.includes(`/cases/${shown}/`)) location.reload();
}

function show(address, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of [".triage", "#desk-link"]) document.querySelector(part)?.replaceWith(fresh.querySelector(part));
  // What is heard when its words change must stay the same element.
  document.getElementById("notes").replaceChildren(...fresh.getElementById("notes").childNodes);
  document.title = fresh.title;
  history.pushState(null, "", address);
  scrollTo(0, 0);
  begin();
  document.dispatchEvent(new Event("desk:shown"));
}

function copyWords() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.textContent = button.dataset.copied;
    });
  }
}

function begin() {
  body = document.querySelector("[data-desk]");
  followGround();
  takeReply();
  previewLetters();
  countDown();
  const off = document.querySelector("[data-keys-off]");
  if (off) {
    off.checked = store.off;
    off.addEventListener("change", () => { store.off = off.checked; });
  }
  // Whoever cannot see the page change hears which case is open now.
  const error = document.querySelector("[aria-invalid=true]");
  const heading = document.querySelector(".case-body > .letters #letters-title") ?? document.getElementById("case-heading");
  (error ?? heading)?.focus({ preventScroll: !error });
  document.querySelector('.cases [aria-current="true"]')?.scrollIntoView({ block: "nearest" });
}

copyWords();
if (body) {
  document.addEventListener("keydown", onKey, { capture: true });
  addEventListener("popstate", comeRound);
  sendOnce();
  begin();
  comeRound();
}
