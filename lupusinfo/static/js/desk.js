// The Markdown editor takes the Tab key for itself. Staff who work by keyboard must be able to
// leave it: here Tab moves on, as everywhere else.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Tab" && event.target.matches(".markdownx-editor")) {
      event.stopImmediatePropagation();
    }
  },
  true,
);
