// Answers a whole questionnaire without the server: the answers live in the page's
// memory, and leave it only sealed.

const root = document.querySelector("[data-offline]");
const { code, key, collector } = root.dataset;
const byId = (id) => document.getElementById(id);
const worker = navigator.serviceWorker;
const drawing = import(document.querySelector("[data-drawing]").src);
const part = (name) => root.querySelector(`[data-${name}]`);
const all = (name) => [...root.querySelectorAll(`[data-${name}]`)];
const screens = () => [...root.querySelectorAll("form:not([data-resume])")];
const encode = (text) => new TextEncoder().encode(text);
const random = (size) => crypto.getRandomValues(new Uint8Array(size));
// Of 2^32 numbers no last digit is likelier that tells.
const digits = (count) =>
  [...crypto.getRandomValues(new Uint32Array(count))].map((number) => number % 10).join("");
// Digits, and nothing else.
const groups = (place, number) => (place.innerHTML = number.replace(/.{4}/g, "<span>$&</span> "));

// What was answered alone, by form: closed, and on the page no more.
let closed = {};
// The parts that were handed back, and the way here, by form.
let shut = [];
let trail = [];
let at;
let toReview = false;
let isOver = false;

// What was said aloud, by form.
let spoken = {};
root.addEventListener(
  "spoke",
  ({ target, detail }) => {
    const { id } = target.closest("form");
    if (detail) spoken[id] = detail;
    else delete spoken[id];
  },
  true,
);

// A number that cannot be is none; noughts before it are nobody's mistake.
const said = (form) => {
  const most = form.dataset.count;
  const chosen = new FormData(form).getAll("choice").map((each) => each.trim());
  if (!most) return chosen.filter(Boolean);
  return chosen
    .filter((each) => /^[a-z]/.test(each) || (/^\d+$/.test(each) && each <= +most))
    .map((each) => each.replace(/^0+(?=\d)/, ""));
};
const state = () => {
  const forms = { ...closed };
  for (const form of screens().filter((each) => each.elements.choice || each.dataset.ranked)) {
    const { question, about } = form.dataset;
    forms[form.id] = { question, about, choices: said(form), words: form.elements.words?.value.trim() };
  }
  return forms;
};

const close = (form) => {
  if (!form.previousElementSibling?.matches("[data-private]")) return;
  const part = [form];
  while (!part[0].matches("[data-over]")) part.unshift(part[0].previousElementSibling);
  const before = state();
  for (const each of part.slice(0, -1)) {
    if (before[each.id]) closed[each.id] = before[each.id];
    each.remove();
  }
  shut.push(form.id);
};
// What the next page takes up: from it, what was closed is closed there too.
const left = () => ({ forms: state(), shut, trail });

const walk = (id, how = "pushState") => history[how]((trail = [...trail, id]), "");
const show = (form, isNew = true) => {
  // A facilitator who goes back finds nothing of what was answered alone.
  if (at?.matches("[data-private]") && !form.matches("[data-private], [data-back]")) {
    for (const each of all("private")) {
      each.reset();
      delete spoken[each.id];
    }
  }
  if (form.matches("[data-back]")) close(form);
  if (form.matches("[data-review]")) lines();
  for (const each of root.querySelectorAll("form")) each.hidden = each !== form;
  at = form;
  if (isNew) walk(form.id);
  scrollTo(0, 0);
  form.querySelector("h1").focus({ preventScroll: true });
};
// Whoever cannot speak freely is asked first what they want to do.
const next = () => {
  const [after, other] = screens().slice(screens().indexOf(at) + 1);
  return after.matches("[data-stop]") && said(at)[0] !== "no" ? other : after;
};

// Nothing of what was answered is in the page any more.
const end = (name) => {
  isOver = true;
  closed = {};
  spoken = {};
  for (const form of root.querySelectorAll("form")) form.remove();
  // Another language would be another page, without the number.
  document.querySelector(".drop").remove();
  part(name).hidden = false;
  part(name).querySelector("h1").focus();
};

