// The desk by keyboard. Everything a key does is a link or a button on the page; without this file they are clicked.
const OFF = "folkmoot.desk.keys-off";
const body = document.querySelector("[data-desk]");

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
  const found = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key && !element.disabled);
  if (!found) return false;
  if (found.matches("button, a")) found.click();
  else found.focus();
  return true;
}

function go(where) {
  if (where) location.assign(where);
  return Boolean(where);
}

function toggleHelp() {
  const help = document.getElementById("desk-help");
  help.open = !help.open;
  if (help.open) {
    help.scrollIntoView({ block: "nearest" });
    help.querySelector("summary").focus();
  }
  return true;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape") {
    if (isTyping(event.target)) {
      event.target.blur();
      document.getElementById("case-heading")?.focus();
    }
    const help = document.getElementById("desk-help");
    if (help?.open) help.open = false;
    return;
  }
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
  // Only words nobody has touched are replaced by those of another rule.
  const usual = () => ground.selectedOptions[0]?.dataset.message ?? "";
  let given = usual();
  ground.addEventListener("change", () => {
    if (message.value.trim() === "" || message.value.trim() === given.trim()) message.value = usual();
    given = usual();
  });
}

function sendOnce() {
  // A second press of the same key while the page is on its way decides nothing twice.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else event.target.dataset.sent = "1";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
}

if (body) {
  document.addEventListener("keydown", onKey, { capture: true });
  followGround();
  sendOnce();
  const off = document.querySelector("[data-keys-off]");
  if (off) {
    off.checked = store.off;
    off.addEventListener("change", () => { store.off = off.checked; });
  }
  // Whoever cannot see the page change hears which case is open now.
  const error = document.querySelector("[aria-invalid=true]");
  (error ?? document.getElementById("case-heading"))?.focus({ preventScroll: !error });
  document.querySelector('.cases [aria-current="true"]')?.scrollIntoView({ block: "nearest" });
}
