// Names behind "@", pictures behind ":". The list is a listbox; arrows, Enter and Esc work as in every other.
import "../../vendor/text-expander/bundle.js";

let pictures;

function option(id, value, ...parts) {
  const row = document.createElement("li");
  row.setAttribute("role", "option");
  row.id = id;
  row.dataset.value = value;
  row.append(...parts);
  return row;
}

function strong(text) {
  const found = document.createElement("strong");
  found.textContent = text;
  return found;
}

async function people(form, text) {
  const thread = form.dataset.place?.startsWith("thread:") ? `&thread=${form.dataset.place.slice(7)}` : "";
  const answer = await fetch(`${form.dataset.people}?q=${encodeURIComponent(text)}${thread}`);
  const found = answer.ok && !answer.redirected ? await answer.json() : [];
  return found.map(({ username, name }) => option(`person-${username}`, `@${username}`, strong(username), name === username ? "" : ` ${name}`));
}

async function emoji(form, text) {
  if (text.length < 2 || !/^[a-z0-9_+-]+$/i.test(text)) return [];
  pictures ??= fetch(form.dataset.emoji).then((answer) => (answer.ok ? answer.json() : {}));
  const all = Object.entries(await pictures);
  const wanted = text.toLowerCase();
  const found = [...all.filter(([name]) => name.startsWith(wanted)), ...all.filter(([name]) => name.indexOf(wanted) > 0)];
  return found.slice(0, 8).map(([name, picture]) => option(`emoji-${name}`, `:${name}:`, picture, ` ${name}`));
}

export function complete(form, expander) {
  expander.addEventListener("text-expander-change", (event) => {
    const { key, provide, text } = event.detail;
    const find = key === "@" ? people : emoji;
    provide(
      find(form, text)
        .catch(() => [])
        .then((rows) => {
          const list = document.createElement("ul");
          list.className = "suggestions";
          list.setAttribute("role", "listbox");
          list.setAttribute("aria-label", key === "@" ? form.dataset.peopleLabel : form.dataset.emojiLabel);
          list.append(...rows);
          return { matched: rows.length > 0, fragment: list };
        }),
    );
  });
  expander.addEventListener("text-expander-value", (event) => {
    event.detail.value = event.detail.item.dataset.value;
  });
}
