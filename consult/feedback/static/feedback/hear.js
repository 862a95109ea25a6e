// One tap plays a recording, another stops it. Without this, each is a link to a sound.
const sound = new Audio();
// Old phones play the copy in AAC.
const aac = !sound.canPlayType("audio/ogg; codecs=opus");
let playing;
const still = () => {
  playing?.classList.remove("is-playing");
  playing = null;
};
const play = (link) => {
  const again = link === playing;
  sound.pause();
  still();
  if (again) return;
  playing = link;
  link.classList.add("is-playing");
  sound.src = aac ? link.href.replace(/ogg$/, "m4a") : link.href;
  // A browser may want a tap first.
  sound.play().catch(() => link === playing && still());
};
sound.onended = sound.onerror = still;

for (const link of document.querySelectorAll("[data-sound]")) {
  link.role = "button";
  const tapped = (event) => {
    if (event.key && event.key !== " ") return;
    event.preventDefault();
    play(link);
  };
  link.onclick = link.onkeydown = tapped;
}

// Read each page aloud as it opens: a wish that only this phone remembers.
const option = document.querySelector("[data-aloud]");
if (option) {
  const draw = () => option.setAttribute("aria-pressed", !!localStorage.aloud);
  option.hidden = false;
  option.onclick = () => {
    if (localStorage.aloud) delete localStorage.aloud;
    else localStorage.aloud = 1;
    draw();
  };
  draw();
  if (localStorage.aloud) play(document.querySelector("[data-sound]"));
}
