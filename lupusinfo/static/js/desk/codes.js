// Copying and printing what is shown only once. Without this script there is the file, and the text.
const enable = (selector, act) => {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
};

const copy = async (button) => {
  const source = document.getElementById(button.dataset.copy);
  const parts = [...source.querySelectorAll("code")];
  const text = (parts.length ? parts : [source]).map((part) => part.textContent.trim()).join("\n");
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset.done;
};

if (navigator.clipboard) enable("[data-copy]", copy);
enable("[data-print]", () => window.print());
