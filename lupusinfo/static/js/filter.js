// A list that shortens as one types. Without this script the whole list stands there.
const plain = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "");
const wordsOf = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

for (const box of document.querySelectorAll("[data-filter]")) {
  const field = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const list = document.getElementById(box.dataset.filter);
  const items = [...list.querySelectorAll("[data-words]")];
  const words = items.map((item) => wordsOf(item.dataset.words));
  const show = () => {
    const asked = wordsOf(field.value);
    let count = 0;
    items.forEach((item, at) => {
      item.hidden = !asked.every((part) => words[at].some((word) => word.startsWith(part)));
      count += !item.hidden;
    });
    for (const part of list.children) {
      // A letter without a match, and the bar of letters, are in the way while one looks.
      part.hidden = asked.length > 0 && !part.querySelector("[data-words]:not([hidden])");
    }
    status.textContent = asked.length ? box.dataset.found.replace("{count}", count) : "";
  };
  field.addEventListener("input", show);
  show(); // the browser may have kept what was typed before
}
