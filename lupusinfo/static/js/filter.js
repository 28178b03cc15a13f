// A list that shortens as one types. Without this script the whole list stands there.
const plain = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "");

for (const box of document.querySelectorAll("[data-filter]")) {
  const field = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const items = [...document.querySelectorAll(`#${box.dataset.filter} > li`)];
  const words = items.map((item) => ` ${plain(item.dataset.words)}`.split(/[^\p{L}\p{N}]+/u));
  const show = () => {
    const asked = plain(field.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    let count = 0;
    items.forEach((item, at) => {
      item.hidden = !asked.every((part) => words[at].some((word) => word.startsWith(part)));
      count += !item.hidden;
    });
    const found = count === 1 ? box.dataset.foundOne : box.dataset.found;
    status.textContent = asked.length ? found.replace("%d", count) : "";
  };
  box.hidden = false;
  field.addEventListener("input", show);
  show(); // the browser may have kept what was typed before
}
