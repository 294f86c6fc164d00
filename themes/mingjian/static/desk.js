// The queue by single keys. Tab, Enter and the space bar do all of it without this script, and a
// box on the page switches the keys off (WCAG 2.1.4), for people who speak to their computer.
(function () {
  "use strict";

  var SWITCH = "desk-keys";
  var help = document.getElementById("keys");
  var on = document.getElementById("keys-on");
  var table = document.querySelector("[aria-labelledby=cases] table");
  if (!help || !on) { return; }

  function stored() {
    try { return localStorage.getItem(SWITCH) !== "off"; } catch (error) { return true; }
  }

  function store(wanted) {
    try {
      if (wanted) { localStorage.removeItem(SWITCH); } else { localStorage.setItem(SWITCH, "off"); }
    } catch (error) { /* storage is off: the choice lasts for this page */ }
  }

  function rows() {
    return table ? Array.prototype.slice.call(table.querySelectorAll("tbody tr")) : [];
  }

  function present() {
    return document.activeElement.closest("tbody tr");
  }

  function go(step) {
    var all = rows();
    var here = all.indexOf(present());
    var next = here < 0 ? all[step > 0 ? 0 : all.length - 1] : all[here + step];
    if (next) { next.querySelector("th a").focus(); }
  }

  function tick(boxes) {
    var all = boxes.length > 0 && boxes.every(function (box) { return box.checked; });
    boxes.forEach(function (box) { box.checked = !all; });
  }

  function boxesIn(part) {
    return part ? Array.prototype.slice.call(part.querySelectorAll("input[name=case]")) : [];
  }

  function open(details, inside) {
    if (!details) { return; }
    details.open = true;
    details.querySelector(inside).focus();
  }

  var KEYS = {
    j: function () { go(1); },
    k: function () { go(-1); },
    x: function () { tick(boxesIn(present())); },
    a: function () { tick(boxesIn(table)); },
    n: function () {
      var next = document.querySelector("a[rel=next]");
      if (next) { next.click(); }
    },
    "/": function () { open(document.getElementById("narrowing"), "select, input:not([type=hidden])"); },
    "?": function () { open(help, "summary"); }
  };

  function isTyping(target) {
    return target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  }

  help.hidden = false;
  on.checked = stored();
  on.addEventListener("change", function () { store(on.checked); });
  document.addEventListener("keydown", function (event) {
    var deed = KEYS[event.key];
    if (!deed || !on.checked || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.isComposing || isTyping(event.target)) { return; }
    event.preventDefault();
    deed();
  });
})();
