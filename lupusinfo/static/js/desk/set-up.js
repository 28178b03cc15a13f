// The page that sets up a clinic: proposes what is known of a country, and shows the colour as it
// will look. Both are only help: the server checks what is saved.
const proposals = JSON.parse(document.getElementById("proposals").textContent);
const [country, zone, number, colour] = ["country", "time_zone", "emergency_number", "colour"].map(
  (name) => document.getElementById(`id_${name}`),
);
const sample = document.getElementById("sample");
const from = document.getElementById("number-from");
const proposed = { zone: "UTC", number: "" };

country.addEventListener("change", () => {
  const known = proposals[country.value] ?? { zone: "", number: "" };
  if (known.zone && zone.value === proposed.zone) {
    zone.value = proposed.zone = known.zone;
  }
  if (number.value === proposed.number) {
    number.value = proposed.number = known.number;
    from.hidden = !known.number;
  }
});

function show() {
  sample.hidden = false;
  sample.style.setProperty("--chosen", colour.value);
}

colour.addEventListener("input", show);
show();
