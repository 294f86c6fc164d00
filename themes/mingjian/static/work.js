// While the brake is on, pays for a report with work, so that its writer need not wait.
import { scryptAsync } from "./noble/scrypt.js";

const COST = { N: 2 ** 13, r: 8, p: 1, dkLen: 4, asyncTick: 20 };

async function find(token, bits, salt) {
  for (let tried = 0; ; tried += 1) {
    const found = await scryptAsync(token + "." + tried, salt, COST);
    if (found[0] >> (8 - bits) === 0) { return String(tried); }
  }
}

function pay(form) {
  const field = form.querySelector("input[name=work]");
  const waiting = form.querySelector(".work-waiting");
  const token = form.querySelector("input[name=form_token]").value;
  let sent = null;
  let done = false;
  form.addEventListener("submit", function (event) {
    if (done) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    sent = event.submitter;
    waiting.hidden = false;
  }, true);
  find(token, Number(form.dataset.work), form.dataset.salt).then(function (work) {
    field.value = work;
    done = true;
    waiting.hidden = true;
    if (sent) { form.requestSubmit(sent); }
  });
}

document.querySelectorAll("form[data-work]").forEach(pay);
