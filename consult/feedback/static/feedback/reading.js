// A receipt's own comforts: read aloud, and drawn as a QR code where there is no server.

// Multiplies in GF(256) as QR codes do (ISO/IEC 18004, annex A).
const times = (a, b) => {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ (product >> 7 ? 0x11d : 0);
    if ((b >> bit) & 1) product ^= a;
  }
  return product & 255;
};

// The server drew the code of twenty noughts. Such codes add up: what other digits
// change is the code of their difference, error correction included.
export const draw = (svg, digits) => {
  const { size: n, data, check, first } = JSON.parse(svg.dataset.code);
  const words = Array(data).fill(0);
  [...digits].forEach((digit, index) => (words[first + index] = Number(digit) << 4));
  let generator = [1];
  for (let root = 1, i = 0; i < check; i += 1, root = times(root, 2)) {
    const next = [...generator, 0];
    generator.forEach((each, place) => (next[place + 1] ^= times(each, root)));
    generator = next;
  }
  const rest = [...words, ...Array(check).fill(0)];
  for (let i = 0; i < data; i += 1) {
    const lead = rest[i];
    generator.forEach((each, place) => (rest[i + place] ^= times(each, lead)));
  }
  const bits = [...words, ...rest.slice(data)].flatMap((word) =>
    [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (word >> bit) & 1),
  );
  const near = (x, y) => Math.abs(x - n + 7) < 3 && Math.abs(y - n + 7) < 3;
  const isFixed = (x, y) =>
    x === 6 || y === 6 || (x < 9 && y < 9) || (x < 9 && y > n - 9) || (y < 9 && x > n - 9) || (n > 21 && near(x, y));
  const turned = new Set();
  let at = 0;
  for (let right = n - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let i = 0; i < n; i += 1) {
      for (const x of [right, right - 1]) {
        const y = up ? n - 1 - i : i;
        if (!isFixed(x, y) && bits[at++]) turned.add(y * n + x);
      }
    }
  }
  let path = "";
  [...svg.dataset.dark].forEach((dark, place) => {
    if ((dark === "1") !== turned.has(place)) path += `M${place % n} ${Math.floor(place / n)}h1v1h-1z`;
  });
  svg.setAttribute("viewBox", `-4 -4 ${n + 8} ${n + 8}`);
  svg.querySelector("path").setAttribute("d", path);
};

for (const button of document.querySelectorAll("[data-read]")) {
  if (!self.speechSynthesis) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    speechSynthesis.cancel();
    for (const group of document.getElementById(button.dataset.read).innerText.match(/\d{4}/g) ?? []) {
      const said = new SpeechSynthesisUtterance([...group].join(", "));
      Object.assign(said, { lang: "es-419", rate: 0.7 });
      speechSynthesis.speak(said);
    }
  });
}
