// The Markdown editor takes keys for itself: Tab, and with Ctrl or Cmd D, [ and ]. Staff who work by
// keyboard must be able to leave it, and a browser's keys do here what they do everywhere else.
document.addEventListener(
  "keydown",
  (event) => {
    if (!event.target.matches(".markdownx-editor")) return;
    const isTaken = "d[]".includes(event.key) && (event.ctrlKey || event.metaKey);
    if (event.key === "Tab" || isTaken) event.stopImmediatePropagation();
  },
  true,
);
