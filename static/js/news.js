// What a page does with news: a thread takes new posts in at its end, a list says how many threads changed, times go on.
const bar = document.getElementById("news");
const changed = new Set();

let newest = 0;
let busy = false;

async function inThread(news) {
  newest = Math.max(newest, news.number);
  const { at, after, page } = bar.dataset;
  if (!at || busy || newest <= bar.dataset.known) return;
  busy = true;
  const asked = newest;
  const answer = await fetch(`${at}?after=${after}&page=${page}`).catch(() => ({}));
  busy = false;
  if (answer.status !== 200) return;
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = body.querySelector("#news");
  const place = document.activeElement?.closest(".answer");
  const before = place?.getBoundingClientRect().top;
  said.remove();
  for (const post of [...body.children]) {
    bar.before(post);
    htmx.process(post);
  }
  // Who is writing keeps their text before their eyes.
  if (place && !CSS.supports("overflow-anchor: auto")) scrollBy(0, place.getBoundingClientRect().top - before);
  Object.assign(bar.dataset, said.dataset);
  // The line itself stays: a screen reader hears that its words change.
  bar.replaceChildren(...said.childNodes);
  const rail = document.querySelector(".timeline .here");
  if (rail) rail.textContent = `${rail.textContent.split(/[–/]/)[0].trim()}–${bar.dataset.after} / ${bar.dataset.known}`;
  const seen = document.querySelector("[name=seen_number]");
  if (seen) seen.value = bar.dataset.after;
  if (newest > asked) inThread({ number: newest });
}

function inList(news) {
  if (!bar.dataset.many) return;
  changed.add(news.thread);
  const { one, many } = bar.dataset;
  bar.firstElementChild.textContent = changed.size === 1 ? one : many.replace("%n", changed.size);
  bar.firstElementChild.hidden = false;
}

if (bar) {
  document.addEventListener("news", ({ detail }) => {
    if (detail.channel.startsWith("thread:")) inThread(detail);
    else if (detail.channel.startsWith("forum:")) inList(detail);
  });
  // Who followed the line has seen what it told of.
  if (bar.dataset.at) bar.addEventListener("click", () => setTimeout(() => bar.replaceChildren()));
}

// "5 min ago" goes on while the page is open.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short" });
setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[title]")) {
    const minutes = Math.floor((Date.now() - new Date(time.dateTime)) / 60_000);
    if (minutes < 1 || minutes >= 1440) continue;
    time.textContent = (minutes < 60 ? words.format(-minutes, "minute") : words.format(-Math.floor(minutes / 60), "hour")).replace(".", "");
  }
}, 60_000);
