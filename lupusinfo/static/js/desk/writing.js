// What helps while a page is written. Without it the form works, with the advice on the saved text
// and a preview in a new tab.
import { startAdvice } from "./advice.js";
import { openPreview } from "./preview.js";
import { startToolbar } from "./toolbar.js";

const field = document.querySelector(".markdownx-editor");
const panel = document.getElementById("advice");
if (field && panel) {
  document.querySelector("[data-slot=advice]").replaceWith(panel);
  startToolbar(document.querySelector(".toolbar"), field);
  startAdvice(panel, field.form);
  document.querySelector("[data-opens=preview]").addEventListener("click", (event) => {
    event.preventDefault();
    openPreview(field.form, document.getElementById("preview"));
  });
}
