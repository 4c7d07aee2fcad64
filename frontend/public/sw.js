// Lets the app open without a line: the page and its files from the last visit. Never keeps an answer of the services
// or of the sign-in provider; what was read is the app's own to keep.
const PAGES = "kring-pages-1";
const FILES = "kring-files-1";
const READ = "kring-read-"; // what was read belongs to the app, which forgets it on signing out
const SHELL = "/";
const MOST_FILES = 250;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PAGES).then((cache) => cache.add(new Request(SHELL, { cache: "reload" }))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const keep = new Set([PAGES, FILES]);
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => !keep.has(name) && !name.startsWith(READ)).map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

// Files under /assets carry their content's hash in their name: what is kept is always right.
async function fileFirstKept(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function pageFirstFresh(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && (answer.headers.get("content-type") || "").startsWith("text/html"))
      await cache.put(SHELL, answer.clone());
    return answer;
  } catch {
    return (await cache.match(SHELL)) || Response.error();
  }
}

async function smallFirstFresh(request) {
  const cache = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) || Response.error();
  }
}

// What a first visit loaded before this worker was there. Old versions' files leave when there are too many.
async function keepFiles(paths) {
  const cache = await caches.open(FILES);
  const kept = await cache.keys();
  const known = new Set(kept.map((request) => new URL(request.url).pathname));
  await cache.addAll(paths.filter((path) => path.startsWith("/assets/") && !known.has(path)));
  const wanted = new Set(paths);
  const old = kept.filter((request) => !wanted.has(new URL(request.url).pathname));
  await Promise.all(old.slice(0, Math.max(0, kept.length - MOST_FILES)).map((request) => cache.delete(request)));
}

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepFiles(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (/^\/((api|idp|s|docs)(\/|$)|silent\.)/.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(pageFirstFresh(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(fileFirstKept(request));
  else if (/^\/(app-config\.json|color-scheme\.js|icon.*|manifest\.webmanifest)$/.test(url.pathname))
    event.respondWith(smallFirstFresh(request));
});
