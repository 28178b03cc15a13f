// A word of the glossary explained where it stands, in the browser's own popover: Escape, a click
// elsewhere and its button close it. A browser that has no popovers follows the link instead.
const GAP = 8; // pixels between the word and the box, and between the box and the window's edge

let opener = null; // the word that is explained now

const tell = (isOpen) => opener?.setAttribute("aria-expanded", String(isOpen));

const make = () => {
  const box = document.getElementById("definition-box").content.cloneNode(true).firstElementChild;
  document.body.append(box);
  box.addEventListener("toggle", ({ newState }) => tell(newState === "open"));
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !box.contains(relatedTarget)) box.hidePopover(); // the Tab key left it
  });
  return box;
};

const place = (box, word) => {
  const line = word.getClientRects()[0]; // a word may go on in the next line
  const { width, height } = box.getBoundingClientRect();
  const last = document.documentElement.clientWidth - width - GAP;
  const below = line.bottom + GAP;
  const isTooLow = below + height > innerHeight && line.top - GAP - height > 0;
  const top = isTooLow ? line.top - GAP - height : below;
  box.style.setProperty("--left", `${Math.max(GAP, Math.min(line.left, last)) + scrollX}px`);
  box.style.setProperty("--top", `${top + scrollY}px`);
};

/** Open the definition that a link to a term carries; focus goes in, and comes back at the end. */
export const open = (link) => {
  if (!("popover" in HTMLElement.prototype)) return location.assign(link.href);
  const box = document.getElementById("definition") ?? make();
  const { word, say, means } = link.dataset;
  box.querySelector("h2").textContent = word;
  box.querySelector(".definition-say").hidden = !say;
  box.querySelector("em").textContent = say ?? "";
  box.querySelector("#definition-means").textContent = means;
  box.querySelector("a").href = link.href;
  link.focus({ preventScroll: true }); // where the browser gives focus back to
  link.setAttribute("aria-haspopup", "dialog");
  tell(false);
  opener = link;
  box.showPopover({ source: link });
  place(box, link);
  box.focus({ preventScroll: true });
};
