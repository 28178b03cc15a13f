// The buttons above the text: one stop of the Tab key, arrow keys within, as toolbars are.
import { find } from "./find.js";
import { card, insert, mark, wrap } from "./insert.js";
import { addPicture } from "./picture.js";
import { openPreview } from "./preview.js";

const dialogs = {
  "find-page": (field, dialog) => find(field, dialog, (row, words) => `[${words || row.name}](${row.insert})`),
  "find-source": (field, dialog) => find(field, dialog, (row, words) => `${words}[@${row.insert}]`),
  "add-picture": addPicture,
  preview: (field, dialog) => openPreview(field.form, dialog),
};

const act = (field, { dataset }) => {
  if (dataset.line) mark(field, dataset.line);
  else if (dataset.wrap) wrap(field, dataset.wrap, dataset.text);
  else if (dataset.card) card(field, dataset.card, dataset.title, dataset.text);
  else if (dataset.number) insert(field, `{${dataset.number}}`);
  else dialogs[dataset.dialog](field, document.getElementById(dataset.dialog));
};

export const startToolbar = (toolbar, field) => {
  const buttons = [...toolbar.querySelectorAll("button")];
  const rest = (button) => {
    for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
  };
  rest(buttons[0]);
  toolbar.hidden = false;
  toolbar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const to = {
      ArrowRight: (at + 1) % buttons.length,
      ArrowLeft: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    rest(buttons[to]);
    buttons[to].focus();
  });
  toolbar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    rest(button);
    act(field, button);
  });
};
