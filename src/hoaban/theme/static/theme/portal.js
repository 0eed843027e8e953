// Improves pages that work without it: look, text size, text first, listen, copy, menu, lists. No cookie.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const store = {
    get(key) { try { return localStorage.getItem("hoaban." + key) || ""; } catch { return ""; } },
    set(key, value) {
      try { value ? localStorage.setItem("hoaban." + key, value) : localStorage.removeItem("hoaban." + key); }
      catch { /* a private window remembers nothing */ }
    },
  };
  const looks = ["", "dark", "light", "contrast"];
  const sizes = ["", "1.15", "1.3", "1.5"];
  const address = () => document.querySelector("link[rel=canonical]")?.href || location.href;
  const following = (list, value) => list[(list.indexOf(value) + 1) % list.length];

  // In the head, so that no page flashes in another look.
  const show = {
    look: (value) => value ? root.setAttribute("data-look", value) : root.removeAttribute("data-look"),
    size: (value) => value ? root.style.setProperty("--size", value) : root.style.removeProperty("--size"),
    text: (value) => root.classList.toggle("text-first", value === "first"),
  };
  for (const key in show) show[key](store.get(key));

  let clearing;
  function say(words) {
    const status = document.getElementById("status");
    if (!status || !words) return;
    status.textContent = words;
    clearTimeout(clearing);
    clearing = setTimeout(() => { status.textContent = ""; }, 5000);
  }
  function pressed(act, on) {
    all(`[data-act=${act}]`).forEach((button) => button.setAttribute("aria-pressed", String(Boolean(on))));
  }
  function choose(act, value) {
    show[act](value);
    store.set(act, value);
    pressed(act, value);
  }

  const acts = {
    look(button) {
      const next = following(looks, store.get("look"));
      choose("look", next);
      say(button.dataset[next || "system"]);
    },
    size: () => choose("size", following(sizes, store.get("size"))),
    text: () => { choose("text", store.get("text") ? "" : "first"); offerPhotos(); },
    print: () => window.print(),
    copy: (button) => navigator.clipboard.writeText(address()).then(() => say(button.dataset.done)),
    share: () => navigator.share({ title: document.title, url: address() }).catch(() => {}),
    listen(button) {
      const voice = window.speechSynthesis;
      const stop = () => pressed("listen", false);
      if (voice.speaking) { voice.cancel(); stop(); return; }
      const voices = voice.getVoices();
      if (voices.length && !voices.some(({ lang }) => lang.startsWith(root.lang))) { say(button.dataset.none); return; }
      const parts = all("[data-read]").flatMap((part) => part.innerText.split("\n")).filter((part) => part.trim());
      parts.forEach((part, place) => {
        const words = new SpeechSynthesisUtterance(part);
        words.lang = root.lang === "vi" ? "vi-VN" : root.lang;
        if (place === parts.length - 1) words.onend = stop;
        voice.speak(words);
      });
      pressed("listen", true);
    },
  };
  const able = { share: "share" in navigator, listen: "speechSynthesis" in window, copy: Boolean(navigator.clipboard) };

  function offerPhotos() {
    if (!root.classList.contains("text-first")) return;
    const label = document.querySelector("[data-show]")?.dataset.show || "";
    for (const figure of all("main figure:not(:has(.reveal))")) {
      const images = all("img", figure);
      if (!images.length) continue;
      const button = document.createElement("button");
      button.className = "reveal";
      button.textContent = [label, images[0].alt].filter(Boolean).join(": ");
      button.addEventListener("click", () => {
        images.forEach((image) => image.classList.add("shown"));
        button.remove();
      });
      figure.prepend(button);
    }
  }

  function improveMenu() {
    const fold = document.querySelector(".menu>details");
    if (fold && !CSS.supports("selector(::details-content)")) {
      const wide = matchMedia("(min-width:56rem)");
      const fit = () => { fold.open = wide.matches; };
      wide.addEventListener("change", fit);
      fit();
    }
    const subs = all(".menu .sub");
    const closeAllBut = (kept) => subs.forEach((sub) => { if (sub !== kept) sub.open = false; });
    subs.forEach((sub) => sub.addEventListener("toggle", () => { if (sub.open) closeAllBut(sub); }));
    document.addEventListener("click", (event) => closeAllBut(event.target.closest(".menu .sub")));
    document.addEventListener("keydown", (event) => {
      const open = event.key === "Escape" && subs.find((sub) => sub.open);
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    });
  }

  function fillParts() {
    for (const place of all("[data-part]")) {
      fetch(place.dataset.part)
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
        .then((list) => {
          place.lastElementChild.outerHTML = list;
          all("li", place).filter((row) => row.querySelector("a")?.pathname === location.pathname).forEach((row) => row.remove());
        })
        .catch(() => {}); // the link stays
    }
  }

  // Says that somebody sees this page, and fills in its figures.
  // Opened anew: a number for this page's life, so that a crowd that looks alike is many.
  let reported = false, anew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  function report() {
    if (reported || !root.dataset.page || document.prerendering || document.visibilityState !== "visible") return;
    reported = true;
    let from = "";
    try { from = new URL(document.referrer).host; } catch { /* came from nowhere */ }
    const body = location.pathname + "\n" + (from === location.host ? "" : from) +
      (anew ? "\n" + (1 + Math.random() * 2e9 | 0) : "");
    fetch("/_reads", { method: "POST", keepalive: true, credentials: "omit", body })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((figures) => {
        for (const place of all("[data-figure]")) {
          const value = figures[place.dataset.figure];
          if (!Number.isFinite(value)) continue;
          [place.value, place.textContent] = [value, value.toLocaleString(root.lang)];
          if (value) place.closest("[data-counted]")?.removeAttribute("hidden");
        }
        if ("visits-today" in figures) all("[data-pressed]").forEach((day) => day.remove());
      })
      .catch(() => {});
  }
  for (const change of ["prerenderingchange", "visibilitychange"]) document.addEventListener(change, report);
  addEventListener("pageshow", (event) => {
    if (event.persisted) { reported = anew = false; report(); }
  });

  document.addEventListener("DOMContentLoaded", () => {
    report();
    fillParts();
    for (const button of all("[data-act]")) {
      const { act } = button.dataset;
      if (able[act] === false) continue;
      button.hidden = false;
      button.addEventListener("click", () => acts[act](button));
    }
    for (const key in show) pressed(key, store.get(key));
    offerPhotos();
    improveMenu();
  });
  addEventListener("pagehide", () => window.speechSynthesis?.cancel());
})();
