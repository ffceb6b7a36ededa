// What is pasted becomes what one would have typed: formatted text turns into Markdown, an address over marked words into a link.
import { replace } from "./area.js";

const RICH = "b,strong,i,em,a[href],ul,ol,table,h1,h2,h3,h4,h5,h6,pre,code,blockquote,del,s,hr";

// The policy of this page watches over inert documents, too, and would complain of every style a word processor puts in.
function plainly(html) {
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "");
  return bare.replace(/<[^>]+>/g, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
}

export function takePastes(area) {
  area.addEventListener("paste", async (event) => {
    const data = event.clipboardData;
    if (!data) return;
    const [start, end] = [area.selectionStart, area.selectionEnd];
    const plain = data.getData("text/plain").trim();
    if (start !== end && /^https?:\/\/[^\s<>()]+$/.test(plain)) {
      const words = area.value.slice(start, end);
      if (/^https?:\/\//.test(words.trim()) || words.includes("\n")) return;
      event.preventDefault();
      replace(area, `[${words}](${plain})`, start, end);
      return;
    }
    const html = data.getData("text/html");
    if (!html || html.length > 500_000) return;
    // An inert document: nothing in it runs, loads or is ever shown.
    const page = new DOMParser().parseFromString(plainly(html), "text/html");
    if (!page.body.querySelector(RICH) || !page.body.textContent.trim()) return;
    event.preventDefault();
    try {
      const { markdown } = await import("./markdown.js");
      replace(area, markdown(page.body) || plain, start, end);
    } catch {
      replace(area, plain, start, end);
    }
  });
}
