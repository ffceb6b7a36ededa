// An open conversation takes in what comes, as the page itself would show it.
const talk = document.querySelector("[data-talk]");
let busy = false, again = false;

async function look() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const fresh of page.querySelectorAll("[data-talk] > article")) {
      const here = document.getElementById(fresh.id);
      if (!here) talk.append(fresh);
      else if (here.dataset.version !== fresh.dataset.version) here.replaceWith(fresh);
    }
  } catch {
    // Offline: it is there when the page is opened again.
  } finally {
    busy = false;
    if (again) {
      again = false;
      look();
    }
  }
}

document.addEventListener("news", ({ detail }) => {
  if (String(detail.conversation) !== talk?.dataset.talk) return;
  if (detail.edited || (talk.dataset.newest && detail.number > Number(talk.dataset.newest))) look();
});
