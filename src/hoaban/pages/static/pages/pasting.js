// What is pasted into a text or a table of the page editor keeps its tables, its paragraphs and its pictures.
(() => {
  "use strict";
  const texts = document.currentScript.dataset;
  const LARGEST = 900_000;
  const KEPT = new Set(["href", "colspan", "rowspan", "data-number", "start", "value"]);
  const SAID_BY_STYLE = /(?:display|mso-hide|mso-list|font-weight|font-style|vertical-align)\s*:\s*[^;]+/gi;
  // What the editor by itself would paste flat, glued together, under another number, or not at all.
  const EXACT = "sup, sub, [style*='vertical-align'], ol[start], li[value]";
  const NOT_KNOWN = "details, dl, fieldset, figcaption, form, iframe, video, audio, object, embed, input, textarea, select, canvas";
  const token = () => JSON.parse(document.getElementById("wagtail-config").textContent).CSRF_TOKEN;
  let passing = false;
  let table = null;

  const photos = () => window.hoabanPhotos;
  const say = (words) => photos()?.notice(words, true);

  // A picture that stands in the text itself, as a file; null for what is kept elsewhere.
  function pictureOf(address, number) {
    const [, kind, letters] = /^data:image\/(png|jpeg|gif|webp);base64,([\s\S]+)$/i.exec(address) || [];
    if (!kind) return null;
    try {
      const bytes = Uint8Array.from(atob(letters.replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
      return new File([bytes], `image-${number + 1}.${kind.toLowerCase()}`, { type: `image/${kind.toLowerCase()}` });
    } catch {
      return null;
    }
  }

  // A browser forgets rows that stand in no table.
  function inTable(html) {
    const begin = html.search(/<tr[\s>]/i);
    const last = html.toLowerCase().lastIndexOf("</tr>");
    if (begin < 0 || /<table[\s>]/i.test(html)) return html;
    const end = last < begin ? html.length : last + 5;
    return `${html.slice(0, begin)}<table>${html.slice(begin, end)}</table>${html.slice(end)}`;
  }

  // Pasted HTML without all that is thrown away in any case: Word sends a hundred times what is said.
  function read(html) {
    const page = new DOMParser().parseFromString(inTable(html), "text/html");
    page.querySelectorAll("script, style, meta, link, title, xml, template, svg, input[type=hidden]").forEach((element) => element.remove());
    const comments = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (comments.nextNode()) found.push(comments.currentNode);
    found.forEach((comment) => comment.remove());
    const hasLists = page.querySelector("[style*='mso-list']") !== null;
    const pictures = [];
    let lost = 0;
    let signs = 0;
    for (const image of page.querySelectorAll("img")) {
      const words = image.getAttribute("alt") || "";
      const isSign = words.length < 12 && /\p{Extended_Pictographic}/u.test(words);
      const picture = isSign ? null : pictureOf(image.getAttribute("src") || "", pictures.length);
      if (picture) image.setAttribute("data-number", pictures.push(picture) - 1);
      else image.replaceWith(isSign ? words : "");
      // Some pages show signs like 🌾 as pictures.
      if (isSign) signs += 1;
      else if (!picture) lost += 1;
    }
    for (const element of page.body.querySelectorAll("*")) {
      const style = (element.getAttribute("style") || "").match(SAID_BY_STYLE);
      for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
      if (style) element.setAttribute("style", style.join(";"));
    }
    const hasTable = [...page.querySelectorAll("table")].some((one) => one.querySelectorAll("td, th").length > 1);
    // A message in which only signs of a line's end part the lines, as chats copy it, would come as one paragraph.
    const isOneLine = !page.querySelector("p, div, br, li, h1, h2, h3, h4, h5, h6, td, pre");
    const isExact = hasLists || page.querySelector(EXACT) !== null;
    const isOurs = pictures.length > 0 || signs > 0 || hasTable || isExact || page.querySelector(NOT_KNOWN) !== null;
    return { html: page.body.innerHTML, pictures, lost, hasTable, isOurs, isOneLine, isExact };
  }

  async function takenApart(html, text) {
    if (new Blob([html || text]).size > LARGEST) throw new Error(texts.toolong);
    const form = new FormData();
    form.append(html ? "html" : "text", html || text);
    const answer = await fetch(texts.address, { method: "POST", body: form, headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok || !said.pieces) throw new Error(said.error || `${texts.failed} (${answer.status})`);
    return said;
  }

  // Let the editor itself paste what can stand in it.
  function pasteInto(editor, html) {
    if (!html) return;
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", new DOMParser().parseFromString(html, "text/html").body.textContent);
    passing = true;
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    passing = false;
  }

  // The text at the caret as the server understood it: the editor's own pasting knows no signs above the line.
  function insertExactly(widget, value) {
    const { EditorState, Modifier, convertFromRaw } = window.DraftJS;
    const state = widget.getState();
    const blocks = convertFromRaw(JSON.parse(value)).getBlockMap();
    let content = Modifier.removeRange(state.getCurrentContent(), state.getSelection(), "backward");
    let place = content.getSelectionAfter();
    // An item of a list begins a line of its own; what is pasted first joins the line where the caret is.
    if (blocks.first().getType() !== "unstyled" && place.getStartOffset() > 0) {
      content = Modifier.splitBlock(content, place);
      place = content.getSelectionAfter();
    }
    content = Modifier.replaceWithFragment(content, place, blocks);
    widget.setState(EditorState.push(state, content, "insert-fragment"));
  }

  // {stream, child} of an article's text block, in whose stream tables and photos stand beside texts.
  function textBlockAt(editor) {
    for (let element = editor; element; element = element.parentElement) {
      const stream = element.rootBlock;
      if (!stream?.blockDef?.childBlockDefsByName?.table || !stream.insert) continue;
      const child = stream.children.find((one) => one.type === "text" && $(one.element)[0].contains(editor));
      return child ? { stream, child } : null;
    }
    return null;
  }

  const isBlank = (child) => child?.type === "text" && !child.block.widget.getState().getCurrentContent().hasText();

  // Cut a text block in two where the caret is; what was selected is replaced. The place of what is pasted.
  function placeWithin(stream, child) {
    const { EditorState, Modifier } = window.DraftJS;
    let state = child.block.widget.getState();
    if (!state.getSelection().isCollapsed()) {
      const rest = Modifier.removeRange(state.getCurrentContent(), state.getSelection(), "backward");
      state = EditorState.push(state, rest, "remove-range");
    }
    const { stateBefore, stateAfter, shouldMoveCommentFn } = window.draftail.splitState(state);
    const index = stream.children.indexOf(child);
    if (stateAfter.getCurrentContent().getPlainText().trim()) {
      stream.splitBlock(index, stateBefore, stateAfter, shouldMoveCommentFn, { animate: false });
    }
    return index + 1;
  }

  async function put(stream, child, said, pictures) {
    let index = placeWithin(stream, child);
    const first = said.pieces[0];
    if (isBlank(child) && first) {
      index -= 1;
      stream.deleteBlock(index, { animate: false });
    }
    for (const piece of said.pieces) {
      const id = crypto.randomUUID?.() ?? null;
      try {
        if (piece.type === "photo") photos().place(stream, await photos().upload(pictures[piece.number]), index);
        else stream.insert({ type: piece.type, value: piece.value, id }, index, { animate: false });
        index += 1;
      } catch (error) {
        say(error.message);
      }
    }
  }

  async function pasteText(editor, content, text) {
    photos()?.forget();
    try {
      const said = await takenApart(content?.html, text);
      const found = textBlockAt(editor);
      const isPlain = said.pieces.every((piece) => piece.type === "text");
      if (found && !isPlain) await put(found.stream, found.child, said, content?.pictures || []);
      else if (found && content?.isExact && said.pieces.length === 1) insertExactly(found.child.block.widget, said.pieces[0].value);
      else pasteInto(editor, said.html);
      if (!found && said.pieces.some((piece) => piece.type === "table")) say(texts.notable);
      if (!found && content?.pictures.length) say(texts.nophoto);
      if (found) said.notes.forEach(say);
    } catch (error) {
      say(error.message);
    }
    if (content?.lost) say(texts.lost.replace("{count}", content.lost));
  }

  // Into a table: every cell under the heading that it had.
  function fill(grid, value) {
    const [row, col] = grid.getSelectedLast();
    const bottom = row + value.data.length - 1;
    const right = col + value.data[0].length - 1;
    if (bottom >= grid.countRows()) grid.alter("insert_row", grid.countRows(), bottom + 1 - grid.countRows());
    if (right >= grid.countCols()) grid.alter("insert_col", grid.countCols(), right + 1 - grid.countCols());
    const merging = grid.getPlugin("mergeCells");
    merging.unmerge(row, col, bottom, right);
    grid.populateFromArray(row, col, value.data);
    for (const one of value.mergeCells) {
      merging.merge(row + one.row, col + one.col, row + one.row + one.rowspan - 1, col + one.col + one.colspan - 1);
    }
    grid.selectCell(row, col);
  }

  function answerQuestions(grid, value) {
    const field = grid.rootElement.parentElement;
    for (const [end, answer] of [["-table-header-choice", value.table_header_choice], ["-handsontable-col-caption", value.table_caption]]) {
      const input = field.querySelector(`[id$='${end}']`);
      if (!input || input.value || !answer) continue;
      input.value = answer;
      $(input).trigger("change");
    }
  }

  async function pasteTable(grid, content) {
    photos()?.forget();
    try {
      const said = await takenApart(content.html, "");
      const [first, ...more] = said.pieces.filter((piece) => piece.type === "table");
      if (first) fill(grid, first.value);
      if (first) answerQuestions(grid, first.value);
      if (more.length || said.pieces.some((piece) => piece.type !== "table")) say(texts.onlytable);
      said.notes.forEach(say);
    } catch (error) {
      say(error.message);
    }
  }

  const openTable = () => (table?.rootElement?.isConnected && table.isListening() && !table.getActiveEditor()?.isOpened() ? table : null);

  document.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    if (passing || !data) return;
    const html = data.getData("text/html");
    const text = data.getData("text/plain");
    // A picture alone is taken by the script of the pictures.
    if (data.files.length && !text.trim()) return;
    const editor = event.target.closest?.(".public-DraftEditor-content");
    // The table editor takes its keys in fields of its own, some of them outside the form.
    const isOther = event.target.form && !event.target.closest(".handsontable");
    const grid = editor || isOther ? null : openTable();
    // What one of our own texts was copied from knows best what it is.
    if ((!editor && !grid) || html.includes("data-draftjs-conductor-fragment")) return;
    let content = html ? read(html) : null;
    const isLong = text.trim().includes("\n");
    if (editor && isLong && content?.isOneLine && !content.isOurs) content = null;
    // Wagtail makes one paragraph of plain lines with an address among them.
    const lines = isLong && (html || /https?:\/\/|@|\t/.test(text));
    if (grid && content?.hasTable) pasteTable(grid, content);
    else if (editor && (content ? content.isOurs : lines)) pasteText(editor, content, text);
    else if (editor && content?.lost) return void say(texts.lost.replace("{count}", content.lost));
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  window.addEventListener("load", () => window.Handsontable?.hooks.add("afterSelectionEnd", function selected() { table = this; }));
})();
