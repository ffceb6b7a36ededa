// News while the page is open. A visible page listens, a hidden one is silent and catches up. Where the server cannot hold
// a stream, the page asks every half minute. What was heard is told to the page as an event; it looks by its ordinary address.
const meta = document.querySelector("meta[name=live]");
let key = meta.content;
let { since, url } = meta.dataset;
let source, timer, renewed = 0, asked = 0;

const address = () => `${url}?t=${encodeURIComponent(key)}&since=${since}`;
// Everybody looks at a moment of their own: the server says how many are listening.
const tell = (news) =>
  setTimeout(() => document.dispatchEvent(new CustomEvent("news", { detail: news })), 1000 * (news.wait ?? 0) * Math.random());

function pause() {
  source?.close();
  clearTimeout(timer);
  source = timer = undefined;
}

function listen() {
  pause();
  if (document.hidden) return;
  source = new EventSource(address());
  source.onmessage = (event) => {
    since = event.lastEventId;
    tell(JSON.parse(event.data));
  };
  source.onerror = (event) => {
    if (event.target.readyState === EventSource.CLOSED && event.target === source) ask();
  };
}

async function ask() {
  pause();
  timer = setTimeout(() => (++asked % 10 ? ask() : listen()), 24_000 + Math.random() * 12_000);
  try {
    const answer = await fetch(address(), { headers: { Accept: "application/json" } });
    if (answer.status === 403) return renew();
    if (answer.status !== 200) return;
    const { news, number } = await answer.json();
    since = number;
    news.forEach(tell);
  } catch {
    // Offline: the next time will do.
  }
}

// The key is an hour old. The page itself, asked for again, holds a new one if it may still be seen.
async function renew() {
  pause();
  if (Date.now() - renewed < 60_000) return;
  renewed = Date.now();
  const answer = await fetch(location.href, { headers: { "X-Purpose": "key" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  key = page.querySelector("meta[name=live]")?.content;
  if (answer.ok && key) listen();
}

document.addEventListener("visibilitychange", () => (document.hidden ? pause() : key && listen()));
listen();
