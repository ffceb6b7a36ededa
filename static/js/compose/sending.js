// Sending: the page stays, with every word in it, until the server has said that it has the text.
import { send, whose } from "./asking.js";

function go(url) {
  const to = new URL(url, location.href);
  if (to.pathname + to.search !== location.pathname + location.search) return location.assign(to);
  history.scrollRestoration = "manual";
  history.replaceState(null, "", to);
  location.reload();
}

export function sendKindly(form, area, draft) {
  const status = form.querySelector("[data-status]");
  const tell = (text) => {
    if (status) status.textContent = text;
  };

  // The plain form, whose answer is a page that explains and has the text in it.
  function plainly() {
    draft.mark();
    form.submit();
  }

  // Whoever comes back by the browser's history finds an empty form, whose next text is another post.
  function begunAnew() {
    if (form.dataset.place.startsWith("post:")) return;
    area.defaultValue = "";
    form.reset();
    const token = form.querySelector("[name=form_token]");
    if (token) token.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Answers whether the page stays.
  async function deliver(submitter, again = false) {
    let answer;
    try {
      answer = await send(form.action, new FormData(form, submitter), { headers: { "X-Requested-With": "composer" } });
    } catch {
      tell(form.dataset.away);
      return true;
    }
    if (answer.status >= 500) {
      tell(form.dataset.away);
      return true;
    }
    if (answer.status === 201 || (answer.ok && answer.redirected)) {
      const url = answer.status === 201 ? (await answer.json()).url : answer.url;
      draft.forget();
      begunAnew();
      go(url);
      return false;
    }
    if (answer.status === 403 && !again && (await whose(form)) === "same") return deliver(submitter, true);
    plainly();
    return false;
  }

  form.addEventListener("submit", async (event) => {
    // A second press, or an image still on its way: wait.
    if (form.dataset.sent || form.hasAttribute("data-travelling")) {
      event.preventDefault();
      if (!form.dataset.sent) tell(`${form.dataset.uploading}…`);
      return;
    }
    const asks = event.submitter?.name;
    if (asks || !form.dataset.place) {
      if (!asks) form.dataset.sent = "yes";
      draft.mark();
      setTimeout(() => delete form.dataset.sent, 8000);
      return;
    }
    event.preventDefault();
    form.dataset.sent = "yes";
    tell(form.dataset.sending);
    // A draft that arrives behind the post would be found again as unsent.
    await draft.settle();
    if (await deliver(event.submitter)) delete form.dataset.sent;
    else setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-submit]"));
    }
  });
}
