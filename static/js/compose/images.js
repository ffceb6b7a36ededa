// Images by button, paste or drop: a mark stands in the text while one travels, the address takes its place.
export function takeImages(form, area, { send, insert }) {
  const box = form.querySelector(".composer__box");
  const status = form.querySelector("[data-status]");
  let travelling = 0;

  async function upload(file) {
    travelling += 1;
    const mark = `![${form.dataset.uploading} ${file.name.replace(/[[\]\\]/g, "")}…]()`;
    insert(area, mark);
    let text = "";
    try {
      const answer = await send(form.dataset.upload, { file });
      const data = await answer.json();
      if (answer.ok) text = data.markdown;
      else status.textContent = data.error;
    } catch {
      status.textContent = form.dataset.local;
    }
    const at = area.value.indexOf(mark);
    if (at >= 0) {
      area.setRangeText(text, at, at + mark.length, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    travelling -= 1;
    form.toggleAttribute("data-travelling", travelling > 0);
  }

  async function takeAll(files) {
    for (const file of files) {
      if (file.type.startsWith("image/")) await upload(file);
    }
  }

  form.querySelector("[data-file]").addEventListener("change", async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    await takeAll(files);
  });
  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
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
