// The contents of a page: open beside the text on wide screens, folded away on narrow ones, and
// the part in view is marked.
const WIDE = matchMedia("(min-width: 64rem)");

export const start = (contents) => {
  const links = [...contents.querySelectorAll("a")];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
  let isWaiting = false;

  const mark = () => {
    isWaiting = false;
    const line = innerHeight / 3;
    const at = headings.findLastIndex((heading) => heading?.getBoundingClientRect().top < line);
    links.forEach((link, index) => {
      if (index === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const markSoon = () => {
    if (!isWaiting) requestAnimationFrame(mark);
    isWaiting = true;
  };
  const fold = () => {
    contents.open = WIDE.matches;
  };

  fold();
  mark();
  WIDE.addEventListener("change", fold);
  addEventListener("scroll", markSoon, { passive: true });
};
