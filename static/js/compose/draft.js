// What is being written is kept twice: on this device at once, on the server a moment later. Neither network nor session can lose it.
const WAIT = 1500;

export function keepDraft(form, area, { send }) {
  const { place } = form.dataset;
  if (!place) return;
  const status = form.querySelector("[data-status]");
  const title = form.querySelector("[name=title]");
  // The device may be shared: nobody finds what another began.
  const key = `folkmoot:${form.dataset.member}:${place}`;
  const read = () => JSON.stringify({ title: title?.value ?? "", body: area.value });
  const empty = () => !area.value.trim() && !title?.value.trim();
  let timer;
  // What the page came with; whoever types faster than scripts load has written more than that already.
  let saved = JSON.stringify({ title: title?.defaultValue ?? "", body: area.defaultValue });

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      localStorage.removeItem(key);
    }
    const here = area.value.trim();
    if (!kept?.body?.trim() || kept.body.trim() === here) return;
    // The page came with what this copy grew out of, or with nothing: the copy is newer. Otherwise both are kept.
    area.value = !here || here === kept.base?.trim() ? kept.body : `${kept.body}\n\n${area.value}`;
    if (title && !title.value) title.value = kept.title;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    status.textContent = form.dataset.restored;
  }

  function keep(extra = {}) {
    try {
      // What the server has needs no second copy.
      if (empty() || (read() === saved && !extra.sent)) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ ...JSON.parse(read()), base: JSON.parse(saved).body, ...extra }));
    } catch {
      // No room on this device: the server's copy remains.
    }
  }

  async function save() {
    const now = read();
    if (now === saved || form.dataset.sent) return;
    status.textContent = form.dataset.saving;
    try {
      const answer = await send(form.dataset.draft, { place, ...JSON.parse(now) });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      saved = now;
      keep();
      status.textContent = form.dataset.saved;
    } catch {
      status.textContent = form.dataset.local;
    }
  }

  function changed() {
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  area.addEventListener("input", changed);
  if (read() !== saved || form.querySelector("[role=alert]")) {
    saved = JSON.stringify({ title: "", body: "" });
    changed();
  }
  title?.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    if (event.submitter?.name !== "preview") keep({ sent: Date.now() });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
  });
  addEventListener("online", save);
  restore();
}
