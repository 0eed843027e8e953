// A form of the desk is sent once, after the autosave is through, and only while somebody is signed in: whose session has
// ended signs in in another tab, and the form goes on with everything that was typed.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-edit-form]"), work = document.getElementById("unsaved-work");
  if (!form || !work) return;
  const {user, name, session} = work.dataset;
  const dialog = document.getElementById("sign-in-again"), notice = document.getElementById("kept-text");
  const LONGEST_WAIT = 20000, PAUSE = 400;
  const channel = new BroadcastChannel("hoaban-session");
  let sending = false, passing = false, isDismissed = false, asking = null, timer = 0, begun = null;

  // What is kept.
  const place = () => `${user}:${new URL(form.action).pathname}`;
  // A form for a new page is at another place as soon as its page is made.
  const places = new Set([place()]);
  const revision = () => form.elements.loaded_revision_id?.value ?? "";
  const keep = (sent = sending) => {
    clearTimeout(timer);
    timer = 0;
    places.forEach((one) => window.keptText.forget(one));
    places.add(place());
    const fields = window.keptText.fieldsOf(form);
    window.keptText.keep(place(), {user, name, at: Date.now(), sent, revision: revision(), fields});
  };
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(), PAUSE);
  };
  const forget = () => {
    clearTimeout(timer);
    timer = 0;
    places.forEach((one) => window.keptText.forget(one));
  };
  form.addEventListener("input", keepSoon);
  form.addEventListener("w-unsaved:add", keepSoon);
  window.addEventListener("pagehide", () => timer && keep());

  // Whether somebody is signed in: true, false, "other" for another person, null where nobody answers.
  const look = async () => {
    try {
      const answer = await fetch(session, {headers: {Accept: "application/json"}, cache: "no-store"});
      const {user: present, csrf} = await answer.json();
      if (present === null) return false;
      if (String(present) !== user) return "other";
      form.elements.csrfmiddlewaretoken.value = csrf;
      window.wagtailConfig.CSRF_TOKEN = csrf;
      return true;
    } catch {
      return null;
    }
  };
  const tell = (state) => {
    dialog.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== String(state); });
  };
  const signIn = (state) => {
    if (asking) return asking;
    tell(state);
    dialog.showModal();
    asking = new Promise((done) => {
      const again = async () => {
        const now = await look();
        if (now !== true) return tell(now);
        done(true);
        dialog.close();
      };
      const stop = new AbortController(), {signal} = stop;
      dialog.querySelector("[data-again]").addEventListener("click", again, {signal});
      dialog.querySelector("[data-back]").addEventListener("click", () => dialog.close(), {signal});
      window.addEventListener("focus", again, {signal});
      channel.addEventListener("message", again, {signal});
      dialog.addEventListener("close", () => { stop.abort(); asking = null; done(false); }, {signal});
    });
    return asking;
  };
  const isSignedIn = async () => {
    const state = await look();
    return state === true || signIn(state);
  };

  // The autosave.
  const autosave = () => window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-autosave");
  form.addEventListener("w-autosave:save", (event) => {
    if (sending) return event.preventDefault();
    begun = event;
    for (const field of [...event.detail.formData.keys()]) {
      if (/^(action-|workflow-action-)/.test(field)) event.detail.formData.delete(field);
    }
    keepSoon();
  });
  form.addEventListener("w-autosave:success", () => { if (!sending) forget(); });
  form.addEventListener("w-autosave:error", async ({detail}) => {
    keep();
    if (!detail.response?.signed_out || sending || isDismissed || asking) return;
    const state = await look();
    // Where somebody is signed in all the same, the form had an old sign, and has a new one now.
    if (state === true || (state !== null && (await signIn(state)))) {
      form.dispatchEvent(new CustomEvent("w-unsaved:add", {bubbles: true}));
    } else isDismissed = true;
  });
  const autosaveIsThrough = async () => {
    // What waits only is left out: the form itself brings it.
    begun?.preventDefault();
    const tooLong = new Promise((done) => { setTimeout(done, LONGEST_WAIT); });
    const through = (async () => { while (autosave()?.submitPromise) await autosave().submitPromise.catch(() => {}); })();
    await Promise.race([through, tooLong]);
  };

  // The press of a button. jQuery sends a form without asking anybody.
  form.submit = () => form.requestSubmit();
  const takeBack = (button) => {
    sending = false;
    keep();
    button?.setAttribute("data-w-progress-loading-value", "false");
    form.querySelectorAll("input[name^='action-workflow'], input[name^='workflow-action-']").forEach((field) => field.remove());
  };
  document.addEventListener("submit", async (event) => {
    if (event.target !== form || passing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (sending) return;
    sending = true;
    const button = event.submitter;
    keep();
    await autosaveIsThrough();
    if (!(await isSignedIn())) return takeBack(button);
    keep();
    if (button?.name) {
      const pressed = Object.assign(document.createElement("input"), {type: "hidden", name: button.name, value: button.value});
      form.append(pressed);
    }
    passing = true;
    form.requestSubmit();
  }, {capture: true});
  // A page that the browser kept whole while another one was looked at.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

  // What is found again.
  const kept = window.keptText.at(place(), user);
  if (!kept || form.dataset.wUnsavedForceValue === "true") return;
  if (kept.sent && kept.revision !== revision()) return forget();
  const time = new Date(kept.at), two = (number) => String(number).padStart(2, "0");
  notice.querySelector("time").textContent =
    `${two(time.getDate())}/${two(time.getMonth() + 1)}/${time.getFullYear()} ${two(time.getHours())}:${two(time.getMinutes())}`;
  form.prepend(notice);
  notice.hidden = false;
  notice.querySelector("[data-drop]").addEventListener("click", () => { forget(); notice.hidden = true; });
  notice.querySelector("[data-restore]").addEventListener("click", async () => {
    if (!(await isSignedIn())) return;
    const sent = new FormData();
    kept.fields.forEach(([field, value]) => sent.append(field, value));
    for (const field of ["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at"]) {
      if (form.elements[field]) sent.set(field, form.elements[field].value);
    }
    let answer = null;
    try {
      const response = await fetch(form.action, {method: "POST", body: sent, headers: {Accept: "application/json"}});
      answer = await response.json();
    } catch { /* Told below. */ }
    if (!answer?.success) {
      notice.querySelector("[data-failed]").hidden = false;
      notice.querySelector("[data-failed] span").textContent = answer?.error_message ?? "";
      return;
    }
    forget();
    window.addEventListener("w-unsaved:confirm", (event) => event.preventDefault(), {once: true});
    window.location.assign(answer.url ?? window.location.href);
  });
});
