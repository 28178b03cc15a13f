// Shows what is typed as readers will see it, in a frame as wide as a phone or a desk.
const sized = (dialog, frame) => {
  const hold = dialog.querySelector(".preview-hold");
  const width = Number(dialog.querySelector("[name=width]:checked").value);
  const scale = Math.min(1, hold.clientWidth / width);
  frame.width = width;
  frame.height = Math.floor(hold.clientHeight / scale);
  frame.style.transform = scale < 1 ? `scale(${scale})` : "";
  hold.classList.toggle("is-phone", width * scale < hold.clientWidth);
};

// A copy of the form is sent, so that nothing takes it for saving.
const send = (form, address, target) => {
  const copy = Object.assign(document.createElement("form"), { method: "post", action: address, target });
  for (const [name, value] of [...new FormData(form), ["_framed", "1"]]) {
    if (typeof value !== "string") continue;
    const input = document.createElement("textarea"); // keeps line ends
    input.name = name;
    input.value = value;
    copy.append(input);
  }
  copy.hidden = true;
  document.body.append(copy);
  HTMLFormElement.prototype.submit.call(copy);
  copy.remove();
};

export const openPreview = (form, dialog) => {
  const frame = document.createElement("iframe"); // a new one adds no step to the browser's history
  frame.name = "page-preview";
  frame.title = dialog.dataset.frame;
  dialog.querySelector(".preview-hold").replaceChildren(frame);
  const fit = () => sized(dialog, frame);
  dialog.onchange = fit;
  dialog.onclose = () => {
    window.removeEventListener("resize", fit);
    frame.remove();
  };
  window.addEventListener("resize", fit);
  dialog.showModal();
  fit();
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    page?.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close());
    for (const link of page?.querySelectorAll("a[href], form") ?? []) {
      if (!link.getAttribute("href")?.startsWith("#")) link.target = "_blank"; // readers' pages refuse frames
    }
  });
  send(form, dialog.dataset.address, frame.name);
};
