// Lists everything that this user typed on this device and did not save: a form may be gone, or not
// be open to its writer any more, and the words are still here to be read and copied.
import { asText } from "./fields.js";
import { drop, entriesOf, tidy } from "./kept.js";

const box = document.getElementById("kept-list");
const list = box.querySelector("ul");
const language = document.documentElement.lang || undefined;

function row(entry) {
  const shown = box.querySelector("template").content.cloneNode(true).firstElementChild;
  const link = shown.querySelector("a");
  const when = new Date(entry.at).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  link.href = entry.path;
  const title = entry.values.title || entry.values.name || "";
  link.textContent = `${link.dataset.said.replace("{when}", when)} ${title}`.trim();
  const texts = Object.values(entry.values).filter((value) => typeof value !== "boolean");
  shown.querySelector("pre").textContent = texts.map(asText).filter(Boolean).join("\n\n");
  shown.querySelector("button").addEventListener("click", () => {
    drop(entry.user, entry.id, entry.path);
    shown.remove();
    box.hidden = list.children.length === 0;
  });
  return shown;
}

tidy();
list.append(...entriesOf(box.dataset.user).map(row));
box.hidden = list.children.length === 0;
