// Typing in a sheet: Enter goes to the next box and sends nothing until the last.

const form = document.querySelector("form.typing");
const boxes = [...form.querySelectorAll("input[type=text]")].filter(
  (box) => !box.closest("details"),
);
form.addEventListener("keydown", (event) => {
  const place = boxes.indexOf(event.target);
  if (event.key !== "Enter" || place < 0 || place === boxes.length - 1) return;
  event.preventDefault();
  boxes[place + 1].focus();
  boxes[place + 1].select();
});
(form.querySelector("[aria-invalid=true]") ?? boxes[0]).focus();
