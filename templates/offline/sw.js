{% load static %}// Keeps what was opened, and sends what waits when there is signal.
importScripts("{% static "offline/queue.js" %}", "{% static "offline/keeping.js" %}");

const { KEPT, kept, tidy, whole } = keeping;
// The pages that are the same for everybody: never a question that was answered, a
// review or a receipt.
const SAME_FOR_ALL = /^\/r\/[^/]+\/(proyecto\/(\d+\/)?|sin-senal\/(anotar\/)?)?$/;
const LEAVE = /^\/r\/[^/]+\/salir\/$/;
// Nothing of ours, and no name of ours in the address.
const blank = () =>
  new Response('<!doctype html><title></title><meta http-equiv="refresh" content="0;url=about:blank">', {
    headers: { "Content-Type": "text/html" },
  });
const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const tell = async (more) => {
  const state = await waiting.counts();
  for (const each of await clients.matchAll({ includeUncontrolled: true })) {
    each.postMessage({ ...state, more });
  }
};
let draining;
const drain = () =>
  (draining ??= tell()
    .then(() => waiting.drain(tell))
    .then(() => tell(false), (error) => tell(true).then(() => Promise.reject(error)))
    .finally(() => (draining = undefined)));

// What was left without signal is forgotten on the server as soon as there is some.
const forget = async () => {
  const cache = await caches.open(KEPT);
  for (const { url } of await cache.keys()) {
    if (!LEAVE.test(new URL(url).pathname)) continue;
    await fetch(url, { redirect: "manual" });
    await cache.delete(url);
  }
};

const leave = (event, path) => {
  const gone = fetch(event.request).catch(async () => {
    await (await caches.open(KEPT)).put(path, new Response());
    return blank();
  });
  event.waitUntil(gone);
  return Promise.race([gone, after(2000).then(blank)]);
};

const page = async (request, path) => {
  const isSame = SAME_FOR_ALL.test(path);
  const old = isSame && ((await kept(request)) ?? (await kept(path)));
  let answer;
  try {
    const asked = forget().then(() => (isSame ? whole : fetch)(request));
    // Where there is signal and nothing comes through, nobody looks at a blank page.
    answer = await (old ? Promise.race([asked, after(4000).then(() => old)]) : asked);
    if (!isSame || answer.status < 500) return answer;
  } catch (error) {
    answer = error;
  }
  // Without signal, and where the server is full or falls: what was kept.
  if (old) return old;
  if (answer instanceof Response) return answer;
  const offline = path.match(/^\/r\/[^/]+\//)?.[0] + "sin-senal/";
  if (await kept(offline)) return Response.redirect(offline);
  throw answer;
};

// What was chosen so far, from one language's page to the next: in memory alone.
let held;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("sync", (event) => event.waitUntil(drain()));
addEventListener("message", (event) => {
  const { data, source } = event;
  if (data === "send") event.waitUntil(drain().catch(() => {}));
  else if (data.hold) held = data.hold;
  else if (data === "take") {
    source.postMessage({ held });
    held = undefined;
  }
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const isFile = pathname.startsWith("/static/");
  if (isFile || request.destination === "audio") {
    // What is heard is asked for in pieces, and kept whole.
    const ask = isFile ? whole : fetch;
    event.respondWith(kept(request.url).then((old) => old ?? ask(request)));
  } else if (LEAVE.test(pathname)) {
    event.respondWith(leave(event, pathname));
  } else if (request.mode === "navigate" && pathname.startsWith("/r/")) {
    event.respondWith(page(request, pathname));
  }
});
