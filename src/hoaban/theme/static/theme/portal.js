// Improves pages that work without it: look, text size, text first, listen, copy, menu. No request, no cookie.
(() => {
  "use strict";
  const root = document.documentElement;
  const store = {
    get: (key) => { try { return localStorage.getItem("hoaban." + key); } catch { return null; } },
    set: (key, value) => { try { value ? localStorage.setItem("hoaban." + key, value) : localStorage.removeItem("hoaban." + key); } catch { /* private mode */ } },
  };
  const look = (value) => value ? root.setAttribute("data-look", value) : root.removeAttribute("data-look");
  const size = (value) => root.style.setProperty("--size", value);
  look(store.get("look"));
  if (store.get("size")) size(store.get("size"));
  const textFirst = store.get("text") === "first";
  if (textFirst) root.classList.add("text-first");

  const press = (button, on) => button.setAttribute("aria-pressed", on ? "true" : "false");
  const looks = ["", "dark", "light", "contrast"];
  const sizes = ["1", "1.15", "1.3", "1.5"];
  const acts = {
    look(button) {
      const next = looks[(looks.indexOf(root.getAttribute("data-look") || "") + 1) % looks.length];
      look(next); store.set("look", next); press(button, Boolean(next));
      say(button.dataset[next || "system"] || "");
    },
    size(button) {
      const next = sizes[(sizes.indexOf(store.get("size") || "1") + 1) % sizes.length];
      size(next); store.set("size", next === "1" ? "" : next); press(button, next !== "1");
    },
    text(button) {
      const on = root.classList.toggle("text-first");
      store.set("text", on ? "first" : ""); press(button, on);
    },
    print() { window.print(); },
    async copy(button) {
      try { await navigator.clipboard.writeText(button.dataset.url); say(button.dataset.done); } catch { window.prompt("", button.dataset.url); }
    },
    share(button) { navigator.share({ title: document.title, url: button.dataset.url }).catch(() => {}); },
    listen(button) {
      const voice = window.speechSynthesis;
      if (voice.speaking) { voice.cancel(); press(button, false); return; }
      const parts = [...document.querySelectorAll("[data-read]")].map((part) => part.innerText.trim()).filter(Boolean);
      parts.forEach((part, place) => {
        const words = new SpeechSynthesisUtterance(part);
        words.lang = root.lang === "en" ? "en-GB" : "vi-VN";
        if (place === parts.length - 1) words.onend = () => press(button, false);
        voice.speak(words);
      });
      press(button, true);
    },
  };
  const can = { share: "share" in navigator, listen: "speechSynthesis" in window };
  let status;
  function say(words) { if (status) status.textContent = words; }

  document.addEventListener("DOMContentLoaded", () => {
    status = document.getElementById("status");
    for (const button of document.querySelectorAll("[data-act]")) {
      const act = button.dataset.act;
      if (can[act] === false) continue;
      button.hidden = false;
      if (act === "look") press(button, Boolean(store.get("look")));
      if (act === "size") press(button, Boolean(store.get("size")));
      if (act === "text") press(button, textFirst);
      button.addEventListener("click", () => acts[act](button));
    }
    const subs = [...document.querySelectorAll(".menu .sub")];
    for (const sub of subs) {
      sub.addEventListener("toggle", () => { if (sub.open) subs.forEach((other) => { if (other !== sub) other.open = false; }); });
    }
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const open = subs.find((sub) => sub.open);
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    });
    document.addEventListener("click", (event) => {
      subs.forEach((sub) => { if (!sub.contains(event.target)) sub.open = false; });
      const figure = root.classList.contains("text-first") && event.target.closest("figure");
      if (figure) figure.querySelectorAll("img").forEach((image) => image.classList.add("shown"));
    });
  });
  window.addEventListener("pagehide", () => window.speechSynthesis && window.speechSynthesis.cancel());
})();
