// Two texts of one field beside each other: what stands before and after the first and the last
// differing line is shortened, what lies between is marked.
const SHOWN = 2; // equal lines kept on either side

const element = (tag, text, name = "") =>
  Object.assign(document.createElement(tag), { textContent: text, className: name });

export function sideBySide(label, [leftHeading, left], [rightHeading, right]) {
  const [one, other] = [left.split("\n"), right.split("\n")];
  const shorter = Math.min(one.length, other.length);
  let head = 0;
  while (head < shorter && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;

  const side = (heading, lines) => {
    const text = Object.assign(document.createElement("pre"), { tabIndex: 0 });
    const first = Math.max(0, head - SHOWN);
    const last = lines.length - Math.max(0, tail - SHOWN);
    const changed = lines.slice(head, lines.length - tail).join("\n");
    if (first > 0) text.append("…\n");
    for (const line of lines.slice(first, head)) text.append(`${line}\n`);
    if (changed) text.append(element("mark", changed));
    for (const line of lines.slice(lines.length - tail, last)) text.append(`\n${line}`);
    if (last < lines.length) text.append("\n…");
    const part = document.createElement("div");
    part.append(element("h4", heading), text);
    return part;
  };

  const sides = element("div", "", "side-by-side");
  sides.append(side(leftHeading, one), side(rightHeading, other));
  const part = document.createElement("div");
  part.append(element("h3", label), sides);
  return part;
}
