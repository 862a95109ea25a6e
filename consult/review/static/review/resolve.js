// Shows only the fields that the chosen decision rests on. Without script all are there.
const form = document.querySelector("form[data-resolve]");
if (form) {
  const show = () => {
    const chosen = form.querySelector("[name=kind]:checked")?.value;
    for (const ground of form.querySelectorAll("[data-kind]")) {
      ground.hidden = ground.dataset.kind !== chosen;
    }
  };
  form.addEventListener("change", show);
  // A browser that goes back fills in what was chosen after this ran.
  addEventListener("pageshow", show);
  show();
}
