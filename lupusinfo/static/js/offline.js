// Lets pages that were read open without a network: starts the worker (worker.js), lists what it
// keeps, and removes it when the reader asks.
const ours = async () => (await caches.keys()).filter((name) => name.startsWith("lupusinfo-"));

// The stored pages as [address, heading, time], the newest first.
const storedPages = async () => {
  const name = (await ours()).find((one) => one.startsWith("lupusinfo-pages-"));
  if (!name) return [];
  const cache = await caches.open(name);
  const rows = (await cache.keys()).map(async (key) => {
    const answer = await cache.match(key);
    const heading = (await answer.text()).match(/<h1[^]*?<\/h1>/)?.[0] ?? "";
    const text = new DOMParser().parseFromString(heading, "text/html").body.textContent.trim();
    return [new URL(key.url).pathname, text, new Date(answer.headers.get("X-Kept-On"))];
  });
  return (await Promise.all(rows)).sort((one, other) => other[2] - one[2]);
};

const list = async (place) => {
  const { lang } = document.documentElement;
  const pages = (await storedPages()).filter(([path]) => path !== place.dataset.kept);
  place.replaceChildren(
    ...pages.map(([path, heading, day]) => {
      const link = Object.assign(document.createElement("a"), { href: path, textContent: heading });
      const small = document.createElement("small");
      small.textContent = day.toLocaleDateString(lang, { dateStyle: "long" });
      const item = document.createElement("li");
      item.append(link, " ", small);
      return item;
    }),
  );
};

// The reader pressed “Remove what is kept on this device”.
export const open = async (button) => {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.unregister();
  await Promise.all((await ours()).map((name) => caches.delete(name)));
  document.querySelector("[data-kept]")?.replaceChildren();
  button.nextElementSibling.textContent = button.dataset.done;
};

// `address` is the worker's. Called when the page has loaded, so that it waits for nothing here.
export const start = async (address) => {
  const { serviceWorker } = navigator;
  const isFirst = !serviceWorker.controller;
  const place = document.querySelector("[data-kept]");
  try {
    if (place) await list(place);
    await serviceWorker.register(address);
    const { active } = await serviceWorker.ready;
    const entries = performance.getEntriesByType("resource");
    const files = entries.map(({ name }) => new URL(name).pathname);
    active.postMessage({ isFirst, files });
  } catch {
    // The browser, or its owner, keeps nothing for sites: pages open as they did.
  }
};
