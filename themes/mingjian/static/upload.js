// Shows how far an upload is. Without this script the form is sent by the browser itself.
(function () {
  "use strict";
  if (!window.FormData || !window.XMLHttpRequest || !window.DOMParser) { return; }

  function chosen(form) {
    return Array.prototype.some.call(form.querySelectorAll("input[type=file]"), function (input) {
      return input.files && input.files.length > 0;
    });
  }

  // The answer takes the place of the page's main part; the address stays, and tells nothing.
  function show(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var main = page.querySelector("main");
    if (!main) { return false; }
    document.title = page.title;
    // What a form was answered with cannot be asked for in the other language: no link to lose it by.
    if (!page.querySelector(".language")) {
      document.querySelectorAll(".language").forEach(function (link) { link.remove(); });
    }
    document.querySelector("main").replaceWith(document.adoptNode(main));
    var first = document.querySelector(".error-summary") || document.querySelector("main h1");
    if (first) { first.tabIndex = -1; first.focus(); }
    window.scrollTo(0, 0);
    bind();
    return true;
  }

  function send(form, event) {
    if (!chosen(form) || form.dataset.plain) { return; }
    event.preventDefault();
    var button = form.querySelector("button[type=submit]");
    var box = form.querySelector(".upload-progress");
    var bar = box.querySelector("progress");
    var words = box.querySelector("output");
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", function (now) {
      if (!now.lengthComputable) { return; }
      bar.value = now.loaded / now.total;
      words.textContent = Math.floor(100 * bar.value) + "%";
    });
    request.addEventListener("load", function () {
      if (!show(request.responseText)) { stop(); }
    });
    request.addEventListener("error", stop);
    function stop() {
      box.hidden = true;
      button.disabled = false;
      form.querySelector(".upload-failed").hidden = false;
    }
    form.querySelector(".upload-failed").hidden = true;
    box.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  }

  function bind() {
    document.querySelectorAll("form[data-upload]").forEach(function (form) {
      if (form.dataset.bound) { return; }
      form.dataset.bound = "yes";
      form.addEventListener("submit", function (event) { send(form, event); });
    });
  }

  bind();
})();
