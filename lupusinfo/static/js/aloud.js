// What of a page is said aloud, and in which voice.
const BLOCKS = "h1, .lead, .prose :is(h2, h3, h4, h5, h6, p, li, pre, tr)";
const UNSAID = ".citation, .citation-missing, .visually-hidden, [hidden], p, ul, ol, pre, div";

const words = (element) => {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll(UNSAID)) part.remove();
  for (const label of copy.querySelectorAll(".label")) label.append(":");
  for (const number of copy.querySelectorAll(".number")) {
    number.textContent = number.textContent.replace(/\d(?=\d)/g, "$& "); // nine nine nine
  }
  return copy.textContent.replace(/\s+/g, " ").trim();
};

const row = (cells, heads = []) =>
  [...cells].map((cell, n) => (heads[n] ? `${words(heads[n])}: ` : "") + words(cell)).join(". ");

const text = (block) => {
  if (block.closest("thead, nav, [hidden]")) return ""; // a table's heads are said with its cells
  return block.cells ? row(block.cells, block.closest("table").tHead?.rows[0]?.cells) : words(block);
};

const sentences = (said, language) => {
  if (!Intl.Segmenter) return [said];
  const found = new Intl.Segmenter(language, { granularity: "sentence" }).segment(said);
  return [...found].map(({ segment }) => segment.trim());
};

// The sentences of a page in order, each with the block that it stands in. Browsers break off long
// speech, so no whole block is said at once.
export const partsOf = (article, language) =>
  [...article.querySelectorAll(BLOCKS)].flatMap((block) =>
    sentences(text(block), language)
      .filter(Boolean)
      .map((said) => ({ block, said })),
  );

// A voice that runs on this device: others send the text to a company. Undefined if there is none.
export const voiceOf = async (language) => {
  const speech = window.speechSynthesis;
  if (!speech.getVoices().length) {
    await new Promise((done) => {
      speech.onvoiceschanged = done; // Chromium fetches its list when it is first asked
      setTimeout(done, 2000);
    });
  }
  const tongue = (code) => code.toLowerCase().split(/[-_]/)[0];
  const isReaders = (voice) => navigator.languages.includes(voice.lang.replace("_", "-"));
  const own = speech
    .getVoices()
    .filter((voice) => voice.localService && tongue(voice.lang) === tongue(language));
  return own.find((voice) => voice.default) ?? own.find(isReaders) ?? own[0];
};
