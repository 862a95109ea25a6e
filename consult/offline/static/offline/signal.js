// Says on every page how many answers wait on this phone, and has them sent.
const box = document.querySelector("[data-queue]");
const worker = navigator.serviceWorker;
const part = (name) => box.querySelector(`[data-${name}]`);
let wait = 1000;
let timer;

const send = async () => {
  clearTimeout(timer);
  (await worker.ready).active.postMessage("send");
};

const show = ({ data }) => {
  if (data.waiting === undefined) return;
  for (const name of ["waiting", "arrived", "refused"]) part(name).textContent = data[name];
  part("reasons").textContent = data.reasons.join(" ");
  box.hidden = !(data.waiting || data.arrived || data.refused);
  if (data.more === false) wait = 1000;
  if (!data.more) return;
  // No signal, a full server, or an answer that proves nothing: later, less often, and
  // not all phones of a village at once.
  clearTimeout(timer);
  timer = setTimeout(send, wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, 5 * 60_000);
};

if (worker && self.indexedDB && self.crypto?.subtle) {
  worker.addEventListener("message", show);
  worker.startMessages?.();
  addEventListener("online", send);
  addEventListener("consult:wait", send);
  worker.register("/sw.js").then(send).catch(() => {});
}
