// After signing out: what this user typed and did not save can be removed from a shared device.
import { drop, entriesOf, tidy } from "./kept.js";

const box = document.getElementById("kept-here");
const { user, done } = box.dataset;
tidy();
box.hidden = !user || entriesOf(user).length === 0;
box.querySelector("button").addEventListener("click", (event) => {
  for (const entry of entriesOf(user)) drop(user, entry.id, entry.path);
  event.target.hidden = true;
  box.querySelector("[role=status]").textContent = done;
});
