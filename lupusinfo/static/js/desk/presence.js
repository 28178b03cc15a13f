// Tells colleagues that this page is open, and tells its writer who else has it open and whether a
// newer text was saved. Without this script the form says once who was there when it was opened.
const EVERY = 20_000;
const box = document.getElementById("presence");
const form = box.closest("form");
const others = box.querySelector(".presence-others");
const newer = box.querySelector(".presence-newer");
let isTyping = false;

const say = (place, text) => {
  if (place.textContent !== text) place.textContent = text; // said once, not every time
};

async function ask() {
  const about = new URLSearchParams({
    typing: isTyping ? "1" : "",
    base: form.elements.base_revision?.value ?? "",
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
  });
  isTyping = false;
  try {
    const answer = await fetch(box.dataset.address, { method: "POST", body: about, redirect: "manual" });
    if (answer.ok) {
      const said = await answer.json();
      say(others, said.others);
      say(newer, said.newer);
    } else if (answer.type === "opaqueredirect" || answer.status === 403) {
      say(newer, box.dataset.ended); // the session's end, or a new one in another tab
    }
  } catch {
    say(newer, box.dataset.offline);
  }
}

form.addEventListener("input", () => (isTyping = true));
setInterval(ask, EVERY);
document.addEventListener("visibilitychange", () => document.hidden || ask());
ask();
