// Small comforts on top of pages that work without them.

// Leaving at once: blank before anything is asked of the network, taken out of the way
// back, and by no address of ours, which without signal would stay on the screen. It
// touches nothing that waits to be sent.
const leave = (exit) => {
  document.body.hidden = true;
  document.title = "";
  const { to } = exit.dataset;
  // The server forgets what is half done, meanwhile.
  if (to !== exit.href) fetch(exit.href, { keepalive: true, redirect: "manual" }).catch(() => {});
  location.replace(navigator.onLine ? to : "about:blank");
};

// Pages with answers are never shown again as they were left.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && document.querySelector(".narrow")) location.reload();
});

document.addEventListener("click", (event) => {
  const exit = event.target.closest("a.quick-exit");
  if (exit) {
    event.preventDefault();
    leave(exit);
    return;
  }
  for (const open of document.querySelectorAll("details.drop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// Shift three times within a second leaves too; any other key starts the count again.
let shifts = [];
document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  shifts = event.key === "Shift" ? [...shifts, event.timeStamp].slice(-3) : [];
  if (shifts.length < 3 || shifts[2] - shifts[0] > 1000) return;
  const exit = document.querySelector("a.quick-exit");
  if (exit) leave(exit);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.drop[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// <button hidden data-copy="id-of-text" data-copied="Copiado">, <button hidden data-print>
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(
      document.getElementById(button.dataset.copy).textContent.trim(),
    );
    button.textContent = button.dataset.copied;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// <div hidden data-speak="speak.js">: its script comes when somebody wants to speak.
for (const part of document.querySelectorAll("[data-speak]")) {
  if (!self.MediaRecorder || !navigator.mediaDevices) continue;
  part.hidden = false;
  part.addEventListener(
    "click",
    async ({ target }) => {
      const button = target.closest("button");
      (await import(part.dataset.speak)).speaker(part);
      button?.click();
    },
    { once: true },
  );
}

// What has to be mended is read first.
document.querySelector(".errors-summary, #falta")?.focus();
