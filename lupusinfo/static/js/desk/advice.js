// Asks for advice a moment after the last key, and leads to the words that it is about.
import { replace } from "./insert.js";

const PAUSE = 1000; // milliseconds after the last key

// Where in a field the words of a finding are: from its line on, else anywhere, else the line.
const place = ({ value }, { line, quote }) => {
  const before = value.split("\n").slice(0, Math.max(0, line - 1));
  const from = before.join("\n").length + (before.length ? 1 : 0);
  const at = quote ? [value.indexOf(quote, from), value.indexOf(quote)].find((one) => one >= 0) : undefined;
  if (at !== undefined) return [at, at + quote.length];
  const end = value.indexOf("\n", from);
  return Number(line) ? [from, end < 0 ? value.length : end] : [0, 0];
};

const go = ({ dataset }) => {
  const field = document.getElementById(`id_${dataset.field}`);
  const [from, to] = place(field, dataset);
  if (dataset.instead) {
    replace(field, from, to, dataset.instead);
    return;
  }
  field.focus();
  field.setSelectionRange(from, from);
  field.blur(); // what has the focus anew scrolls to its caret
  field.focus();
  field.setSelectionRange(from, to);
};

const texts = (form) => {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") data.append(name, value);
  }
  return data;
};

export const startAdvice = (panel, form) => {
  const findings = panel.querySelector("[data-findings]");
  const status = panel.querySelector("[role=status]");
  let waiting = 0;
  let asked = new AbortController();
  const showButtons = () => {
    for (const button of findings.querySelectorAll("button")) button.hidden = false;
  };
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text; // said aloud only when it changes
  };
  const count = () => findings.querySelector("[data-count]")?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    try {
      const how = { method: "POST", body: texts(form), signal: asked.signal };
      const answer = await fetch(panel.dataset.address, how);
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      findings.innerHTML = await answer.text();
      showButtons();
      say(count());
    } catch (error) {
      if (error.name !== "AbortError") say(panel.dataset.lost);
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  findings.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) go(button);
  });
  showButtons();
};
