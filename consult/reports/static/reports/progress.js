// The bars move by themselves: the page is asked again until every file is finished.
const PAUSE_MS = 1500;
const MOST_PAUSE_MS = 15000;
let pause = PAUSE_MS;

async function look() {
  const shown = document.querySelector("[data-unfinished]");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#files");
    if (fresh && fresh.innerHTML !== shown.innerHTML) {
      shown.replaceWith(document.adoptNode(fresh));
      document.querySelector("#said").textContent = fresh.dataset.said;
    }
    pause = PAUSE_MS;
  } catch {
    // No signal just now: what is shown stays, and it asks less often.
    pause = Math.min(pause * 2, MOST_PAUSE_MS);
  }
  setTimeout(look, pause);
}

setTimeout(look, pause);
