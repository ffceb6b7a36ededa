// Asking the server, with the key of the session that is there now: a page outlives a log-in in another window.
const meta = document.querySelector("meta[name=csrf-token]");

export function send(url, fields, options = {}) {
  const body = fields instanceof FormData ? fields : new FormData();
  if (body !== fields) for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const headers = { "X-CSRFToken": meta?.content ?? "", "X-Requested-With": "fetch", ...options.headers };
  return fetch(url, { method: "POST", body, headers, signal: options.signal });
}

// Whose session is it now? "same" (the forms have the new key), "nobody", "other", or "away" when nobody answers.
export async function whose(form) {
  try {
    const answer = await fetch(form.dataset.who);
    if (!answer.ok) return "away";
    const { member, token } = await answer.json();
    if (!member) return "nobody";
    if (String(member) !== form.dataset.member) return "other";
    if (meta) meta.content = token;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return "same";
  } catch {
    return "away";
  }
}

export async function fragment(url) {
  try {
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    return answer.status === 200 && !answer.redirected ? await answer.text() : "";
  } catch {
    return ""; // Offline: what it would have told can wait.
  }
}
