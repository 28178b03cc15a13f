// What is typed at the desk and not yet saved, on this device: one entry for each open form, under
// the user's id and the form's address. Kept seven days at most, and never sent anywhere.
const PREFIX = "lupusinfo.kept/";
const LASTS = 7 * 24 * 3600 * 1000; // as KEPT_FOR in editorial/writing/stale_forms.py
const MOST = 40; // entries; the oldest goes first
const LONGEST = 1_000_000; // characters of one entry

export const newId = () => crypto.getRandomValues(new Uint32Array(3)).reduce(
  (text, part) => text + part.toString(16).padStart(8, "0"), "");

function all() {
  const found = [];
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    const [user, id, ...path] = key.slice(PREFIX.length).split("/");
    try {
      found.push({ key, user, id, path: `/${path.join("/")}`, ...JSON.parse(localStorage.getItem(key)) });
    } catch {
      localStorage.removeItem(key);
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

// The entries of a user, of one form or of all, the newest first.
export const entriesOf = (user, path) =>
  all().filter((entry) => entry.user === user && (!path || entry.path === path));

const keyOf = (user, id, path) => `${PREFIX}${user}/${id}${path}`;

// Keep an entry; false when the device has no room for it.
export function keep(user, id, path, entry) {
  const text = JSON.stringify({ at: Date.now(), ...entry });
  if (text.length > LONGEST) return false;
  try {
    localStorage.setItem(keyOf(user, id, path), text);
    return true;
  } catch {
    return false;
  }
}

export const drop = (user, id, path) => localStorage.removeItem(keyOf(user, id, path));

// Drop what is too old, and what the server says is saved: it names the entries in cookies.
export function tidy() {
  const names = document.cookie.split("; ").map((cookie) => cookie.split("=")[0]);
  const saved = new Set(names.filter((name) => name.startsWith("kept-")));
  all().forEach((entry, place) => {
    const isOld = !(Date.now() - entry.at < LASTS);
    if (isOld || place >= MOST || saved.has(`kept-${entry.id}`)) localStorage.removeItem(entry.key);
  });
  const root = location.pathname.match(/^.*?\/admin\//)?.[0] ?? "/";
  for (const name of saved) document.cookie = `${name}=; path=${root}; max-age=0; samesite=lax`;
}

// While a form is open it holds a lock by its entry's name: a crash or a closed tab lets go of it.
export const hold = (id) => navigator.locks?.request(`kept-${id}`, () => new Promise(() => {}));
export async function heldIds() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((lock) => lock.name.replace("kept-", "")));
}
