// For everybody, and as little as possible: "/" goes to the search, menus close as people expect.
document.documentElement.classList.add("js");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    const inside = event.target.closest("details[data-menu]") === menu;
    const beside = inside && event.target === menu; // the shade around an open drawer
    if (!inside || beside) menu.open = false;
  }
});

// What may be meant is asked for by those who type, nobody else loads the script for it.
document.querySelector("[data-search]")?.addEventListener("focus", () => import("./suggest.js"), { once: true });
