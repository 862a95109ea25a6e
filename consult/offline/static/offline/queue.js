// Sealed testimonies that wait on this phone. A plain script and no module: old phones
// know no modules in a service worker.
const waiting = (() => {
  const ask = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const done = (transaction) =>
    new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  const STORES = ["sealed", "counts", "paused"];
  const open = async () => {
    const request = indexedDB.open("consult", 2);
    request.onupgradeneeded = () => {
      const base = request.result;
      for (const name of STORES) {
        if (base.objectStoreNames.contains(name)) continue;
        base.createObjectStore(name, name === "sealed" ? { autoIncrement: true } : {});
      }
    };
    const base = await ask(request);
    base.onversionchange = () => base.close();
    return base;
  };
  let opened;
  const change = async () =>
    (await (opened ??= open())).transaction(STORES, "readwrite", { durability: "strict" });
  const get = async (store, id) => ask((await change()).objectStore(store).get(id));
  const keys = async (store) => ask((await change()).objectStore(store).getAllKeys());
  const write = async (store, act) => {
    const transaction = await change();
    act(transaction.objectStore(store));
    await done(transaction);
  };
  const put = (store, value, id) => write(store, (rows) => rows.put(value, id));
  const drop = (store, id) => write(store, (rows) => rows.delete(id));

  const base64 = (bytes) =>
    btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=/g, "");
  const hash = async (text) =>
    base64(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

  const add = (entry) => put("sealed", entry);

  const counts = async () => {
    const transaction = await change();
    const all = ask(transaction.objectStore("sealed").getAll());
    const arrived = ask(transaction.objectStore("counts").get("arrived"));
    const entries = await all;
    const refused = entries.filter((entry) => entry.refused);
    return {
      waiting: entries.length - refused.length,
      arrived: (await arrived) ?? 0,
      refused: refused.length,
      reasons: [...new Set(refused.map((entry) => entry.refused))],
    };
  };

  // Two tabs and the worker may settle the same one: it is counted once.
  const settle = async (id) => {
    const transaction = await change();
    const [sealed, numbers] = ["sealed", "counts"].map((n) => transaction.objectStore(n));
    sealed.get(id).onsuccess = ({ target }) => {
      if (!target.result) return;
      sealed.delete(id);
      numbers.get("arrived").onsuccess = (event) =>
        numbers.put((event.target.result ?? 0) + 1, "arrived");
    };
    await done(transaction);
  };

  const post = async (path, body, seconds, headers) => {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), seconds * 1000);
    try {
      const answer = await fetch(path, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/jose", ...headers },
        credentials: "omit",
        signal: stop.signal,
      });
      // Not ours, such as the page of a paid network: nothing is learned from it.
      return { status: answer.status, ...(await answer.json()) };
    } finally {
      clearTimeout(late);
    }
  };

  // Another tab may have settled it meanwhile: then there is nothing to amend.
  const amend = async (id, changes) => {
    const transaction = await change();
    const sealed = transaction.objectStore("sealed");
    sealed.get(id).onsuccess = ({ target }) =>
      target.result && sealed.put({ ...target.result, ...changes }, id);
    await done(transaction);
  };

  // Only who opened the seal knows the proof. Anybody else's "200" moves nothing.
  const proves = async ({ status, proof }, kept) =>
    status === 200 && !!proof && (await hash(proof)) === kept.proof;
  const isRefusal = ({ status, message }) =>
    status > 399 && status < 500 && status !== 424 && status !== 429 && message;

  // A long recording goes piece by piece, from where it stopped. Returns a refusal.
  const PIECE = 48 * 1024;
  const upload = async (clip) => {
    let at = 0;
    for (let size = 0; ; size = PIECE) {
      const path = `/api/v1/clips/${clip.name}?at=${at}&of=${clip.jwe.length}`;
      const answer = await post(path, clip.jwe.slice(at, at + size), 90);
      if (await proves(answer, clip)) return undefined;
      const moved = answer.received > at || !size || answer.status === 409;
      if (answer.received === undefined && isRefusal(answer)) return answer.message;
      if (answer.received === undefined || !moved) throw new Error(`${answer.status}`);
      at = answer.received;
    }
  };

  const send = async (id) => {
    const entry = await get("sealed", id);
    if (!entry || entry.refused) return;
    const clips = entry.clips ?? [];
    for (const clip of clips.filter((each) => !each.isThere)) {
      const refused = await upload(clip);
      if (refused) return amend(id, { refused });
      clip.isThere = true;
      await amend(id, { clips });
    }
    const answer = await post("/api/v1/sealed", entry.jwe, 90);
    if (await proves(answer, entry)) return settle(id);
    if (isRefusal(answer)) return amend(id, { refused: answer.message });
    // A recording waited there too long: it is sent again.
    for (const clip of answer.status === 424 ? clips : []) clip.isThere = false;
    if (clips.length) await amend(id, { clips });
    throw new Error(`${answer.status}`);
  };

  // Sends all that waits, the oldest first; one that fails holds up no other. Throws
  // where it has to be tried again.
  const drain = async (tell) => {
    let failed;
    let inARow = 0;
    for (const id of await keys("sealed")) {
      try {
        await send(id);
        inARow = 0;
      } catch (error) {
        failed = error;
        // No signal: the others would fare no better.
        if ((inARow += 1) > 2) break;
      }
      await tell();
    }
    if (failed) throw failed;
  };

  return { add, base64, counts, drain, drop, get, hash, keys, post, put };
})();
