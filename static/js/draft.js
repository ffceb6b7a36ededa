// What is being written is kept twice: on this device at once, on the server a moment later. Neither network nor session can lose it.
const WAIT = 1500;

export function keepDraft(form, area, { send }) {
  const { place } = form.dataset;
  if (!place) return;
  const status = form.querySelector("[data-status]");
  const title = form.querySelector("[name=title]");
  const key = `folkmoot:${place}`;
  const read = () => JSON.stringify({ title: title?.value ?? "", body: area.value });
  const empty = () => !area.value.trim() && !title?.value.trim();
  let timer;
  let saved = read();

  // Sent forms leave their copy until the server shows a page again; a page without that text has received it.
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    localStorage.removeItem(key);
  }
  if (kept && !kept.sent && kept.body && kept.body !== area.value && !area.value.trim()) {
    area.value = kept.body;
    if (title && !title.value) title.value = kept.title;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    status.textContent = form.dataset.restored;
    timer = setTimeout(save, WAIT);
  } else if (kept?.sent) {
    localStorage.removeItem(key);
  }

  function keep(extra = {}) {
    try {
      if (empty()) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ title: title?.value ?? "", body: area.value, ...extra }));
    } catch {
      // No room on this device: the server's copy remains.
    }
  }

  async function save() {
    const now = read();
    if (now === saved || form.dataset.sent) return;
    status.textContent = form.dataset.saving;
    try {
      const answer = await send(form.dataset.draft, { place, title: title?.value ?? "", body: area.value });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      saved = now;
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
  title?.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.submitter?.name !== "preview") keep({ sent: true });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
  });
}