const lines = () => {
  const list = part("lines");
  list.textContent = "";
  for (const form of screens()) {
    if (!form.matches("[data-question], [data-about]") || form.matches("[data-private]")) continue;
    const line = root.querySelector("template").content.cloneNode(true);
    const [asked, answer] = line.querySelectorAll("p");
    const named = form.dataset.ranked
      ? form.querySelectorAll(".tag")
      : [...form.querySelectorAll("input:checked")].map((each) => each.labels[0]);
    asked.textContent = form.querySelector("h1").textContent;
    answer.textContent = [...named].map((each) => each.textContent.trim()).join(", ") || (form.dataset.count && said(form)[0]) || root.dataset[spoken[form.id] ? "spoken" : "unsaid"];
    const words = form.elements.words?.value.trim();
    if (words) Object.assign(line.querySelector("blockquote"), { hidden: false, textContent: words });
    line.querySelector("button").value = form.id;
    list.append(line);
  }
};

// The browser's own "back" goes the same way on a page that was just opened.
const begin = (way = [screens()[0].id]) => {
  trail = [];
  for (const id of way) walk(id, trail.length ? "pushState" : "replaceState");
  show(byId(way.pop()) ?? screens()[0], false);
};

const restore = ({ forms, shut = [], trail }) => {
  for (const [id, { choices, words }] of Object.entries(forms)) {
    const form = byId(id);
    if (form.dataset.ranked) {
      for (const choice of choices) form.querySelector(`[name=tap][value="${choice}"]`)?.click();
    } else {
      for (const each of form.querySelectorAll("[type=radio], [type=checkbox]")) each.checked = choices.includes(each.value);
      const field = form.dataset.count && form.elements[`n${id.slice(1)}`];
      if (field) field.value = choices.find((each) => /^\d/.test(each)) ?? "";
      field?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (words && form.elements.words) form.elements.words.value = words;
  }
  for (const id of shut) close(byId(id));
  begin(trail);
};

// As on the server: 19 digits, and the check digit of ISO 7064, MOD 11,10.
const receipt = () => {
  const number = digits(19);
  let product = 10;
  for (const digit of number) product = (((product + Number(digit)) % 10 || 10) * 2) % 11;
  return number + ((11 - product) % 10);
};

// RFC 7516, compact; ECDH-ES straight to the content key (RFC 7518, 4.6).
const seal = async (plain) => {
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
  // NIST SP 800-56A, 5.8.1: a round, the secret, the kind, two empty names, 256 bits.
  const content = await crypto.subtle.digest(
    "SHA-256",
    new Uint8Array([
      0, 0, 0, 1,
      ...new Uint8Array(secret),
      0, 0, 0, 7,
      ...encode("A256GCM"),
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
    ]),
  );
  const head = base64(
    encode(
      JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", kid, epk: { kty, crv, x: ex, y: ey } }),
    ),
  );
  const iv = random(12);
  const lock = await crypto.subtle.importKey("raw", content, "AES-GCM", false, ["encrypt"]);
  // Its length would tell how much was said.
  const padded = new Uint8Array(Math.ceil(plain.length / 1024) * 1024).fill(32);
  padded.set(plain);
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: encode(head) },
      lock,
      padded,
    ),
  );
  return [head, "", base64(iv), base64(sealed.slice(0, -16)), base64(sealed.slice(-16))].join(".");
};

// Of the day only its week is told.
const week = () => {
  const day = new Date();
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
  // Swedes write the year first.
  return day.toLocaleDateString("sv");
};

const isAnswered = () => Object.values(state()).some((each) => each.choices.length) || Object.keys(spoken)[0];
const testimony = () => {
  const body = { consultation: code, uuid: hex(random(16)), week: week(), answers: {}, words: {}, about: {} };
  if (collector) body.collector = collector;
  for (const { question, about, choices, words } of Object.values(state())) {
    if (question && choices.length) body.answers[question] = choices;
    if (question && words) body.words[question] = words;
    if (about && choices.length) {
      body.about[about] = { yes: true, no: false }[choices[0]] ?? choices[0];
    }
  }
  return body;
};

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const withProof = async (pack) => {
  const proof = waiting.base64(random(24));
  return { jwe: await seal(pack(proof)), proof: await waiting.hash(proof) };
};
// A recording is a seal of its own: a line that says what it answers, and the sound.
const clip = async ({ uuid: of, voice }, question, blob) => {
  const sound = new Uint8Array(await blob.arrayBuffer());
  voice[question] = hex(await crypto.subtle.digest("SHA-256", sound));
  const sealed = await withProof((proof) => {
    const said = { consultation: code, uuid: of, question, size: sound.length, proof };
    return new Uint8Array([...encode(`${JSON.stringify(said)}\n`), ...sound]);
  });
  return { ...sealed, name: hex(random(16)) };
};

