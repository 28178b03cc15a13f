// Keeps pages that were read, and urgent help, on the reader's device, so that they open without a
// network. Network first: a stored copy is shown only when the network, or the site, does not
// answer, and it says its date. The view at /sw.js writes PLACES above this file: for each language
// [the start of its addresses, its page for "no network", its urgent help].
const VERSION = 1; // raise it when what is stored changes its form: the old is then thrown away
const [PAGES, FILES, PICTURES, CHECKS] = ["pages", "files", "pictures", "checks"].map(
  (name) => `lupusinfo-${name}-${VERSION}`,
);
const MOST = { [PAGES]: 60, [FILES]: 40, [PICTURES]: 40 };
const WITHDRAWN = "/withdrawn.json"; // the addresses at which no page stands any more
const HOUR = 3_600_000;
const PATIENCE = 5000; // milliseconds that a slow network gets when there is a stored copy
const KEPT_ON = "X-Kept-On";
const NEVER = /^\/(admin|api|connect|feedback|healthz|readyz|review|search)(\/|$)|\/handout|\.\w+$/;
const ALWAYS = new Set(PLACES.flatMap(([, ...pages]) => pages));

const pathOf = ({ url }) => new URL(url).pathname;
const placeOf = (path) => PLACES.find(([start]) => path.startsWith(start));
const isPage = (path) => !NEVER.test(path.slice(placeOf(path)[0].length - 1));
const cacheOf = (path) => {
  if (/^\/static\/(?!admin\/|markdownx\/|(?:css|js)\/desk)/.test(path)) return FILES;
  return /^\/media\/.+\.(avif|gif|jpe?g|png|svg|webp)$/.test(path) ? PICTURES : undefined;
};
const find = (path) => caches.match(path, { ignoreVary: true });

// Store an answer with its time, or remove the stored copy of what is gone or has moved.
const settle = async (name, path, answer) => {
  const cache = await caches.open(name);
  const { status, type } = answer;
  if (status === 404 || status === 410 || type === "opaqueredirect") return cache.delete(path);
  const isText = answer.headers.get("Content-Type")?.startsWith("text/html");
  const isForAll = /\bpublic\b/.test(answer.headers.get("Cache-Control"));
  if (status !== 200 || answer.redirected || (name === PAGES && !(isText && isForAll))) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // it is unpacked
  headers.set(KEPT_ON, new Date().toISOString());
  await cache.put(path, new Response(await answer.blob(), { headers }));
  const others = (await cache.keys()).filter((key) => !ALWAYS.has(pathOf(key)));
  const tooMany = others.slice(0, Math.max(0, others.length - MOST[name]));
  await Promise.all(tooMany.map((key) => cache.delete(key)));
};
const keep = async (name, path) => {
  const cache = name === PAGES ? "no-cache" : "default";
  await settle(name, path, await fetch(path, { cache }));
};

// A stored page, with the notice that says since when it has been kept.
const marked = async (copy) => {
  const keptOn = copy.headers.get(KEPT_ON);
  const language = copy.headers.get("Content-Language") ?? "en";
  const said = new Date(keptOn).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  const html = (await copy.text()).replace(
    /(id="stored") hidden([^]*?<b)><\/b>/,
    (_all, id, before) => `${id}${before}><time datetime="${keptOn}">${said}</time></b>`,
  );
  return new Response(html, { headers: copy.headers });
};

const page = async (event, path) => {
  const asked = fetch(event.request);
  const stored = asked.then((answer) => settle(PAGES, path, answer.clone()));
  event.waitUntil(stored.catch(() => {})); // no network, or no room on the device
  const copy = await find(path);
  const patience = () => new Promise((_done, giveUp) => setTimeout(giveUp, PATIENCE));
  try {
    const answer = await (copy ? Promise.race([asked, patience()]) : asked);
    if (!copy || answer.status < 500) return answer;
  } catch {
    // The stored copy below is the answer.
  }
  const shown = copy ?? (await find(placeOf(path)[1]));
  return shown ? marked(shown) : Response.error();
};

// Files whose name holds their digest never change: the stored one is as good as any.
const file = async (event, name, path) => {
  const copy = await find(path);
  if (/\bimmutable\b/.test(copy?.headers.get("Cache-Control"))) return copy;
  try {
    const answer = await fetch(event.request);
    event.waitUntil(settle(name, path, answer.clone()).catch(() => {}));
    return copy && answer.status >= 500 ? copy : answer;
  } catch {
    return copy ?? Response.error();
  }
};

// At most once an hour: remove what was withdrawn. The list is the same for everybody, so the site
// does not learn what is kept here.
const isDue = (copy) => {
  const age = Date.now() - Date.parse(copy?.headers.get(KEPT_ON));
  return !(Math.abs(age) < HOUR); // a clock may have been set back
};
const removeWithdrawn = async () => {
  const checks = await caches.open(CHECKS);
  if (!isDue(await checks.match(WITHDRAWN))) return;
  const answer = await fetch(WITHDRAWN, { cache: "no-cache" });
  if (!answer.ok) return;
  const withdrawn = new Set((await answer.json()).addresses);
  const pages = await caches.open(PAGES);
  const gone = (await pages.keys()).filter((key) => withdrawn.has(pathOf(key)));
  await Promise.all(gone.map((key) => pages.delete(key)));
  const headers = { [KEPT_ON]: new Date().toISOString() };
  await checks.put(WITHDRAWN, new Response("", { headers }));
};

// As seldom: fetch urgent help anew, for its numbers.
const renew = async (path) => {
  for (const always of ALWAYS) {
    const copy = await find(always);
    if ((copy || placeOf(path).includes(always)) && isDue(copy)) await keep(PAGES, always);
  }
};

// A page tells that it is open. The first one was loaded before this worker could see it.
const visit = async (address, { isFirst, files }) => {
  const { pathname, search } = new URL(address);
  await removeWithdrawn(); // first: what follows fails on a device that is full
  await renew(pathname);
  if (!isFirst || !isPage(pathname)) return;
  if (!search) await keep(PAGES, pathname);
  for (const path of files) {
    if (cacheOf(path) && !(await find(path))) await keep(cacheOf(path), path);
  }
};

const install = async () => {
  const open = await clients.matchAll({ includeUncontrolled: true });
  const pages = new Set(open.flatMap((client) => placeOf(pathOf(client)).slice(1)));
  await Promise.all([...pages].map((path) => keep(PAGES, path)));
  await skipWaiting();
};
const activate = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("lupusinfo-"));
  const old = names.filter((name) => ![PAGES, FILES, PICTURES, CHECKS].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  event.waitUntil(visit(event.source.url, event.data).catch(() => {}));
});
addEventListener("fetch", (event) => {
  const { method, mode, referrer, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin || search) return;
  const name = cacheOf(pathname);
  if (mode === "navigate") {
    if (isPage(pathname)) event.respondWith(page(event, pathname));
  } else if (name && !referrer.startsWith(`${origin}/admin/`)) {
    event.respondWith(file(event, name, pathname));
  }
});
