// What this phone keeps of the site: whole or not at all. Half a file, cut off on its
// way, is neither kept nor shown. A plain script, as "queue.js" is.
const keeping = (() => {
  const KEPT = "consult-2";
  // The name of a file without what tells its versions apart.
  const stem = (url) => url.replace(/\.[0-9a-f]{12}(\.\w+)$/, "$1");

  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  };

  const whole = async (request) => {
    const answer = await fetch(request);
    const cache = await caches.open(KEPT);
    if (answer.type === "opaqueredirect" || answer.redirected) {
      // What leads elsewhere now, as a consultation that was closed, is over.
      await cache.delete(request, { ignoreVary: true });
      return answer;
    }
    const { status, statusText, headers } = answer;
    const body = await answer.blob();
    // Cut off among its headers, an answer looks whole and empty.
    if (!body.size) throw new TypeError("cut off");
    const all = new Response(body, { status, statusText, headers });
    // What holds something of one person says so. A phone that is full still shows it.
    if (answer.ok && headers.get("Consult-Keep") !== "no") {
      await cache.put(request, all.clone()).catch(() => {});
      const url = answer.url;
      for (const { url: old } of stem(url) === url ? [] : await cache.keys()) {
        if (old !== url && stem(old) === stem(url)) await cache.delete(old);
      }
    }
    return all;
  };
  const kept = (request) => caches.match(request, { ignoreVary: true });

  return { KEPT, kept, tidy, whole };
})();