// That it is one device: the random word that the pages with signal go by too, for a
// month, in this consultation alone. Of whoever writes down for others nothing is asked.
const ticket = () => {
  const kept = document.cookie.match(/(?:^|; )telefono=([^;]+)/);
  if (kept) return kept[1];
  const word = waiting.base64(random(16));
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `telefono=${word}; path=/r/${code}/; max-age=2592000; samesite=lax${secure}`;
  return word;
};

const finish = async () => {
  const number = receipt();
  const body = { ...testimony(), receipt: number, voice: {} };
  if (!collector) body.ticket = ticket();
  const asked = state();
  const clips = [];
  for (const [id, blob] of Object.entries(spoken)) clips.push(await clip(body, asked[id].question, blob));
  const sealed = await withProof((proof) => encode(JSON.stringify({ ...body, proof })));
  await waiting.add({ ...sealed, clips });
  groups(part("number"), number);
  const svg = part("qr");
  if (svg) drawing.then(({ draw }) => draw(svg, number)).catch(() => svg.parentNode.remove());
  end("receipt");
  navigator.storage?.persist?.();
  dispatchEvent(new Event("consult:wait"));
  (await worker.ready).sync?.register("consult").catch(() => {});
};

// A short code is guessed soon by who has the time: five tries, and one day.
const TRIES = 5;
const DAY = 24 * 3600_000;
const lock = async (number, salt) =>
  crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: 300_000 },
    await crypto.subtle.importKey("raw", encode(number), "PBKDF2", false, ["deriveKey"]),
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
const pause = async () => {
  const [secret, salt, iv] = [digits(8), random(16), random(12)];
  const sounds = [];
  for (const [id, blob] of Object.entries(spoken)) {
    sounds.push([id, blob.type, waiting.base64(await blob.arrayBuffer())]);
  }
  const text = JSON.stringify({ ...left(), sounds });
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv },
    await lock(secret, salt),
    encode(text.padEnd(Math.ceil(text.length / 1024) * 1024)),
  );
  const taken = await allPaused();
  let place = 1;
  while (taken.includes(code + place)) place += 1;
  await waiting.put("paused", { salt, iv, sealed, tries: TRIES, until: Date.now() + DAY }, code + place);
  groups(part("pause-code"), place + secret);
  end("paused");
};
const paused = async (place) => {
  const kept = await waiting.get("paused", place);
  if (kept?.until > Date.now() && kept.tries > 0) return kept;
  await waiting.drop("paused", place);
};
const allPaused = async () => {
  const places = [];
  for (const each of await waiting.keys("paused")) if ((await paused(each)) && each.startsWith(code)) places.push(each);
  return places;
};
const resume = async (number, error) => {
  // Before the eight digits, which of those that wait; the oldest kind has none.
  const place = code + number.slice(0, -8);
  const kept = await paused(place);
  if (!kept) return (error.textContent = root.dataset.gone);
  // Counted before it is tried: nobody gains a try by closing the page.
  await waiting.put("paused", { ...kept, tries: kept.tries - 1 }, place);
  try {
    const { iv, sealed, salt } = kept;
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await lock(number.slice(-8), salt), sealed);
    const held = JSON.parse(new TextDecoder().decode(opened));
    // Another page, with other parts, could not close again what was answered alone.
    if (held.trail && held.trail[0] !== screens()[0].id) {
      await waiting.put("paused", kept, place);
      return (error.textContent = root.dataset.elsewhere);
    }
    await waiting.drop("paused", place);
    for (const [id, type, text] of held.sounds) {
      const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
      spoken[id] = new Blob([Uint8Array.from(bytes, (each) => each.charCodeAt(0))], { type });
    }
    restore(held);
  } catch {
    error.textContent = kept.tries > 1 ? root.dataset.wrong : root.dataset.gone;
  }
};

