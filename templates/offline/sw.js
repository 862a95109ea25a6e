{% load static %}// Keeps what was opened, and sends what waits when there is signal.
importScripts("{% static "offline/queue.js" %}", "{% static "offline/keeping.js" %}");

const { kept, whole } = keeping;
// The pages that are the same for everybody: never a question that was answered, a
// review or a receipt.
const SAME_FOR_ALL = /^\/r\/[^/]+\/(proyecto\/(\d+\/)?|sin-senal\/)?$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("sync", (event) => event.waitUntil(waiting.drain()));

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
