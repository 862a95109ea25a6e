{% load static %}// Keeps what was opened, and sends what waits when there is signal.
importScripts("{% static "offline/queue.js" %}");

const KEPT = "consult";
// The pages that are the same for everybody: never a question that was answered, a
// review or a receipt.
const SAME_FOR_ALL = /^\/r\/[^/]+\/(proyecto\/(\d+\/)?|sin-senal\/)?$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("sync", (event) => event.waitUntil(waiting.drain()));

// Whole or not at all: half a page, cut off on its way, is neither kept nor shown. A
// phone that is full still shows what came.
const whole = async (request) => {
  const answer = await fetch(request);
  if (!answer.ok || answer.redirected) return answer;
  const { status, statusText, headers } = answer;
  const body = await answer.blob();
  // Cut off among its headers, an answer looks whole and empty.
  if (!body.size) throw new TypeError("cut off");
  const all = new Response(body, { status, statusText, headers });
  const cache = await caches.open(KEPT);
  await cache.put(request, all.clone()).catch(() => {});
  return all;
};
const kept = (request) => caches.match(request, { ignoreVary: true });

const page = async (request, path) => {
  const isSame = SAME_FOR_ALL.test(path);
  try {
    return await (isSame ? whole : fetch)(request);
  } catch (error) {
    const old = isSame && (await kept(request));
    if (old) return old;
    const offline = path.match(/^\/r\/[^/]+\//)?.[0] + "sin-senal/";
    if (await kept(offline)) return Response.redirect(offline);
    throw error;
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) {
    event.respondWith(
      kept(request).then((old) => old ?? whole(request)),
    );
  } else if (request.mode === "navigate" && pathname.startsWith("/r/")) {
    event.respondWith(page(request, pathname));
  }
});