const go = {
  next: (form, error) => {
    if (form.dataset.question && !said(form).length && !spoken[form.id]) error.textContent = form.dataset.wrong ?? root.dataset.missing;
    else show(toReview && !form.matches("[data-back]") && !next().matches("[data-stop]") ? part("review") : next());
  },
  again: ({ previousElementSibling: asked }) => {
    for (const each of asked.elements.choice) each.checked = false;
    show(asked);
  },
  stop: () => end("stopped"),
  back: () => history.back(),
  skip: () => {
    for (const form of all("about")) if (!said(form).length) form.querySelector("[value=prefer_not]").checked = true;
    show(part("review"));
  },
  tap: (form, error) => (error.textContent = root.dataset.full),
  to: (form, error, id) => {
    toReview = true;
    show(byId(id));
  },
  send: (form, error) => (isAnswered() ? finish() : (error.textContent = root.dataset.missing)),
  pause,
  resume: (form, error) => resume(form.elements.code.value.replace(/\D/g, ""), error),
  anew: () => begin(),
};

root.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const { name, value } = event.submitter ?? {};
  const error = form.querySelector("[role=alert]");
  if (error) error.textContent = "";
  const button = event.submitter ?? {};
  button.disabled = true;
  try {
    await go[name in { to: 1, tap: 1 } ? name : value || "next"](form, error, value);
  } catch {
    // The phone is full, or its browser forbids it: nothing is lost yet.
    error.textContent = root.dataset.failed;
  }
  button.disabled = false;
});

addEventListener("popstate", ({ state: way }) => {
  if (isOver) return;
  const form = byId(way?.slice(-1));
  // What was closed does not open again.
  if (form) {
    trail = way;
    show(form, false);
  } else if (at) history.pushState(trail, "");
});
// Nothing of the person before, neither by "back" nor by "reload".
part("another").addEventListener("click", () => location.reload());
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("beforeunload", (event) => {
  // The quick exit asks nothing: the page is blank already.
  if (isOver || document.body.hidden || !at || !isAnswered()) return;
  event.returnValue = code;
});
for (const tongue of document.querySelectorAll("[data-tongue]")) {
  tongue.addEventListener("click", (event) => {
    if (!at || !worker.controller) return;
    event.preventDefault();
    worker.controller.postMessage({ hold: { ...left(), spoken } });
    isOver = true;
    location.replace(tongue.href);
  });
}

const keepAll = async () => {
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const sounds = [...document.querySelectorAll("[data-sound]")].map((each) => each.dataset.sound);
  const speaks = all("speak").map((each) => each.dataset.speak);
  const urls = [location.href, ...speaks, ...files.filter((url) => new URL(url).pathname.startsWith("/static/")), ...sounds].map(
    (url) => new URL(url, location).href,
  );
  const mine = [...new Set(urls)].filter((url) => url.startsWith(location.origin));
  // One after the other: a sound more must not take the signal from the questions.
  for (const url of mine) if (!(await keeping.kept(url)) || url === location.href) await keeping.whole(url).catch(() => {});
  return (await Promise.all(mine.map(keeping.kept))).every(Boolean);
};

if (self.crypto?.subtle && self.indexedDB && worker) {
  part("unable").hidden = true;
  // Nobody waits for it to see a question: where one stands already, a browser may look
  // for a newer one first, and without signal that takes seconds.
  const there = worker.register("/sw.js").then(() => worker.ready);
  const held = await new Promise((resolve) => {
    if (!worker.controller) return resolve();
    worker.addEventListener("message", ({ data }) => "held" in data && resolve(data.held));
    worker.controller.postMessage("take");
    setTimeout(resolve, 2000);
  });
  if (held) {
    Object.assign(spoken, held.spoken);
    restore(held);
  } else if ((await allPaused().catch(() => []))[0]) part("resume").hidden = false;
  else begin();
  const isKept = await there.then(() => (navigator.onLine ? keepAll() : keeping.kept(location.href))).catch(() => false);
  part(isKept ? "ready" : "unready").hidden = false;
  root.dataset.kept = isKept ? "yes" : "no";
}
