// What is typed into a form of the desk stays on this device until the server has said that it is
// saved; after a crash, a closed tab or a session's end it is offered again (offer.js).
import { isSame, read } from "./fields.js";
import { drop, hold, keep, newId, tidy } from "./kept.js";
import { offer } from "./offer.js";

const box = document.getElementById("keeping");
const form = box.closest("form");
const { user, unsaved } = box.dataset;
const id = box.dataset.entry || newId(); // a form that came back unsaved goes on with its entry
const path = location.pathname;
const first = read(form);
let last = first;
let isLeaving = false;
let isTouched = false; // what scripts fill in by themselves is not typing
let timer = 0;

const entry = Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value: id });
form.append(entry);

// What the text builds on: put back with it, so that a newer text is never overwritten.
const bases = () =>
  ["base_revision", "opened_with"]
    .map((name) => form.elements[name])
    .filter(Boolean)
    .map((field) => [field.name, field.value]);

const differs = (one, other) => Object.keys(one).some((name) => !isSame(one[name], other[name]));
const isUnsaved = () => Boolean(unsaved) || (isTouched && differs(read(form), first));

function note() {
  clearTimeout(timer);
  timer = 0;
  const values = read(form);
  if (!isTouched || !differs(values, last)) return;
  last = values;
  if (!unsaved && !differs(values, first)) return drop(user, id, path);
  box.querySelector(".kept-full").hidden = keep(user, id, path, { values, bases: bases() });
}

function touched() {
  isTouched = true;
  timer ||= setTimeout(note, 500);
}

tidy();
hold(id);
if (unsaved) keep(user, id, path, { values: first, bases: bases() });
for (const event of ["input", "change", "drop", "click"]) form.addEventListener(event, touched);
window.django?.jQuery(form).on("change", touched); // lists that search as one types
setInterval(note, 5000); // buttons and other scripts change a text without saying so
for (const event of ["pagehide", "blur"]) addEventListener(event, note);
document.addEventListener("visibilitychange", note);
form.addEventListener("submit", (event) => {
  note();
  isLeaving = !event.defaultPrevented;
});
addEventListener("pageshow", () => (isLeaving = false));
addEventListener("beforeunload", (event) => {
  note();
  if (!isLeaving && isUnsaved()) event.preventDefault();
});

// Before something is put back: what stands in the form is kept as an entry of its own.
function copy() {
  const kept = { id: newId(), at: Date.now(), values: read(form), bases: bases() };
  return isUnsaved() && keep(user, kept.id, path, kept) ? kept : null;
}

function keepNow() {
  isTouched = true;
  note();
}

offer({ box, form, user, path, id, keepNow, copy });
