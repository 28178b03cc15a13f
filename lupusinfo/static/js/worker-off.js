// Served at /sw.js where the site keeps nothing on devices (LUPUSINFO_OFFLINE=off): it removes what
// an earlier worker kept there, and then itself.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  const remove = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("lupusinfo-"));
    await Promise.all(names.map((name) => caches.delete(name)));
    await registration.unregister();
  };
  event.waitUntil(remove());
});
