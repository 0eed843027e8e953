// Suggests titles while typing: a combobox with a list (WAI-ARIA 1.2). The form works without it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-suggest]");
  if (!form) return;
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  Object.assign(list, { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.found);
  // Said to those who cannot see the list open.
  const said = document.createElement("p");
  said.className = "hidden";
  said.setAttribute("role", "status");
  form.append(list, said);
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(state)) field.setAttribute(name, value);
  let chosen = -1, waiting, asking;

  function close() {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }
  function choose(place) {
    const entries = [...list.children];
    chosen = (place + entries.length) % entries.length;
    entries.forEach((entry, number) => entry.setAttribute("aria-selected", String(number === chosen)));
    field.setAttribute("aria-activedescendant", entries[chosen].id);
  }
  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ title, url }, number) => {
      const entry = document.createElement("li");
      entry.id = `suggestion-${number}`;
      entry.setAttribute("role", "option");
      entry.setAttribute("aria-selected", "false");
      entry.dataset.url = url;
      entry.textContent = title;
      return entry;
    }));
    chosen = -1;
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
    said.textContent = suggestions.length ? `${form.dataset.found} ${suggestions.length}` : "";
  }
  async function ask() {
    asking?.abort();
    const words = field.value.trim();
    if (words.length < 2) { close(); return; }
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch { /* without suggestions the form still searches */ }
  }
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.href = list.children[chosen].dataset.url; }
  });
  list.addEventListener("mousedown", (event) => {
    const entry = event.target.closest("li");
    if (entry) { event.preventDefault(); location.href = entry.dataset.url; }
  });
})();
