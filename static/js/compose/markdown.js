// A piece of a page as Markdown. Reads an inert document and gives back text; what it does not know it takes as plain words.
const INLINE = { B: "**", STRONG: "**", I: "_", EM: "_", DEL: "~~", S: "~~", STRIKE: "~~" };
const SKIPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TEMPLATE", "NOSCRIPT", "TITLE", "SVG", "svg"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "FIGURE", "FIGCAPTION", "DL", "DT", "DD", "ADDRESS", "DETAILS", "SUMMARY"]);
const MOST_DEEP = 40;

const escaped = (text) => text.replace(/[\\`*_[\]<>|~]/g, "\\$&").replace(/^(\s*)([#+-])(?=\s)/, "$1\\$2").replace(/^(\s*\d+)([.)])(?=\s)/, "$1\\$2");
const safe = (address) => (/^(https?:|mailto:)/i.test(address) ? address.replace(/[()\s<>]/g, encodeURIComponent) : "");
const tidy = (text) => text.replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
const prefixed = (text, first, rest) => text.split("\n").map((line, n) => (n ? (line && rest + line) : first + line)).join("\n");

function inside(node, deep) {
  let text = "";
  for (const child of node.childNodes) {
    const piece = one(child, deep + 1);
    // White space at the start of a line is a page's way of wrapping its source.
    text += text.endsWith("\n") && child.nodeType === Node.TEXT_NODE ? piece.trimStart() : piece;
  }
  return text;
}

function inline(node, mark, deep) {
  // A word processor may call everything bold and take it back by style; and empty marks would stand as stars.
  const inner = inside(node, deep);
  const words = inner.trim();
  const takenBack = /font-weight:\s*(normal|400)/.test(node.dataset.style ?? "");
  if (!words || words.includes("\n\n") || (mark === "**" && takenBack)) return inner;
  return inner.replace(words, () => mark + words + mark);
}

function list(node, deep) {
  let number = Number(node.getAttribute("start")) || 1;
  const rows = [];
  for (const child of node.children) {
    if (child.tagName !== "LI") continue;
    const mark = node.tagName === "OL" ? `${number++}. ` : "- ";
    rows.push(prefixed(tidy(inside(child, deep)).replace(/\n\n(?=\s*(?:-|\d+\.) )/g, "\n"), mark, " ".repeat(mark.length)));
  }
  return `\n\n${rows.join("\n")}\n\n`;
}

function table(node, deep) {
  const rows = [...node.querySelectorAll("tr")].slice(0, 200).map((row) => [...row.children].map((cell) => tidy(inside(cell, deep)).replace(/\s*\n\s*/g, " ")));
  const wide = Math.max(0, ...rows.map((row) => row.length));
  if (!wide) return "";
  if (wide === 1) return `\n\n${rows.map(([cell]) => cell).join("\n\n")}\n\n`;
  const line = (cells) => `| ${Array.from({ length: wide }, (_, n) => cells[n] ?? "").join(" | ")} |`;
  return `\n\n${[line(rows[0]), `|${" --- |".repeat(wide)}`, ...rows.slice(1).map(line)].join("\n")}\n\n`;
}

function fenced(text) {
  const fence = "`".repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `\n\n${fence}\n${text.replace(/\n$/, "")}\n${fence}\n\n`;
}

function one(node, deep) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data.replace(/\s+/g, " "));
  if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName)) return "";
  if (deep > MOST_DEEP) return escaped(node.textContent);
  const tag = node.tagName;
  if (tag === "BR") return "\n";
  if (tag === "HR") return "\n\n---\n\n";
  if (tag === "PRE") return fenced(node.textContent);
  if (tag === "CODE" || tag === "KBD" || tag === "SAMP") return node.textContent.trim() && !node.textContent.includes("`") ? `\`${node.textContent.trim()}\`` : escaped(node.textContent);
  if (INLINE[tag]) return inline(node, INLINE[tag], deep);
  if (tag === "A") {
    const words = inside(node, deep).trim();
    const address = safe(node.getAttribute("href") ?? "");
    return address && words && !words.includes("\n") ? `[${words}](${address})` : words;
  }
  // Pictures of other sites are not shown here: what they say stays.
  if (tag === "IMG") return escaped(node.getAttribute("alt") ?? "");
  if (/^H[1-6]$/.test(tag)) return `\n\n${"#".repeat(Number(tag[1]))} ${tidy(inside(node, deep)).replace(/\n+/g, " ")}\n\n`;
  if (tag === "UL" || tag === "OL") return list(node, deep);
  if (tag === "TABLE") return table(node, deep);
  if (tag === "BLOCKQUOTE") return `\n\n${tidy(inside(node, deep)).split("\n").map((row) => (row ? `> ${row}` : ">")).join("\n")}\n\n`;
  if (BLOCKS.has(tag)) return `\n\n${inside(node, deep)}\n\n`;
  return inside(node, deep);
}

export function markdown(root) {
  return tidy(inside(root, 0));
}
