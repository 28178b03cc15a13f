// "Listen": a page aloud, sentence by sentence, the block being read marked. Nothing begins by
// itself. A pause begins its sentence anew, since phones cannot go on in the middle of one.
import { partsOf, voiceOf } from "./aloud.js";

const speech = window.speechSynthesis;
let bar = null; // the buttons and the status; its data-state is stopped, reading, paused, none, failed
let voice = null;
let parts = [];
let at = 0;
let spoken = null; // kept here: Chromium forgets speech that nothing holds, and never ends it

const show = (state) => {
  const [button, end] = bar.querySelectorAll("button");
  const status = bar.querySelector("[role=status]");
  if (document.activeElement === end) button.focus(); // it may be hidden in a moment
  end.hidden = !["reading", "paused"].includes(state);
  button.textContent = button.dataset[state] ?? button.dataset.stopped;
  status.textContent = status.dataset[state] ?? "";
  bar.dataset.state = state;
};

const mark = (block) => {
  const last = document.querySelector(".is-read-aloud");
  if (last === block) return;
  const place = last?.getBoundingClientRect();
  last?.classList.remove("is-read-aloud");
  block?.classList.add("is-read-aloud");
  if (place && (place.bottom < 0 || place.top > innerHeight)) return; // the reader looks elsewhere
  const mayMove = matchMedia("(prefers-reduced-motion: no-preference)").matches;
  const isCalm = !mayMove || document.documentElement.dataset.motion === "none";
  block?.scrollIntoView({ block: "nearest", behavior: isCalm ? "instant" : "smooth" });
};

const halt = (state) => {
  spoken = null;
  speech.cancel();
  if (state !== "paused") mark(null);
  show(state);
};

const say = () => {
  if (at >= parts.length) return halt("stopped");
  mark(parts[at].block);
  const speaking = new SpeechSynthesisUtterance(parts[at].said);
  Object.assign(speaking, { voice, lang: voice.lang });
  speaking.onend = () => {
    if (spoken !== speaking) return; // paused or stopped meanwhile
    at += 1;
    say();
  };
  speaking.onerror = () => spoken === speaking && halt("failed");
  spoken = speaking;
  speech.speak(speaking);
};

const begin = async (button) => {
  const { lang: language } = button.closest("[lang]");
  bar = button.closest(".listen");
  parts = partsOf(button.closest("article"), language);
  at = 0;
  bar.querySelectorAll("button")[1].onclick = () => halt("stopped");
  show("reading");
  voice = await voiceOf(language);
  if (!voice) return halt("none");
  if (bar.dataset.state !== "reading") return; // paused or stopped while the voices were fetched
  speech.cancel(); // what another page may have left
  say();
};

export const open = (button) => {
  const state = bar?.dataset.state;
  if (state === "reading") return halt("paused");
  if (state !== "paused" || !voice) return begin(button);
  show("reading");
  return say();
};

addEventListener("pagehide", () => bar && halt("stopped"));
