// Two texts of one field: a button puts the saved one, one's own or both into the form. Without
// this script both stand side by side, to be copied.
import { fill, isSame, read } from "./fields.js";

const choices = JSON.parse(document.getElementById("merge-choices").textContent);

for (const part of document.querySelectorAll(".merge-part")) {
  const form = part.closest("form");
  const name = part.dataset.field;
  const offered = choices[name];
  const buttons = [...part.querySelectorAll("[data-take]")];
  const status = part.querySelector("[role=status]");

  const show = () => {
    const now = read(form)[name];
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(isSame(now, offered[button.dataset.take])));
    }
  };
  const take = (button) => {
    const now = read(form)[name];
    // What was merged by hand becomes "mine", so that no button can lose it.
    if (!Object.values(offered).some((value) => isSame(now, value))) offered.mine = now;
    fill(form, name, offered[button.dataset.take]);
    status.textContent = status.dataset.said;
    show();
  };

  for (const button of buttons) button.addEventListener("click", () => take(button));
  form.addEventListener("input", () => {
    status.textContent = "";
    show();
  });
  part.querySelector(".merge-choice").hidden = false;
  show();
}
