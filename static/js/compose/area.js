// Changing a text field as if somebody had typed, so that "undo" undoes it.
const touched = new WeakSet();

export function watch(area) {
  area.addEventListener("focus", () => touched.add(area), { once: true });
}

export function replace(area, text, start, end) {
  const scrolled = area.scrollTop;
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  // Old, and still the only way that keeps the history of changes.
  const typed = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!typed && (text || start !== end)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.scrollTop = scrolled;
}

export function insert(area, text) {
  // Where nobody has set the caret yet it stands before a draft; what comes now belongs behind it.
  if (!touched.has(area)) area.setSelectionRange(area.value.length, area.value.length);
  replace(area, text, area.selectionStart, area.selectionEnd);
}

// Words found somewhere in the text change while somebody types elsewhere: the caret stays with them.
export function exchange(area, old, text) {
  const at = area.value.indexOf(old);
  if (at < 0) return false;
  const [start, end] = [area.selectionStart, area.selectionEnd];
  area.setRangeText(text, at, at + old.length, "preserve");
  const moved = (place) => (place <= at ? place : Math.max(at + text.length, place + text.length - old.length));
  area.setSelectionRange(moved(start), moved(end));
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

export function surround(area, before, after) {
  const [start, end] = [area.selectionStart, area.selectionEnd];
  const inner = area.value.slice(start, end);
  replace(area, before + inner + after, start, end);
  area.setSelectionRange(start + before.length, start + before.length + inner.length);
}

export function block(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const gap = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  insert(area, gap + text);
}
