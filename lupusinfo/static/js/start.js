// Runs before the page is drawn: it puts back the reader's choices of comfort, and fetches each
// further script only when it is needed, so that a first visit stays light. Every page works
// without it. Parts of the page say what they need: `data-needs="listen"` on a button that shows
// only where scripts run and can do it, `a.term` on a word of the glossary, `data-suggest` on a search form.
(() => {
  const root = document.documentElement;
  const known = { theme: "light dark contrast", size: "1 2 3", lines: "wide", motion: "none" };
  const putBack = () => {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem("comfort")) ?? {};
    } catch {
      // Storage is closed or holds something odd: the system's settings count.
    }
    for (const [name, values] of Object.entries(known)) {
      if (values.split(" ").includes(kept[name])) root.dataset[name] = kept[name];
      else delete root.dataset[name];
    }
  };
  putBack();
  addEventListener("storage", putBack); // chosen in another tab
  addEventListener("pageshow", (event) => event.persisted && putBack()); // chosen, then went back
  const parts = {
    suggest: () => import("./suggest.js"),
    define: () => import("./define.js"),
    comfort: () => import("./comfort.js"),
    listen: () => import("./listen.js"),
    contents: () => import("./contents.js"),
    offline: () => import("./offline.js"),
    print: () => ({ open: () => print() }),
  };
  const may = { listen: "speechSynthesis" in window, offline: "caches" in window };
  root.dataset.can = ["comfort print filter", ...Object.keys(may).filter((what) => may[what])].join(" ");

  // For browsers that forget that a table is one when its rows become blocks (see site.css).
  const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const define = async (event, link) => {
    event.preventDefault();
    try {
      (await parts.define()).open(link);
    } catch {
      location.assign(link.href); // the script could not be had: the term's own page can
    }
  };

  document.addEventListener("click", async (event) => {
    const term = event.target.closest("a.term");
    const button = event.target.closest("button[data-needs]");
    if (term && isPlain(event)) define(event, term);
    else if (button) (await parts[button.dataset.needs]()).open(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a.term")) define(event, event.target);
  });
  document.addEventListener("focusin", async (event) => {
    const form = event.target.closest("form[data-suggest]:not([data-is-ready])");
    if (!form) return;
    form.dataset.isReady = "";
    (await parts.suggest()).start(form);
  });
  document.addEventListener("DOMContentLoaded", () => {
    if ("popover" in HTMLElement.prototype) {
      for (const term of document.querySelectorAll("a.term")) term.ariaHasPopup = "dialog";
    }
    for (const part of document.querySelectorAll(".table-wrap table, .table-wrap table *")) {
      if (part.localName in roles) part.setAttribute("role", roles[part.localName]);
    }
  });
  addEventListener("load", async () => {
    const contents = document.querySelector(".contents");
    if (contents) (await parts.contents()).start(contents);
    if ("serviceWorker" in navigator && root.dataset.worker) {
      (await parts.offline()).start(root.dataset.worker);
    }
  });
})();
