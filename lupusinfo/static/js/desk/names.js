// Gives a name to the parts that Django's admin and its autocomplete (select2) leave without one, so
// that a screen reader says what each is for. It looks again whenever the page changes.
const told = (element) => element?.textContent.replace(/[:*]\s*$/, "").trim() ?? "";

function name(element, text) {
  if (text && !element.ariaLabel) {
    element.ariaLabel = text;
  }
}

/** The label of the field in which an element stands: of the select2's own choice, if it is one. */
function labelOf(element) {
  const choice = element.previousElementSibling?.labels?.[0];
  return told(choice ?? element.closest(".form-row, .fieldBox, .form-group")?.querySelector("label, legend"));
}

function autocomplete(field) {
  const label = labelOf(field);
  for (const part of field.querySelectorAll(".select2-search__field, [role=combobox], [role=textbox]")) {
    part.removeAttribute("aria-labelledby"); // it names the value, not the field
    name(part, label);
    const list = part.getAttribute("aria-owns"); // while the list of choices is open
    if (list) {
      part.setAttribute("aria-controls", list);
    }
  }
  const chosen = field.querySelector("ul.select2-selection__rendered");
  if (chosen?.querySelector(":scope > span")) {
    chosen.role = "group"; // a list may hold nothing but its items, and this one holds a button
    name(chosen, label);
    for (const item of chosen.querySelectorAll(":scope > li")) {
      item.role = "presentation";
    }
  }
}

function everything() {
  document.querySelectorAll(".select2-container").forEach(autocomplete);
  const open = document.querySelector(":not(body) > .select2-container--open");
  const dropdown = document.querySelector("body > .select2-container--open");
  if (open && dropdown) {
    dropdown.role = "region"; // it stands at the end of the page, outside of its main part
    for (const part of [dropdown, ...dropdown.querySelectorAll(".select2-search__field")]) {
      name(part, labelOf(open));
    }
  }
  for (const input of document.querySelectorAll(".datetime input")) {
    name(input, `${labelOf(input)}, ${told(input.previousSibling)}`);
  }
  for (const help of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) {
    help.role = "img";
  }
}

let waits = false;
new MutationObserver(() => {
  if (!waits) {
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      everything();
    });
  }
}).observe(document.body, { childList: true, subtree: true });
everything();
