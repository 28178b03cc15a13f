// Runs before the page is drawn: it puts back the reader's choices of comfort, and fetches each
// further script only when it is needed, so that a first visit stays light. Every page works
// without it. Parts of the page say what they need: `data-needs="listen"` on a button that stays
// hidden until scripts run, `a.term` on a word of the glossary, `data-suggest` on a search form.
(() => {
  const root = document.documentElement;
  try {
    Object.assign(root.dataset, JSON.parse(localStorage.getItem("comfort") ?? "{}"));
  } catch {
    // Storage is closed or holds something odd: the system's settings count.
  }

  const parts = {
    suggest: () => import("./suggest.js"),
    define: () => import("./define.js"),
    comfort: () => import("./comfort.js"),
    listen: () => import("./listen.js"),
    contents: () => import("./contents.js"),
    offline: () => import("./offline.js"),
  };
  const can = { listen: "speechSynthesis" in window, comfort: true, offline: "caches" in window };

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
  document.addEventListener("DOMContentLoaded", async () => {
    for (const button of document.querySelectorAll("button[data-needs]")) {
      button.hidden = !can[button.dataset.needs];
    }
    const contents = document.querySelector(".contents");
    if (contents) (await parts.contents()).start(contents);
  });
  addEventListener("load", async () => {
    if ("serviceWorker" in navigator && root.dataset.worker) {
      (await parts.offline()).start(root.dataset.worker);
    }
  });
})();
