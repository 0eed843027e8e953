// What was typed into a form of the desk and is not saved yet, kept in this tab of this browser: see accounts/README.md.
// Nothing of it is sent anywhere, no other tab reads it, and it goes with the tab, with saving and with signing out.
window.keptText = (() => {
  const PREFIX = "hoaban:typed:";
  const MOST = 5, LONGEST = 1500000, HOURS = 12;
  const NEVER_KEPT = /^(csrfmiddlewaretoken|next|action-|workflow-action|desk_shown|loaded_revision|overwrite_revision)|password/;
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const read = (key) => {
    try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
  };
  const forgetWhere = (test) => {
    for (const key of keys()) {
      const entry = read(key);
      if (!entry || test(entry, key)) sessionStorage.removeItem(key);
    }
  };
  const tooOld = (entry) => Date.now() - entry.at > HOURS * 3600 * 1000;
  return {
    fieldsOf: (form) =>
      [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.test(name)),
    keep(place, entry) {
      const text = JSON.stringify(entry);
      if (text.length > LONGEST) return;
      const others = keys().filter((key) => key !== PREFIX + place);
      others.sort((a, b) => (read(a)?.at ?? 0) - (read(b)?.at ?? 0));
      others.slice(0, Math.max(0, others.length - MOST + 1)).forEach((key) => sessionStorage.removeItem(key));
      try { sessionStorage.setItem(PREFIX + place, text); } catch { /* The browser gives no more room. */ }
    },
    at(place, user) {
      forgetWhere((entry) => tooOld(entry) || entry.user !== user);
      return read(PREFIX + place);
    },
    forget: (place) => sessionStorage.removeItem(PREFIX + place),
    forgetSent: () => forgetWhere((entry) => entry.sent),
    forgetAll: () => forgetWhere(() => true),
    forgetOthers: (name) => forgetWhere((entry) => entry.name !== name),
  };
})();

const otherTabs = new BroadcastChannel("hoaban-session");
otherTabs.addEventListener("message", ({data}) => { if (data === "signed out") window.keptText.forgetAll(); });

document.addEventListener("submit", ({target}) => {
  // The place that tells who signs out, in every tab, and the form by which another person may sign in.
  if (/\/logout\/$/.test(target.action)) {
    window.keptText.forgetAll();
    otherTabs.postMessage("signed out");
  }
  if (target.matches(".login-form")) window.keptText.forgetOthers(target.elements.username?.value.trim());
}, {capture: true});

// Who presses twice on any other form of the desk sends it once; the second answer would say that there is nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-edit-form]")) return;
  if (Date.now() - Number(form.dataset.sentAt ?? 0) < 5000) event.preventDefault();
  else form.dataset.sentAt = Date.now();
});

document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector(".messages .success")) window.keptText.forgetSent();
  if (document.getElementById("signed-in")) otherTabs.postMessage("signed in");
});
