// Pictures pasted or dropped into the page editor are uploaded and become photo blocks where they were put, in order.
(() => {
  "use strict";
  const script = document.currentScript;
  const texts = script.dataset;
  const token = () => JSON.parse(document.getElementById("wagtail-config").textContent).CSRF_TOKEN;

  // Each call adds a line; what lasts is what went wrong, and stays until the next paste.
  function notice(words, lasting) {
    let box = document.getElementById("pasted-pictures");
    if (!box) {
      box = Object.assign(document.createElement("div"), { id: "pasted-pictures", className: "messages" });
      box.setAttribute("role", "status");
      (document.querySelector("main") || document.body).prepend(box);
    }
    const className = `help-block ${lasting ? "help-warning" : "help-info"}`;
    const line = Object.assign(document.createElement("p"), { className, textContent: words });
    for (const old of box.querySelectorAll(".help-info")) old.remove();
    box.append(line);
    box.scrollIntoView({ block: "nearest" });
    if (!lasting) setTimeout(() => line.remove(), 6000);
  }

  const forget = () => document.getElementById("pasted-pictures")?.replaceChildren();

  const holdsPhotos = (stream) => Boolean(stream?.blockDef?.childBlockDefsByName?.photo && stream.insert);

  function streamAt(target) {
    for (let element = target; element; element = element.parentElement) {
      if (holdsPhotos(element.rootBlock)) return element.rootBlock;
    }
    const roots = [...document.querySelectorAll("[id$='-root']")].map((element) => element.rootBlock);
    return roots.find(holdsPhotos);
  }

  const indexOf = (stream, target) => stream.children.findIndex((child) => $(child.element)[0].contains(target));

  async function upload(file) {
    const form = new FormData();
    form.append("file", file, file.name || "image.png");
    const answer = await fetch(texts.address, { method: "POST", body: form, headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok || !said.photo) throw new Error(said.error || `${texts.failed} (${answer.status})`);
    return said.photo;
  }

  function place(stream, photo, index) {
    const value = { image: photo, caption: "", credit: "", alt: "", decorative: false, file_name: "" };
    stream.insert({ type: "photo", value, id: crypto.randomUUID?.() ?? null }, index, { animate: true });
  }

  async function take(event, files) {
    const pictures = [...files].filter((file) => file.type.startsWith("image/"));
    const stream = pictures.length ? streamAt(event.target) : null;
    if (!stream) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    forget();
    let behind = event.target;
    for (const picture of pictures) {
      notice(texts.uploading);
      try {
        const photo = await upload(picture);
        const at = indexOf(stream, behind);
        const child = stream.children[at];
        if (child?.type === "photo" && !child.block.childBlocks.image.getValue()) {
          child.block.childBlocks.image.setState(photo);
        } else {
          const index = at < 0 ? stream.children.length : at + 1;
          place(stream, photo, index);
          behind = $(stream.children[index].element)[0];
        }
        notice(texts.done);
      } catch (error) {
        notice(picture.name ? `${picture.name}: ${error.message}` : error.message, true);
      }
    }
  }

  // For pictures inside pasted texts.
  window.hoabanPhotos = { notice, forget, upload, place, indexOf };

  document.addEventListener("paste", (event) => {
    // Word also puts a picture of the copied text beside the text: then the text is meant.
    if (event.clipboardData?.files.length && !event.clipboardData.getData("text/plain").trim()) take(event, event.clipboardData.files);
  }, true);
  document.addEventListener("drop", (event) => {
    if (event.dataTransfer?.files.length && event.target.closest("form[data-edit-form]")) take(event, event.dataTransfer.files);
  }, true);
})();
