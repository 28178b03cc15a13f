// Writes into the text so that the browser's own undo takes it back, and tells the page that it
// was typed: the live preview, the advice and what is kept on the device listen for that.
export const replace = (field, from, to, text) => {
  field.focus();
  field.setSelectionRange(from, to);
  const isDone = text
    ? document.execCommand("insertText", false, text)
    : from === to || document.execCommand("delete");
  if (isDone) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
};

const chosen = ({ value, selectionStart: from, selectionEnd: to }) => ({
  from,
  to,
  text: value.slice(from, to),
});

// In place of what is selected.
export const insert = (field, text) => replace(field, field.selectionStart, field.selectionEnd, text);

// Around what is selected; a second time takes it away again.
export const wrap = (field, mark, example) => {
  const { from, to, text } = chosen(field);
  const { length } = mark;
  const isOn = field.value.slice(from - length, from) === mark && field.value.startsWith(mark, to);
  if (isOn && text) {
    replace(field, from - length, to + length, text);
    field.setSelectionRange(from - length, to - length);
    return;
  }
  const words = text || example;
  replace(field, from, to, mark + words + mark);
  field.setSelectionRange(from + length, from + length + words.length);
};

// The whole lines that the selection touches.
const lines = (field) => {
  const { from, to, text } = chosen(field);
  const last = text.endsWith("\n") ? to - 1 : to;
  const begin = field.value.lastIndexOf("\n", from - 1) + 1;
  const end = field.value.indexOf("\n", last);
  return { begin, end: end < 0 ? field.value.length : end };
};

// Before each line: a heading, a list. A second time takes it away again.
export const mark = (field, sign) => {
  const { begin, end } = lines(field);
  const old = field.value.slice(begin, end).split("\n");
  const known = sign.startsWith("#") ? /^#{1,6}\s+/ : /^(?:[-*+]|\d+[.)])\s+/;
  const isSame = (line) => (sign === "1. " ? /^\d+\. /.test(line) : line.startsWith(sign));
  const isOn = old.some((line) => line.trim()) && old.every((line) => !line.trim() || isSame(line));
  let count = 0;
  const marked = old.map((line) => {
    const bare = line.replace(known, "");
    if (isOn || (!line.trim() && old.length > 1)) return bare;
    count += 1;
    return (sign === "1. " ? `${count}. ` : sign) + bare;
  });
  replace(field, begin, end, marked.join("\n"));
};

// A card with what is selected as its text, a blank line before and after it.
export const card = (field, kind, title, example) => {
  const { begin, end } = lines(field);
  const isChosen = field.selectionStart < field.selectionEnd;
  const [from, to] = isChosen ? [begin, end] : [end, end];
  const text = isChosen ? field.value.slice(from, to) : example;
  const before = field.value.slice(0, from);
  const gap = before.trim() ? "\n".repeat(Math.max(0, 2 - before.match(/\n*$/)[0].length)) : "";
  const after = field.value.slice(to).startsWith("\n\n") || to === field.value.length ? "" : "\n";
  const head = `!!! ${kind}${title ? ` "${title}"` : ""}\n`;
  const body = text.replace(/^(?=.)/gm, "    ");
  replace(field, from, to, gap + head + body + after);
  const at = from + gap.length + head.length;
  field.setSelectionRange(at + 4, at + body.length);
};
