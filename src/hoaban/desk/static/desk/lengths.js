// Fields that have a largest length take more, and say how long they are as it is reached and passed.
(() => {
  "use strict";
  const texts = document.currentScript.dataset;
  const NEAR = 0.9;

  // As the server counts: without blanks at the ends, composed, each sign once.
  const lengthOf = (text) => [...text.trim().normalize("NFC")].length;

  function lineOf(field, wanted) {
    const id = `${field.id || field.name}-length`;
    const there = document.getElementById(id);
    if (there || !wanted) return there;
    const line = Object.assign(document.createElement("p"), { id });
    line.setAttribute("role", "status");
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${id}`.trim());
    field.insertAdjacentElement("afterend", line);
    return line;
  }

  function count(field) {
    const longest = Number(field.dataset?.longest);
    if (!longest) return;
    const length = lengthOf(field.value);
    const over = length - longest;
    const line = lineOf(field, length >= longest * NEAR);
    if (!line) return;
    line.className = over > 0 ? "error-message" : "help";
    const words = length < longest * NEAR ? "" : over > 0 ? texts.over : texts.left;
    const told = words.replace("{length}", length).replace("{longest}", longest).replace("{over}", over);
    if (line.textContent !== told) line.textContent = told;
    if (over > 0) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  for (const moment of ["input", "change", "focusin"]) document.addEventListener(moment, (event) => count(event.target), true);
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-longest]").forEach(count));
})();
