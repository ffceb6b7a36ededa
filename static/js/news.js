// What a page does with news: a thread takes new posts in at its end, a list says how many threads changed, times go on.
const bar = document.getElementById("news");
const changed = new Set();

function inThread(news) {
  const { at, after, known, page } = document.getElementById("news").dataset;
  if (!at || news.number <= known) return;
  const place = document.activeElement?.closest(".answer");
  const before = place?.getBoundingClientRect().top;
  htmx.ajax("GET", `${at}?after=${after}&page=${page}`, { target: "#news", swap: "beforebegin" }).then(() => {
    const seen = document.querySelector("[name=seen_number]");
    if (seen) seen.value = document.getElementById("news").dataset.after;
    // Who is writing keeps their text before their eyes.
    if (place && !CSS.supports("overflow-anchor: auto")) scrollBy(0, place.getBoundingClientRect().top - before);
  });
}

function inList(news) {
  if (!bar.dataset.many) return;
  changed.add(news.thread);
  const { one, many } = bar.dataset;
  bar.firstElementChild.textContent = changed.size === 1 ? one : many.replace("%n", changed.size);
  bar.firstElementChild.hidden = false;
}

if (bar)
  document.addEventListener("news", ({ detail }) => {
    if (detail.channel.startsWith("thread:")) inThread(detail);
    else if (detail.channel.startsWith("forum:")) inList(detail);
  });

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
