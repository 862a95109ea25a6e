const field = document.getElementById("receipt");
if (field.type === "hidden") {
  // Where answers are sent it is made: 19 random digits (of 2^32 numbers no last digit is
  // likelier that tells) and the check digit of ISO 7064, MOD 11,10. It stands in this page
  // alone: sent again it is the same, and kept it is nowhere.
  let product = 10;
  for (const number of crypto.getRandomValues(new Uint32Array(19))) {
    const digit = number % 10;
    field.value += digit;
    product = (((product + digit) % 10 || 10) * 2) % 11;
  }
  field.value += (11 - product) % 10;
} else {
  // Its QR code carries the number behind "#": no server ever sees it there.
  const digits = location.hash.slice(1).replace(/\D/g, "");
  if (digits.length === 20) {
    field.value = digits.match(/.{4}/g).join(" ");
    history.replaceState(null, "", location.pathname);
  }
}
