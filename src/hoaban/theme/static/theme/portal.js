// Improves pages that work without it: look, text size, text first, listen, copy, menu, lists. No cookie.
// Written for the browsers of old phones (ECMAScript 5): one word that they cannot read, and no read is counted there.
(function () {
  "use strict";
  var root = document.documentElement;
  function all(selector, within) { return [].slice.call((within || document).querySelectorAll(selector)); }
  var store = {
    get: function (key) { try { return localStorage.getItem("hoaban." + key) || ""; } catch (error) { return ""; } },
    // A private window remembers nothing.
    set: function (key, value) {
      key = "hoaban." + key;
      try { if (value) localStorage.setItem(key, value); else localStorage.removeItem(key); } catch (error) {}
    }
  };
  var looks = ["", "dark", "light", "contrast"];
  var sizes = ["", "1.15", "1.3", "1.5"];
  function address() {
    var canonical = document.querySelector("link[rel=canonical]");
    return canonical ? canonical.href : location.href;
  }
  function following(list, value) { return list[(list.indexOf(value) + 1) % list.length]; }

  // In the head, so that no page flashes in another look.
  var show = {
    look: function (value) { if (value) root.setAttribute("data-look", value); else root.removeAttribute("data-look"); },
    size: function (value) { if (value) root.style.setProperty("--size", value); else root.style.removeProperty("--size"); },
    text: function (value) { root.classList[value === "first" ? "add" : "remove"]("text-first"); }
  };
  for (var name in show) show[name](store.get(name));

  // Hands the text of a good answer on. By `fetch` without the cookie, which the portal has no use for.
  function ask(where, body, taken) {
    var method = body ? "POST" : "GET";
    function nothing() {}
    if (window.fetch && window.Promise) {
      fetch(where, { method: method, keepalive: true, credentials: "omit", body: body })
        .then(function (answer) { return answer.ok && answer.text().then(taken); })
        .then(nothing, nothing);
      return;
    }
    var request = new XMLHttpRequest();
    request.open(method, where);
    request.onload = function () {
      if (request.status === 200) try { taken(request.responseText); } catch (error) {}
    };
    request.send(body);
  }

  var clearing;
  function say(words) {
    var status = document.getElementById("status");
    if (!status || !words) return;
    status.textContent = words;
    clearTimeout(clearing);
    clearing = setTimeout(function () { status.textContent = ""; }, 5000);
  }
  function pressed(act, on) {
    all("[data-act=" + act + "]").forEach(function (button) { button.setAttribute("aria-pressed", String(Boolean(on))); });
  }
  function choose(act, value) {
    show[act](value);
    store.set(act, value);
    pressed(act, value);
  }

  var acts = {
    look: function (button) {
      var next = following(looks, store.get("look"));
      choose("look", next);
      say(button.dataset[next || "system"]);
    },
    size: function () { choose("size", following(sizes, store.get("size"))); },
    text: function () { choose("text", store.get("text") ? "" : "first"); offerPhotos(); },
    print: function () { print(); },
    copy: function (button) {
      navigator.clipboard.writeText(address()).then(function () { say(button.dataset.done); });
    },
    share: function () { navigator.share({ title: document.title, url: address() }).catch(function () {}); },
    listen: function (button) {
      var voice = window.speechSynthesis;
      function stop() { pressed("listen", false); }
      if (voice.speaking) { voice.cancel(); stop(); return; }
      var voices = voice.getVoices();
      function speaks(one) { return one.lang.indexOf(root.lang) === 0; }
      if (voices.length && !voices.some(speaks)) { say(button.dataset.none); return; }
      var parts = [];
      all("[data-read]").forEach(function (part) { parts = parts.concat(part.innerText.split("\n")); });
      parts = parts.filter(function (part) { return part.trim(); });
      parts.forEach(function (part, place) {
        var words = new SpeechSynthesisUtterance(part);
        words.lang = root.lang === "vi" ? "vi-VN" : root.lang;
        if (place === parts.length - 1) words.onend = stop;
        voice.speak(words);
      });
      pressed("listen", true);
    }
  };
  var able = { share: "share" in navigator, listen: "speechSynthesis" in window, copy: Boolean(navigator.clipboard) };

  function offerPhotos() {
    if (!root.classList.contains("text-first")) return;
    var named = document.querySelector("[data-show]");
    all("main figure").forEach(function (figure) {
      var images = all("img", figure);
      if (!images.length || figure.querySelector(".reveal")) return;
      var button = document.createElement("button");
      button.className = "reveal";
      button.textContent = [named && named.dataset.show, images[0].alt].filter(Boolean).join(": ");
      button.addEventListener("click", function () {
        images.forEach(function (image) { image.classList.add("shown"); });
        figure.removeChild(button);
      });
      figure.insertBefore(button, figure.firstChild);
    });
  }

  function improveMenu() {
    var fold = document.querySelector(".menu>details");
    if (fold && !(window.CSS && CSS.supports && CSS.supports("selector(::details-content)"))) {
      var wide = matchMedia("(min-width:56rem)");
      var fit = function () { fold.open = wide.matches; };
      if (wide.addEventListener) wide.addEventListener("change", fit); else wide.addListener(fit);
      fit();
    }
    var subs = all(".menu .sub");
    function closeAllBut(kept) { subs.forEach(function (sub) { if (sub !== kept) sub.open = false; }); }
    subs.forEach(function (sub) { sub.addEventListener("toggle", function () { if (sub.open) closeAllBut(sub); }); });
    document.addEventListener("click", function (event) { closeAllBut(event.target.closest(".menu .sub")); });
    document.addEventListener("keydown", function (event) {
      var open = event.key === "Escape" && subs.filter(function (sub) { return sub.open; })[0];
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    });
  }

  // Where nothing answers, the link stays.
  function fillParts() {
    all("[data-part]").forEach(function (place) {
      ask(place.dataset.part, null, function (list) {
        place.lastElementChild.outerHTML = list;
        all("li", place).forEach(function (row) {
          var link = row.querySelector("a");
          if (link && link.pathname === location.pathname) row.parentNode.removeChild(row);
        });
      });
    });
  }

  // The script of a search field comes with its first use: no page waits for it.
  function suggestWhenUsed() {
    all("form[data-script]").forEach(function (form) {
      form.addEventListener("focusin", function () {
        if (document.getElementById("suggest")) return;
        var script = document.createElement("script");
        script.id = "suggest";
        script.src = form.dataset.script;
        document.head.appendChild(script);
      });
    });
  }

  // Says that somebody sees this page, and fills in its figures.
  // Opened anew: a number for this page's life, so that a crowd that looks alike is many.
  var reported = false, anew = isOpenedAnew();
  function isOpenedAnew() {
    var way = performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
    return way ? way.type === "navigate" : !(performance.navigation && performance.navigation.type);
  }
  function report() {
    if (reported || !root.dataset.page || document.prerendering || document.visibilityState !== "visible") return;
    reported = true;
    var before = document.createElement("a");
    before.href = document.referrer;
    var from = document.referrer ? before.host : "";
    ask("/_reads", location.pathname + "\n" + (from === location.host ? "" : from) +
      (anew ? "\n" + (1 + Math.random() * 2e9 | 0) : ""), fillFigures);
  }
  function fillFigures(answer) {
    var figures = JSON.parse(answer);
    all("[data-figure]").forEach(function (place) {
      var value = figures[place.dataset.figure];
      if (typeof value !== "number") return;
      place.value = value;
      place.textContent = value.toLocaleString(root.lang);
      var hidden = value && place.closest("[data-counted]");
      if (hidden) hidden.removeAttribute("hidden");
    });
    if ("visits-today" in figures) all("[data-pressed]").forEach(function (day) { day.parentNode.removeChild(day); });
  }
  document.addEventListener("prerenderingchange", report);
  document.addEventListener("visibilitychange", report);
  addEventListener("pageshow", function (event) {
    if (event.persisted) { reported = anew = false; report(); }
  });

  document.addEventListener("DOMContentLoaded", function () {
    report();
    fillParts();
    all("[data-act]").forEach(function (button) {
      var act = button.dataset.act;
      if (able[act] === false) return;
      button.hidden = false;
      button.addEventListener("click", function () { acts[act](button); });
    });
    for (var name in show) pressed(name, store.get(name));
    offerPhotos();
    suggestWhenUsed();
    improveMenu();
  });
  addEventListener("pagehide", function () { if (window.speechSynthesis) speechSynthesis.cancel(); });
})();
