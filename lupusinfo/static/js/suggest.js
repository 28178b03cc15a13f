// Suggestions under a search field, from the first key on. Without this script the form searches
// just the same.
const PAUSE = 200; // milliseconds after the last key

export const start = (form) => {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.className = "suggestions";
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  let waiting = 0;
  let asked = new AbortController();

  const links = () => [...list.querySelectorAll("a")];
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
  };
  const show = (suggestions) => {
    list.replaceChildren(
      ...suggestions.map(({ title, url, kind }) => {
        const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
        const small = Object.assign(document.createElement("small"), { textContent: kind });
        const item = document.createElement("li");
        link.append(" ", small);
        item.append(link);
        return item;
      }),
    );
    list.hidden = suggestions.length === 0;
    const { length } = suggestions;
    status.textContent = length ? form.dataset.found.replace("{count}", length) : "";
  };
  const ask = async () => {
    asked.abort(); // an older answer must not replace a newer one
    asked = new AbortController();
    const text = field.value.trim();
    if (text.length < 2) return close();
    const address = `${form.dataset.suggest}?q=${encodeURIComponent(text.slice(0, 100))}`;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      // Given up for a newer question, or offline: the form still searches.
    }
  };

  const askSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };

  field.addEventListener("input", askSoon);
  form.addEventListener("keydown", (event) => {
    const places = [field, ...links()];
    const at = places.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
      field.focus();
    } else if (step && at >= 0 && places[at + step]) {
      event.preventDefault();
      places[at + step].focus();
    }
  });
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
  if (field.value !== field.defaultValue) askSoon(); // typed while this script was on its way
};
