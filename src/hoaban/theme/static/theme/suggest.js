// Suggests titles while typing: a combobox with a list (WAI-ARIA 1.2) for every form that names an address for it.
// Comes when a field is first used; without it, or while nothing answers, the form searches as it always does.
(function () {
  "use strict";
  function suggestFor(form, number) {
    var field = form.querySelector("input[type=search]");
    var list = document.createElement("ul");
    list.id = "suggestions-" + number;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.found);
    // Said to those who cannot see the list open.
    var said = document.createElement("p");
    said.className = "hidden";
    said.setAttribute("role", "status");
    form.appendChild(list);
    form.appendChild(said);
    var state = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (var name in state) field.setAttribute(name, state[name]);
    field.autocomplete = "off";
    var chosen = -1, waiting, asking;

    function stop() {
      clearTimeout(waiting);
      if (asking) asking.abort();
    }
    function close() {
      stop();
      list.hidden = true;
      chosen = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
    function choose(place) {
      var entries = [].slice.call(list.children);
      chosen = (place + entries.length) % entries.length;
      entries.forEach(function (entry, at) { entry.setAttribute("aria-selected", String(at === chosen)); });
      field.setAttribute("aria-activedescendant", entries[chosen].id);
      var entry = entries[chosen], below = entry.offsetTop + entry.offsetHeight - list.clientHeight;
      list.scrollTop = Math.min(Math.max(list.scrollTop, below), entry.offsetTop);
    }
    function show(suggestions) {
      list.textContent = "";
      suggestions.forEach(function (suggestion, at) {
        var entry = document.createElement("li");
        entry.id = list.id + "-" + at;
        entry.setAttribute("role", "option");
        entry.setAttribute("aria-selected", "false");
        entry.dataset.url = suggestion.url;
        entry.textContent = suggestion.title;
        list.appendChild(entry);
      });
      chosen = -1;
      list.hidden = !suggestions.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      field.removeAttribute("aria-activedescendant");
      said.textContent = suggestions.length ? form.dataset.found + " " + suggestions.length : "";
    }
    function ask() {
      stop();
      var words = field.value.trim();
      if (words.length < 2) { close(); return; }
      asking = new XMLHttpRequest();
      asking.open("GET", form.dataset.suggest + "?q=" + encodeURIComponent(words));
      asking.onload = function () {
        if (this.status !== 200 || document.activeElement !== field) return;
        var found;
        // Without suggestions the form still searches.
        try { found = JSON.parse(this.responseText).suggestions; } catch (error) { return; }
        show(found);
      };
      asking.send();
    }
    function askSoon() {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 120);
    }
    field.addEventListener("input", askSoon);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
      if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.href = list.children[chosen].dataset.url; }
    });
    // A pressed mouse would take the focus, and with it the list, before the click arrives.
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      var entry = event.target.closest("li");
      if (entry) location.href = entry.dataset.url;
    });
    // What was typed before this script was there.
    if (field.value && document.activeElement === field && field.value !== field.defaultValue) askSoon();
  }
  var forms = document.querySelectorAll("form[data-suggest]");
  [].forEach.call(forms, suggestFor);
  var style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = forms[0].dataset.look;
  document.head.appendChild(style);
})();
