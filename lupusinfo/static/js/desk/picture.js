// A dialog that stores a picture and inserts it with its description.
import { insert } from "./insert.js";

const store = async (address, file, form) => {
  const data = new FormData();
  data.append("image", file);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(address, { method: "POST", body: data, headers });
  return answer.json();
};

export const addPicture = (field, dialog) => {
  const form = dialog.querySelector("form");
  const status = dialog.querySelector("[role=status]");
  const [file, shows] = form.querySelectorAll("input");
  form.reset();
  status.textContent = "";
  form.onsubmit = async (event) => {
    if (!event.submitter?.dataset.adds) return;
    event.preventDefault();
    status.textContent = dialog.dataset.busy;
    try {
      const { image_code: code, image } = await store(dialog.dataset.address, file.files[0], field.form);
      if (!code) {
        status.textContent = [image].flat().join(" ");
        return;
      }
      const words = shows.value.replace(/[[\]\n]/g, " ").trim();
      dialog.close();
      insert(field, code.replace("![]", `![${words}]`));
    } catch {
      status.textContent = dialog.dataset.lost;
    }
  };
  dialog.onclose = () => field.focus();
  dialog.showModal();
};
