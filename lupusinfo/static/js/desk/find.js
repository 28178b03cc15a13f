// A dialog that finds what to link to or cite, and puts it where the caret was.
import { insert } from "./insert.js";

const PAUSE = 200; // milliseconds after the last key

const rows = async (address, text, signal) => {
  const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, { signal });
  return answer.ok && !answer.redirected ? (await answer.json()).found : [];
};

const start = (dialog) => {
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const status = dialog.querySelector("[role=status]");
  let waiting = 0;
  let asked = new AbortController();

  const item = (row) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const small = Object.assign(document.createElement("small"), { textContent: row.about });
    button.append(row.name, " ", small);
    button.addEventListener("click", () => dialog.choose(row));
    const place = document.createElement("li");
    place.append(button);
    return place;
  };
  const ask = async () => {
    asked.abort(); // an older answer must not replace a newer one
    asked = new AbortController();
    const text = field.value.trim();
    try {
      const found = text ? await rows(dialog.dataset.address, text, asked.signal) : [];
      list.replaceChildren(...found.map(item));
      const said = found.length ? dialog.dataset.some : dialog.dataset.none;
      status.textContent = text ? said.replace("{count}", found.length) : "";
    } catch {
      // Given up for a newer question, or offline.
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  dialog.addEventListener("keydown", (event) => {
    const places = [field, ...list.querySelectorAll("button")];
    const to = places[places.indexOf(event.target) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0)];
    if (event.key === "Enter" && event.target === field) {
      event.preventDefault(); // it would close the dialog
      places[1]?.click();
    } else if (event.key.startsWith("Arrow") && to && to !== event.target && places.includes(event.target)) {
      event.preventDefault();
      to.focus();
    }
  });
  dialog.clear = () => {
    field.value = status.textContent = "";
    list.replaceChildren();
  };
};

export const find = (field, dialog, write) => {
  if (!dialog.clear) start(dialog);
  dialog.clear();
  dialog.choose = (row) => {
    dialog.close();
    const words = field.value.slice(field.selectionStart, field.selectionEnd);
    insert(field, write(row, words));
  };
  dialog.onclose = () => field.focus();
  dialog.showModal();
};
