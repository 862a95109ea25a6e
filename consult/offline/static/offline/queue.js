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
  const open = () => {
    const request = indexedDB.open("consult", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("sealed", { autoIncrement: true });
      request.result.createObjectStore("counts");
    };
    return ask(request);
  };
  let opened;
  const change = async () =>
    (await (opened ??= open())).transaction(["sealed", "counts"], "readwrite", {
      durability: "strict",
    });

  const base64 = (bytes) =>
    btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const hash = async (text) =>
    base64(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

  const add = async (entry) => {
    const transaction = await change();
    transaction.objectStore("sealed").add(entry);
    await done(transaction);
  };

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

  const refuse = async (id) => {
    const transaction = await change();
    const sealed = transaction.objectStore("sealed");
    sealed.get(id).onsuccess = ({ target }) =>
      target.result && sealed.put({ ...target.result, refused: true }, id);
    await done(transaction);
  };

  // Sends all that waits, the oldest first. Throws where it has to be tried again.
  const drain = async (tell = () => {}) => {
    const ids = await ask((await change()).objectStore("sealed").getAllKeys());
    for (const id of ids) {
      const entry = await ask((await change()).objectStore("sealed").get(id));
      if (!entry) continue;
      const answer = await fetch("/api/v1/sealed", {
        method: "POST",
        body: entry.jwe,
        headers: { "Content-Type": "application/jose" },
        credentials: "omit",
      });
      if (answer.ok) {
        // Only who opened the seal knows the proof. Anybody else's "200" moves nothing.
        const { proof } = await answer.json();
        if ((await hash(proof)) !== entry.proof) throw new Error("no proof");
        await settle(id);
      } else if (answer.status < 500 && answer.status !== 429) {
        await refuse(id);
      } else {
        throw new Error(`${answer.status}`);
      }
      await tell();
    }
  };

  return { add, base64, counts, drain, hash };
})();
