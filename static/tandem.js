// Comfort only: every page works by links and forms without this file.
"use strict";

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// <form data-confirm="Question ?"> or <button data-confirm="…">: asks before sending.
function askFirst(event) {
  const form = event.target;
  const button = event.submitter;
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  const go = element("button", { class: "button", value: "go" }, button?.textContent.trim() || "Continuer");
  const stay = element("button", { class: "button button-secondary", value: "" }, "Annuler");
  const words = element("p", { id: "dialog-question" }, question);
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "dialog-question" }, element("form", { method: "dialog" }, words, element("div", { class: "actions" }, stay, go)));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "go") return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(button);
    delete form.dataset.confirmed;
  });
  document.body.append(dialog);
  dialog.showModal();
  stay.focus();
}

// A double click sends a form once. The hub does once what it asks for anyway: this spares the second answer.
const sentAt = new WeakMap();
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp - (sentAt.get(form) ?? -Infinity) < 1000) return event.preventDefault();
  sentAt.set(form, event.timeStamp);
}

// <form data-progress="Calcul en cours…">: says so when the answer takes more than one second.
function showProgress(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.progress) return;
  setTimeout(() => {
    const words = element("p", {}, form.dataset.progress);
    form.append(element("div", { class: "waiting", role: "status" }, words, element("progress", { "aria-label": form.dataset.progress })));
  }, 1000);
}

// <div class="weight">: the number field is what is sent; a slider and its share of the whole go with it.
function joinWeights(fieldset) {
  const numbers = [...fieldset.querySelectorAll(".weight input[type=number]")];
  const showShares = () => {
    const total = numbers.reduce((sum, input) => sum + Number(input.value), 0);
    for (const input of numbers) {
      const output = input.closest(".weight").querySelector("output");
      const share = total > 0 ? Math.round((100 * Number(input.value)) / total) : 0;
      output.value = `${share} %`;
    }
  };
  for (const input of numbers) {
    const slider = input.closest(".weight").querySelector("input[type=range]");
    slider.hidden = false;
    slider.value = input.value;
    slider.addEventListener("input", () => { input.value = slider.value; showShares(); });
    slider.addEventListener("change", () => input.dispatchEvent(new Event("change", { bubbles: true })));
    input.addEventListener("input", () => { slider.value = input.value; showShares(); });
  }
  showShares();
}

// <form method="get" data-live="results">: typing refreshes the element with that id and the address.
function refreshLive(form) {
  let timer;
  let running;
  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { accept: "text/html" } });
      if (!answer.ok) return form.requestSubmit();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.live);
      if (!fresh) return form.requestSubmit();
      document.getElementById(form.dataset.live).replaceWith(fresh);
      nameTableParts(fresh);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") form.requestSubmit();
    }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 250); };
  form.addEventListener("input", later);
}

// <form data-effect="/address">: changing a setting shows what it would change in the element with the id "effect".
function showEffect(form) {
  const part = document.getElementById("effect");
  let timer;
  let running;
  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    const settings = [...new FormData(form)].filter(([name]) => !["form_key", "previous"].includes(name));
    part.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${form.dataset.effect}?${new URLSearchParams(settings)}`, { signal: running.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      part.innerHTML = await answer.text();
      part.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      part.removeAttribute("aria-busy");
      part.replaceChildren(element("p", { class: "field-error" }, "L’effet n’a pas pu être calculé. Réessayez."));
    }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 150); };
  form.addEventListener("input", later);
  form.addEventListener("submit", () => { clearTimeout(timer); running?.abort(); });
  each("[data-effect-button]", (button) => { button.hidden = true; }, form);
}

// <details> around <p data-inline="id"><a>: opening it puts there the element with that id of the linked page.
function fillOnOpening(details) {
  details.addEventListener("toggle", async () => {
    const place = details.querySelector("[data-inline]");
    if (!details.open || !place) return;
    const { inline } = place.dataset;
    place.removeAttribute("data-inline");
    const link = place.querySelector("a");
    place.setAttribute("role", "status");
    place.prepend("Calcul en cours… ");
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(inline);
      if (!fresh) throw new Error(answer.statusText);
      fresh.removeAttribute("id");
      place.replaceWith(fresh);
    } catch {
      place.replaceChildren(link);
    }
  });
}

// <div data-dropzone>: a file may be dropped on it, and its name is shown.
function acceptDrop(zone) {
  const input = zone.querySelector("input[type=file]");
  const stop = (event, over) => { event.preventDefault(); zone.classList.toggle("dropzone-over", over); };
  zone.addEventListener("dragover", (event) => stop(event, true));
  zone.addEventListener("dragleave", (event) => stop(event, false));
  zone.addEventListener("drop", (event) => {
    stop(event, false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Rows shown as cards lose their table meaning in some browsers; roles give it back.
function nameTableParts(root) {
  const roles = { ".table-cards": "table", ".table-cards tbody, .table-cards thead": "rowgroup", ".table-cards tr": "row", ".table-cards td": "cell", ".table-cards thead th": "columnheader", ".table-cards tbody th": "rowheader" };
  for (const [selector, role] of Object.entries(roles)) each(selector, (part) => part.setAttribute("role", role), root);
}

document.addEventListener("submit", askFirst);
document.addEventListener("submit", sendOnce);
document.addEventListener("submit", showProgress);
window.addEventListener("pageshow", () => each(".waiting", (waiting) => waiting.remove()));
each("[data-weights]", joinWeights);
each("form[data-live]", refreshLive);
each("form[data-effect]", showEffect);
each("details:has([data-inline])", fillOnOpening);
each("[data-dropzone]", acceptDrop);
nameTableParts(document);
// After a refusal one stands where it is said: at the summary, else at the first field that is wrong.
(document.querySelector(".errors") ?? document.querySelector('[aria-invalid="true"]'))?.focus();
