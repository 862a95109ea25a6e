// Answers a whole questionnaire without the server: the answers live in the page's
// memory, and leave it only sealed.

const root = document.querySelector("[data-offline]");
const { code, key, full, missing } = root.dataset;
const forms = [...root.querySelectorAll("form")];
const part = (name) => root.querySelector(`[data-${name}]`);
const encode = (text) => new TextEncoder().encode(text);
const random = (size) => crypto.getRandomValues(new Uint8Array(size));

const show = (number) => {
  forms.forEach((form, index) => (form.hidden = index !== number));
  scrollTo(0, 0);
};

// As on the server: 19 digits, and the check digit of ISO 7064, MOD 11,10.
const receipt = () => {
  let digits = "";
  // 250 and more would make some digits likelier than others.
  while (digits.length < 19) digits += [...random(32)].filter((b) => b < 250).map((b) => b % 10).join("");
  digits = digits.slice(0, 19);
  let product = 10;
  for (const digit of digits) product = (((product + Number(digit)) % 10 || 10) * 2) % 11;
  return digits + ((11 - product) % 10);
};

// RFC 7516, compact; ECDH-ES straight to the content key (RFC 7518, 4.6).
const seal = async (text) => {
  const { base64 } = waiting;
  const { kty, crv, x, y, kid } = JSON.parse(key);
  const kind = { name: "ECDH", namedCurve: crv };
  const theirs = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, kind, false, []);
  const ours = await crypto.subtle.generateKey(kind, true, ["deriveBits"]);
  const { x: ex, y: ey } = await crypto.subtle.exportKey("jwk", ours.publicKey);
  const secret = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirs },
    ours.privateKey,
    256,
  );
  const word = (number) => [0, 0, number >> 8, number & 255];
  const content = await crypto.subtle.digest(
    "SHA-256",
    new Uint8Array([
      ...word(1),
      ...new Uint8Array(secret),
      ...word(7),
      ...encode("A256GCM"),
      ...word(0),
      ...word(0),
      ...word(256),
    ]),
  );
  const head = base64(
    encode(
      JSON.stringify({
        alg: "ECDH-ES",
        enc: "A256GCM",
        kid,
        epk: { kty, crv, x: ex, y: ey },
      }),
    ),
  );
  const iv = random(12);
  const lock = await crypto.subtle.importKey("raw", content, "AES-GCM", false, ["encrypt"]);
  // Its length would tell how much was said.
  const padded = encode(text.padEnd(Math.ceil(text.length / 1024) * 1024));
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: encode(head) },
      lock,
      padded,
    ),
  );
  return [head, "", base64(iv), base64(sealed.slice(0, -16)), base64(sealed.slice(-16))].join(".");
};

const said = (form) => new FormData(form).getAll("choice").filter(Boolean);

const testimony = () => {
  const body = { consultation: code, uuid: crypto.randomUUID(), answers: {}, words: {}, about: {} };
  for (const form of forms) {
    const { question, about } = form.dataset;
    const choices = said(form);
    const words = form.elements.words?.value.trim();
    if (question && choices.length) body.answers[question] = choices;
    if (question && words) body.words[question] = words;
    if (about && choices.length) {
      body.about[about] = about === "disability" ? choices[0] === "yes" : choices[0];
    }
  }
  return body;
};

let wait = 1000;
let timer;
const tell = async () => {
  for (const [name, count] of Object.entries(await waiting.counts())) {
    part(name).textContent = count;
  }
};
const send = async () => {
  clearTimeout(timer);
  try {
    await waiting.drain(tell);
    wait = 1000;
  } catch {
    // No signal, a full server, or an answer that proves nothing: later, less often.
    timer = setTimeout(send, wait);
    wait = Math.min(wait * 2, 5 * 60_000);
  }
  await tell();
};

const finish = async () => {
  const number = receipt();
  const proof = waiting.base64(random(24));
  const text = JSON.stringify({ ...testimony(), receipt: number, proof });
  await waiting.add({ jwe: await seal(text), proof: await waiting.hash(proof) });
  for (const form of forms) form.remove();
  for (const group of number.match(/.{4}/g)) {
    const shown = document.createElement("span");
    shown.textContent = group;
    part("number").append(shown, " ");
  }
  part("receipt").hidden = false;
  part("receipt").querySelector("h1").focus();
  navigator.storage?.persist?.();
  (await navigator.serviceWorker?.ready)?.sync?.register("consult").catch(() => {});
  await send();
};

root.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const number = forms.indexOf(form);
  const { name, value } = event.submitter ?? {};
  const error = form.querySelector("[role=alert]");
  error.textContent = "";
  if (name === "tap") error.textContent = full;
  else if (value === "back") show(number - 1);
  else if (form.dataset.question && !said(form).length) error.textContent = missing;
  else if (number + 1 < forms.length) show(number + 1);
  else {
    event.submitter.disabled = true;
    await finish();
  }
});

// Nothing of the person before, neither by "back" nor by "reload".
part("another").addEventListener("click", () => location.reload());
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("online", send);

if (self.crypto?.subtle && self.indexedDB && navigator.serviceWorker) {
  part("unable").hidden = true;
  show(0);
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  if (navigator.onLine) {
    const files = performance
      .getEntriesByType("resource")
      .map((entry) => new URL(entry.name))
      .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"))
      .map((url) => url.pathname);
    const all = [...new Set([location.pathname, ...files])];
    await Promise.allSettled(all.map(keeping.whole));
  }
  root.dataset.kept = "";
  await send();
}
