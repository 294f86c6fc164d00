// Asks the browser for a security key and sends its answer with the form. Without this script, or
// in a browser that knows no keys, the form stays hidden and codes are used.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) { return; }

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (letter) { return letter.charCodeAt(0); });
  }

  function text(buffer) {
    var raw = "";
    new Uint8Array(buffer).forEach(function (byte) { raw += String.fromCharCode(byte); });
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function asked(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) { options.user.id = bytes(options.user.id); }
    (options.allowCredentials || options.excludeCredentials || []).forEach(function (known) {
      known.id = bytes(known.id);
    });
    return options;
  }

  function answered(credential) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature"].forEach(function (part) {
      if (credential.response[part]) { response[part] = text(credential.response[part]); }
    });
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: {}
    });
  }

  function tell(form, name) {
    var problems = form.querySelectorAll("[data-problem]");
    var known = Array.prototype.some.call(problems, function (one) { return one.dataset.problem === name; });
    problems.forEach(function (one) { one.hidden = one.dataset.problem !== (known ? name : "other"); });
    form.querySelector("[data-problems]").hidden = !name;
  }

  function bind(form) {
    var asks = form.dataset.securityKey;
    var button = form.querySelector("button[type=submit]");
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      tell(form, "");
      button.disabled = true;
      navigator.credentials[asks]({ publicKey: asked(JSON.parse(form.dataset.options)) })
        .then(function (credential) {
          form.elements.answer.value = answered(credential);
          form.submit();
        })
        .catch(function (problem) {
          button.disabled = false;
          tell(form, problem.name || "other");
        });
    });
    tell(form, "");
    form.hidden = false;
  }

  document.querySelectorAll("[data-key-unsupported]").forEach(function (sentence) { sentence.hidden = true; });
  document.querySelectorAll("form[data-security-key]").forEach(function (form) {
    if (location.origin === form.dataset.origin) { bind(form); return; }
    form.parentNode.querySelector("[data-key-elsewhere]").hidden = false;
  });
})();
