// A picture pasted or dropped into the page editor is uploaded and becomes a photo block where it was put.
(() => {
  "use strict";
  const script = document.currentScript;
  const texts = script.dataset;
  const token = () => JSON.parse(document.getElementById("wagtail-config").textContent).CSRF_TOKEN;

  function notice(words, lasting) {
    let box = document.getElementById("pasted-pictures");
    if (!box) {
      box = Object.assign(document.createElement("div"), { id: "pasted-pictures", className: "messages" });
      box.setAttribute("role", "status");
      (document.querySelector("main") || document.body).prepend(box);
    }
    const line = Object.assign(document.createElement("p"), { className: "help-block help-info", textContent: words });
    box.replaceChildren(...(words ? [line] : []));
    if (words) box.scrollIntoView({ block: "nearest" });
    if (words && !lasting) setTimeout(() => line.remove(), 6000);
  }

  const holdsPhotos = (stream) => Boolean(stream?.blockDef?.childBlockDefsByName?.photo && stream.insert);

  function streamAt(target) {
    for (let element = target; element; element = element.parentElement) {
      if (holdsPhotos(element.rootBlock)) return element.rootBlock;
    }
    const roots = [...document.querySelectorAll("[id$='-root']")].map((element) => element.rootBlock);
    return roots.find(holdsPhotos);
  }

  async function upload(file) {
    const form = new FormData();
    form.append("file", file, file.name || "anh-dan.png");
    const answer = await fetch(texts.address, { method: "POST", body: form, headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok || !said.photo) throw new Error(said.error || `${texts.failed} (${answer.status})`);
    return said.photo;
  }

  function place(stream, target, photo) {
    const at = stream.children.findIndex((child) => $(child.element)[0].contains(target));
    const child = stream.children[at];
    if (child?.type === "photo" && !child.block.childBlocks.image.getValue()) {
      child.block.childBlocks.image.setState(photo);
      return;
    }
    const value = { image: photo, caption: "", credit: "", alt: "", decorative: false, file_name: "" };
    stream.insert({ type: "photo", value, id: crypto.randomUUID?.() ?? null }, at < 0 ? stream.children.length : at + 1, { animate: true });
  }

  async function take(event, files) {
    const pictures = [...files].filter((file) => file.type.startsWith("image/"));
    const stream = pictures.length ? streamAt(event.target) : null;
    if (!stream) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const picture of pictures) {
      notice(texts.uploading, true);
      try {
        place(stream, event.target, await upload(picture));
        notice(texts.done);
      } catch (error) {
        notice(error.message, true);
      }
    }
  }

  document.addEventListener("paste", (event) => {
    // Word also puts a picture of the copied text beside the text: then the text is meant.
    if (event.clipboardData?.files.length && !event.clipboardData.getData("text/plain").trim()) take(event, event.clipboardData.files);
  }, true);
  document.addEventListener("drop", (event) => {
    if (event.dataTransfer?.files.length && event.target.closest("form[data-edit-form]")) take(event, event.dataTransfer.files);
  }, true);
})();
