// What is being written is kept twice: on this device at once, on the server every few seconds. Neither network nor session can lose it.
import { send, whose } from "./asking.js";

const PAUSE = 1500; // after the last key
const LONGEST = 5000; // of writing without a pause
const AGAIN = [5000, 10000, 20000, 40000];
const FURTHER = ["kind", "tags", "reason", "version", "reply_to", "to", "template"];

export function keepDraft(form, area) {
  const { place } = form.dataset;
  const status = form.querySelector("[data-status]");
  if (!place) return { forget() {}, settle: async () => {}, mark() {} };
  const title = form.querySelector("[name=title]");
  // The device may be shared: nobody finds what another began.
  const key = `folkmoot:${form.dataset.member}:${place}`;
  const named = (name) => [...form.querySelectorAll(`[name=${name}]`)];
  const valueOf = (name) => {
    const all = named(name);
    const one = all.length && all[0].type === "radio" ? all.find((field) => field.checked) : all[0];
    return one?.value ?? "";
  };
  const cameWith = (name) => {
    const all = named(name);
    if (all.length && all[0].type === "radio") return all.find((field) => field.defaultChecked)?.value ?? "";
    return all[0]?.defaultValue ?? "";
  };
  const taken = (how) => Object.fromEntries(FURTHER.filter((name) => named(name).length).map((name) => [name, how(name)]));
  const now = () => ({ title: title?.value ?? "", body: area.value, fields: taken(valueOf) });
  const read = () => JSON.stringify(now());
  const empty = () => !area.value.trim() && !title?.value.trim();
  let timer;
  let since = 0;
  let failures = 0;
  let onItsWay = Promise.resolve();
  // What the page came with; whoever types faster than scripts load has written more than that already.
  const first = { title: title?.defaultValue ?? "", body: area.defaultValue, fields: taken(cameWith) };
  let saved = JSON.stringify(first);

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      localStorage.removeItem(key);
    }
    if (!kept || (!kept.body?.trim() && !kept.title?.trim())) return;
    // This page is the answer to what was sent: the server has just had it in its hands.
    if (kept.sent && form.hasAttribute("data-answered")) return;
    const here = area.value.trim();
    const words = kept.body?.trim() ?? "";
    let changed = false;
    if (words && words !== here) {
      // The page came with what this copy grew out of, or with nothing: the copy is newer. Otherwise both are kept;
      // an edit begun on an earlier version says so when it is sent, and both are shown.
      const grown = !here || here === kept.base?.trim() || kept.fields?.version;
      area.value = grown ? kept.body : `${kept.body}\n\n${area.value}`;
      changed = true;
    }
    if (title && kept.title && title.value !== kept.title && (!title.value || title.value === title.defaultValue)) {
      title.value = kept.title;
      changed = true;
    }
    for (const [name, value] of Object.entries(kept.fields ?? {})) {
      for (const field of named(name)) {
        if (field.type === "radio") field.checked = field.value === value;
        else if (value && (name === "version" || !field.value || field.value === field.defaultValue)) field.value = value;
      }
    }
    if (!changed) return;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    status.textContent = form.dataset.restored;
  }

  function keep(extra = {}) {
    try {
      // What the server has needs no second copy.
      if (empty() || (read() === saved && !extra.sent)) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ ...now(), base: JSON.parse(saved).body, ...extra }));
    } catch {
      // No room on this device: the server's copy remains.
    }
  }

  let leaving = false;
  addEventListener("beforeunload", () => {
    leaving = true;
    // Whoever stays after all is not leaving.
    setTimeout(() => (leaving = false), 10_000);
  });
  addEventListener("pageshow", () => (leaving = false));

  // What went well is no reason to wipe away what an upload was refused for.
  function quietly(words) {
    if (Date.now() > Number(status.dataset.until ?? 0)) status.textContent = words;
  }

  function forget() {
    clearTimeout(timer);
    localStorage.removeItem(key);
  }

  async function save({ again = false } = {}) {
    clearTimeout(timer);
    const text = read();
    if (text === saved || form.dataset.sent) return;
    since = 0;
    quietly(form.dataset.saving);
    const { fields, ...words } = JSON.parse(text);
    try {
      const answer = await send(form.dataset.draft, { place, ...words, ...fields });
      if (answer.status === 403 || answer.redirected) {
        const who = await whose(form);
        if (who === "same" && !again) return void (await save({ again: true }));
        throw new Error(who);
      }
      if (answer.status === 422) {
        status.textContent = (await answer.json()).error;
        return;
      }
      if (!answer.ok) throw new Error("away");
      saved = text;
      failures = 0;
      // The next page may have been drawn before the server had this: then the device's copy is all it finds.
      if (!leaving) keep();
      quietly(form.dataset.saved);
      const news = await answer.json();
      if (news.newest) form.dispatchEvent(new CustomEvent("composer:newest", { detail: news.newest }));
    } catch (error) {
      status.textContent = { nobody: form.dataset.nobody, other: form.dataset.other }[error.message] ?? form.dataset.local;
      failures += 1;
      timer = setTimeout(run, AGAIN[Math.min(failures, AGAIN.length) - 1]);
    }
  }

  function run() {
    onItsWay = save();
  }

  function changed() {
    keep();
    clearTimeout(timer);
    since ||= Date.now();
    timer = setTimeout(run, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  }

  form.addEventListener("input", (event) => {
    if (event.target === area || event.target === title || FURTHER.includes(event.target.name)) changed();
  });
  if (read() !== saved || ["data-fresh", "data-answered"].some((name) => form.hasAttribute(name))) {
    saved = JSON.stringify({ title: "", body: "", fields: {} });
    changed();
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) run();
  });
  addEventListener("online", run);
  restore();
  // `mark`: it was sent in a way whose end this page does not see; the copy stays until a page shows the post.
  return { forget, settle: () => Promise.race([onItsWay, new Promise((done) => setTimeout(done, 2000))]), mark: () => keep({ sent: Date.now() }) };
}
