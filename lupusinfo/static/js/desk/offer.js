// Offers what was typed into this form before and never saved. Nothing is put back by itself.
import { sideBySide } from "./compare.js";
import { asText, fill, isSame, read } from "./fields.js";
import { drop, entriesOf, heldIds } from "./kept.js";

export async function offer({ box, form, user, path, id, keepNow, copy }) {
  const open = await heldIds(); // forms in other tabs: their typing is not lost
  for (const entry of entriesOf(user, path)) {
    if (entry.id === id || open.has(entry.id)) continue;
    const now = read(form);
    const names = Object.keys(entry.values).filter((name) => name in now);
    const changed = names.filter((name) => !isSame(now[name], entry.values[name]));
    if (changed.length) box.querySelector(".kept-offers").append(panel(entry, changed));
    else drop(user, entry.id, path); // it is what the form says anyway
  }

  function panel(entry, changed) {
    const shown = box.querySelector("template").content.cloneNode(true).firstElementChild;
    const said = shown.querySelector("[data-said]");
    const language = document.documentElement.lang || undefined;
    const when = new Date(entry.at).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    said.textContent = said.dataset.said.replace("{when}", when);
    const isOlder = entry.bases.some(([name, value]) => !sameBase(name, value));
    shown.querySelector(".kept-older").hidden = !isOlder;
    const compared = shown.querySelector(".kept-compared");
    const away = () => {
      drop(user, entry.id, path);
      shown.remove();
    };
    const actions = {
      back() {
        const own = copy();
        if (own) box.querySelector(".kept-offers").append(panel(own, changed));
        for (const [name, value] of entry.bases) {
          if (form.elements[name] && isOlder) form.elements[name].value = value;
        }
        for (const name of changed) fill(form, name, entry.values[name]);
        keepNow(); // from here on it is this form's own typing
        if (entriesOf(user, path).some((each) => each.id === id)) drop(user, entry.id, path);
        shown.remove();
        form.querySelector("input:not([type=hidden]), textarea")?.focus();
      },
      compare(button) {
        compared.hidden = !compared.hidden;
        button.setAttribute("aria-expanded", String(!compared.hidden));
        if (!compared.hidden) compared.replaceChildren(...changed.map(row));
      },
      away,
    };
    for (const button of shown.querySelectorAll("button")) {
      button.addEventListener("click", () => actions[button.dataset.do](button));
    }
    return shown;

    function row(name) {
      const named = `label[for="id_${name}"], .field-${name} legend`;
      const label = form.querySelector(named)?.textContent ?? name;
      return sideBySide(
        label.replace(/:\s*$/, ""),
        [compared.dataset.now, asText(read(form)[name])],
        [compared.dataset.typed, asText(entry.values[name])],
      );
    }
  }

  function sameBase(name, value) {
    const now = form.elements[name]?.value ?? value;
    const marks = (text) => (name === "opened_with" ? JSON.stringify(JSON.parse(text).marks) : text);
    return marks(now) === marks(value);
  }
}
