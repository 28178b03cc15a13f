// The panel "Text and colours". A choice counts at once; it is kept on this device and nowhere else.
// Each choice is an attribute of <html>: start.js puts it back on the next page, before paint.
const root = document.documentElement;
let panel = null;

const radios = (form) => [...form.querySelectorAll("input")];

const keep = (form) => {
  const chosen = radios(form).filter((radio) => radio.checked);
  for (const { name, value } of chosen) {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  }
  const kept = chosen.filter(({ value }) => value).map(({ name, value }) => [name, value]);
  try {
    if (kept.length) localStorage.setItem("comfort", JSON.stringify(Object.fromEntries(kept)));
    else localStorage.removeItem("comfort");
  } catch {
    form.querySelector("[role=status]").textContent = form.dataset.lost;
  }
};

const build = () => {
  const made = document.getElementById("comfort").content.firstElementChild.cloneNode(true);
  const form = made.querySelector("form");
  form.addEventListener("change", () => keep(form));
  form.addEventListener("reset", () => setTimeout(keep, 0, form)); // once the form is reset
  made.addEventListener("click", (event) => event.target === made && made.close()); // beside it
  document.body.append(made);
  return made;
};

export const open = (button) => {
  panel ??= build();
  for (const radio of radios(panel)) radio.checked = radio.value === (root.dataset[radio.name] ?? "");
  panel.addEventListener("close", () => button.focus(), { once: true }); // Safari gives none back
  panel.showModal();
  panel.querySelector(":checked").focus();
};
