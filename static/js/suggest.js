// Under the search box: what the words may become. A combobox; the page works the same without it.
const box = document.querySelector("[data-search]");
const form = box.closest("form");
const said = document.createElement("p");
said.className = "visually-hidden";
said.setAttribute("role", "status");
form.append(said);
Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "suggestions" }).forEach(
  ([name, value]) => box.setAttribute(name, value),
);
let timer;
let asked = "";
let list = null;
let dismissed = false;

function close() {
  list?.remove();
  list = null;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function show(html) {
  close();
  // Drawn by our own server, every word in it escaped.
  list = new DOMParser().parseFromString(html, "text/html").querySelector("[role=listbox]");
  if (!list || document.activeElement !== box) return;
  form.append(list);
  box.setAttribute("aria-expanded", "true");
  said.textContent = String(list.children.length);
}

async function ask() {
  const typed = box.value.trim();
  if (typed === asked) return;
  asked = typed;
  if (typed.length < 2) {
    close();
    return;
  }
  try {
    const answer = await fetch(`${box.dataset.search}?q=${encodeURIComponent(typed)}`);
    if (dismissed || typed !== box.value.trim()) return;
    if (answer.status === 200) show(await answer.text());
    else close();
  } catch {
    close();
  }
}

function walk(step) {
  const options = [...list.children];
  const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = here + step < -1 ? options.length - 1 : here + step;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
  if (options[next]) {
    box.setAttribute("aria-activedescendant", options[next].id);
    options[next].scrollIntoView({ block: "nearest" });
  } else {
    box.removeAttribute("aria-activedescendant");
  }
}

box.addEventListener("input", () => {
  dismissed = false;
  clearTimeout(timer);
  timer = setTimeout(ask, 180);
});
box.addEventListener("keydown", (event) => {
  // What is still on its way is not wanted any more.
  if (event.key === "Escape") dismissed = true;
  if (!list || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.key === "Enter") {
    const link = list.querySelector("[aria-selected=true]");
    if (link) {
      event.preventDefault();
      location.href = link.href;
    }
  }
});
// A press on a suggestion must come through before the list goes.
form.addEventListener("focusout", (event) => {
  if (!form.contains(event.relatedTarget)) setTimeout(close, 200);
});
ask();
