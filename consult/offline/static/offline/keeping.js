// What this phone keeps of the site: whole or not at all. Half a file, cut off on its
// way, is neither kept nor shown. A plain script, as "queue.js" is.
const keeping = (() => {
  const KEPT = "consult";

  const whole = async (request) => {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect" || answer.redirected) return answer;
    const { status, statusText, headers } = answer;
    const body = await answer.blob();
    // Cut off among its headers, an answer looks whole and empty.
    if (!body.size) throw new TypeError("cut off");
    const all = new Response(body, { status, statusText, headers });
    // A phone that is full still shows what came.
    if (answer.ok) {
      const cache = await caches.open(KEPT);
      await cache.put(request, all.clone()).catch(() => {});
    }
    return all;
  };
  const kept = (request) => caches.match(request, { ignoreVary: true });

  return { kept, whole };
})();
