// Reads and fills the fields of a form of the desk, whatever their kind. Chosen rows are pairs of
// id and name, because the lists that search as one types do not know a row that is not chosen.
const LEFT_OUT = new Set(["hidden", "submit", "button", "password", "file", "reset", "image"]);
const typed = (form) =>
  [...form.elements].filter((field) => field.name && !LEFT_OUT.has(field.type) && !field.readOnly);

export function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.tagName !== "SELECT") return field.value;
  const pairs = [...field.selectedOptions].map((option) => [option.value, option.text]);
  return field.multiple ? pairs : pairs[0]?.[0] ?? "";
}

// Every value that can be typed, by the field's name. Boxes of one name are chosen rows.
export function read(form) {
  const values = {};
  for (const field of typed(form)) {
    if (field.type === "radio" && !field.checked) continue;
    if (!isOneOfMany(form, field)) values[field.name] = valueOf(field);
    else (values[field.name] ??= []).push(...(field.checked ? [[field.value, nameOf(field)]] : []));
  }
  return values;
}

const isOneOfMany = (form, field) =>
  field.type === "checkbox" && form.elements[field.name] instanceof RadioNodeList;
const nameOf = (field) => field.labels[0]?.textContent.trim() ?? field.value;

// Whether two values say the same: of chosen rows the ids count, in their order.
export function isSame(one, other) {
  const plain = (value) =>
    Array.isArray(value)
      ? JSON.stringify(value.map(([id]) => String(id)))
      : String(value ?? "").replaceAll("\r\n", "\n");
  return plain(one) === plain(other);
}

// How a value reads: names of rows, one a line.
export const asText = (value) =>
  Array.isArray(value) ? value.map(([, name]) => name).join("\n") : String(value ?? "");

export function fill(form, name, value) {
  for (const field of typed(form).filter((each) => each.name === name)) {
    if (field.type === "checkbox") field.checked = isTicked(field, value);
    else if (field.type === "radio") field.checked = field.value === value;
    else if (field.tagName === "SELECT" && Array.isArray(value)) choose(field, value);
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    window.django?.jQuery(field).trigger("change.select2");
  }
}

const isTicked = (field, value) =>
  Array.isArray(value)
    ? value.some(([id]) => String(id) === field.value)
    : value === true || value === "True";

function choose(field, pairs) {
  for (const option of [...field.options]) option.selected = false;
  for (const [id, name] of pairs) {
    const held = [...field.options].find((option) => option.value === String(id));
    const option = held ?? new Option(name, id);
    field.append(option); // at the end: the order of the choice counts
    option.selected = true;
  }
}
