// Suggests titles while typing: a combobox with a list (WAI-ARIA 1.2) for every form that names an address for it.
// Without script, or while nothing answers, the form searches as it always does.
(() => {
  "use strict";
  // The style comes with the first field that is used: no page waits for it.
  let dressed = false;
  function dress(address) {
    if (dressed) return;
    dressed = true;
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
  }

  function suggestFor(form, number) {
    const field = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    Object.assign(list, { id: `suggestions-${number}`, className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.found);
    // Said to those who cannot see the list open.
    const said = document.createElement("p");
    said.className = "hidden";
    said.setAttribute("role", "status");
    form.append(list, said);
    const state = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(state)) field.setAttribute(name, value);
    field.autocomplete = "off";
    let chosen = -1, waiting, asking;

    function close() {
      clearTimeout(waiting);
      asking?.abort();
      list.hidden = true;
      chosen = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
    function choose(place) {
      const entries = [...list.children];
      chosen = (place + entries.length) % entries.length;
      entries.forEach((entry, at) => entry.setAttribute("aria-selected", String(at === chosen)));
      field.setAttribute("aria-activedescendant", entries[chosen].id);
      entries[chosen].scrollIntoView({ block: "nearest" });
    }
    function show(suggestions) {
      list.replaceChildren(...suggestions.map(({ title, url }, at) => {
        const entry = document.createElement("li");
        entry.id = `${list.id}-${at}`;
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
        if (answer.ok && document.activeElement === field) show((await answer.json()).suggestions);
      } catch { /* without suggestions the form still searches */ }
    }
    field.addEventListener("focus", () => dress(form.dataset.look));
    field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
      if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.href = list.children[chosen].dataset.url; }
    });
    // A pressed mouse would take the focus, and with it the list, before the click arrives.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const entry = event.target.closest("li");
      if (entry) location.href = entry.dataset.url;
    });
  }
  document.querySelectorAll("form[data-suggest]").forEach(suggestFor);
})();
