// Images and files by button, paste or drop: a mark stands in the text while one travels, the address takes its place, and we ask what a picture shows.
import { exchange, insert } from "./area.js";

export function takeImages(form, area) {
  const box = form.querySelector(".composer__box");
  const status = form.querySelector("[data-status]");
  // A refusal stays long enough to be read, whatever is saved meanwhile.
  const tell = (refusal) => {
    status.textContent = refusal;
    status.dataset.until = String(Date.now() + 12_000);
  };
  const list = form.querySelector("[data-images]");
  const token = document.querySelector("meta[name=csrf-token]");
  const words = form.dataset;
  const limits = form.querySelector("[data-file]").dataset;
  let travelling = 0;

  function row(name) {
    const item = document.createElement("li");
    const label = document.createElement("span");
    const bar = document.createElement("progress");
    label.textContent = name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `${words.uploading} ${name}`);
    item.append(label, bar);
    list.append(item);
    return { item, bar };
  }

  function travel(file, bar) {
    // Only this older way tells how far an upload has come.
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("file", file);
      request.open("POST", words.upload);
      request.setRequestHeader("X-CSRFToken", token?.content ?? "");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = event.loaded / event.total;
      });
      request.addEventListener("load", () => done({ ok: request.status === 200, data: request.response }));
      request.addEventListener("error", failed);
      request.send(body);
    });
  }

  // What the picture shows, for those who cannot see it: asked for where it was added, written into the text as it is typed.
  function ask(item, markdown, url, thumb) {
    let written = markdown;
    const label = document.createElement("label");
    const input = document.createElement("input");
    const picture = document.createElement("img");
    Object.assign(picture, { src: thumb, alt: "", width: 48, height: 48 });
    input.className = "form-control";
    input.maxLength = 300;
    input.placeholder = words.describeHint;
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      const next = `![${input.value.replace(/[[\]\\]/g, "").trim() || written.slice(2, written.indexOf("]("))}](${url})`;
      if (exchange(area, written, next)) written = next;
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      area.focus();
    });
    label.append(words.describe, input);
    item.replaceChildren(picture, label);
  }

  async function upload(file) {
    if (file.size > Number(limits.most)) {
      tell(limits.tooLarge.replace("{name}", file.name));
      return;
    }
    travelling += 1;
    form.toggleAttribute("data-travelling", true);
    const mark = `${file.type.startsWith("image/") ? "!" : ""}[${words.uploading} ${file.name.replace(/[[\]\\]/g, "")}…]()`;
    const { item, bar } = row(file.name);
    insert(area, mark);
    let text = "";
    try {
      const { ok, data } = await travel(file, bar);
      if (ok && data) {
        text = data.markdown;
        if (data.width) ask(item, data.markdown, data.url, data.thumb);
        else item.remove();
      } else {
        tell(data?.error ?? words.away);
      }
    } catch {
      tell(words.away);
    }
    if (!text) item.remove();
    exchange(area, mark, text);
    travelling -= 1;
    form.toggleAttribute("data-travelling", travelling > 0);
  }

  async function takeAll(files) {
    for (const file of files) await upload(file);
  }

  form.querySelector("[data-file]").addEventListener("change", async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    await takeAll(files);
  });
  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // A table from a spreadsheet comes with its own portrait: the words are wanted (paste.js).
    if (!files.length || event.defaultPrevented) return;
    event.preventDefault();
    takeAll(files);
  });
  box.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    box.classList.add("is-target");
  });
  box.addEventListener("dragleave", () => box.classList.remove("is-target"));
  box.addEventListener("drop", (event) => {
    box.classList.remove("is-target");
    const files = [...event.dataTransfer.files];
    if (!files.length) return;
    event.preventDefault();
    takeAll(files);
  });
}
