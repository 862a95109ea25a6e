// Tapping pictures in order, and answers that stand alone, without waiting for a page.

for (const ranked of document.querySelectorAll("form[data-ranked]")) {
  const most = Number(ranked.dataset.ranked);
  const order = ranked.querySelector("[data-order]");
  const buttons = [...ranked.querySelectorAll("button[name=tap]")];
  const alone = (code) =>
    buttons.find((each) => each.value === code).hasAttribute("data-alone");
  let chosen = [...ranked.querySelectorAll("input[name=choice]")].map((i) => i.value);

  const draw = () => {
    for (const old of ranked.querySelectorAll("input[name=choice]")) old.remove();
    order.textContent = "";
    for (const button of buttons) {
      button.setAttribute("aria-pressed", chosen.includes(button.value));
      button.querySelector(".rank")?.remove();
    }
    chosen.forEach((code, index) => {
      const button = buttons.find((each) => each.value === code);
      const place = alone(code) ? "" : `${index + 1}`;
      if (place) {
        const rank = document.createElement("span");
        rank.className = "rank";
        rank.textContent = place;
        button.append(rank);
      }
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "choice", value: code });
      order.after(input);
      const tag = document.createElement("span");
      tag.className = "tag";
      const words = button.querySelector("span").textContent.trim();
      tag.textContent = place ? `${place}. ${words}` : words;
      order.append(tag);
    });
    // The order in which they are sent is the order on the page.
    const inputs = [...ranked.querySelectorAll("input[name=choice]")];
    inputs.sort((a, b) => chosen.indexOf(a.value) - chosen.indexOf(b.value));
    order.after(...inputs);
  };

  ranked.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=tap]");
    if (!button) return;
    const code = button.value;
    if (chosen.includes(code)) {
      chosen = chosen.filter((each) => each !== code);
    } else if (alone(code)) {
      chosen = [code];
    } else {
      const kept = chosen.filter((each) => !alone(each));
      // One too many: the server says so, in words.
      if (kept.length >= most) return;
      chosen = [...kept, code];
    }
    event.preventDefault();
    document.getElementById("falta")?.remove();
    draw();
  });
}

for (const many of document.querySelectorAll("form[data-many]")) {
  many.addEventListener("change", (event) => {
    if (event.target.name !== "choice" || !event.target.checked) return;
    const one = event.target;
    for (const other of many.querySelectorAll("input[name=choice]:checked")) {
      if (other === one) continue;
      if ("alone" in one.dataset || "alone" in other.dataset) other.checked = false;
    }
  });
}

// A number is typed, or counted with tens and ones, which are drawn on rows of fifty.
for (const form of document.querySelectorAll("form[data-count]")) {
  const field = form.querySelector(".number > input");
  const picture = form.querySelector(".counted");
  const [rows, tens, ones] = picture.querySelectorAll(":scope > rect");
  const most = Number(form.dataset.count);
  const number = () => (/^ *\d+ *$/.test(field.value) && field.value <= most ? +field.value : 0);
  const draw = () => {
    const said = number();
    // What was wrong with the number before this one.
    field.removeAttribute("aria-invalid");
    const error = form.querySelector(".number > .error");
    if (error) error.textContent = "";
    const full = 24 * Math.floor(said / 50);
    const after = Math.floor((said % 50) / 10);
    const top = full + (after && 24);
    rows.setAttribute("height", full);
    tens.setAttribute("y", full);
    tens.setAttribute("width", 48 * after);
    ones.setAttribute("y", top);
    ones.setAttribute("width", 24 * (said % 10));
    picture.setAttribute("viewBox", `0 0 240 ${Math.max(24, top + (said % 10 && 24))}`);
  };
  const said = () => {
    for (const each of form.querySelectorAll("[type=radio]")) each.checked = false;
    draw();
  };

  form.addEventListener("input", ({ target }) => {
    if (target === field && field.value) said();
    else if (target.name === "choice") {
      if (target !== field) field.value = "";
      draw();
    }
  });
  form.addEventListener("click", (event) => {
    const step = event.target.closest("button[name=tap]")?.value;
    if (!step) return;
    event.preventDefault();
    field.value = Math.min(Math.max(number() + Number(step), 0), most);
    form.querySelector("[data-told]").textContent = field.value;
    said();
  });
}
