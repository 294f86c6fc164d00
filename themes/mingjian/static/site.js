// Everything here only adds: each page works without it.
(function () {
  "use strict";

  // Elder mode: the check box works by CSS alone; here it is remembered from page to page.
  // The class serves browsers whose CSS has no :has().
  var root = document.documentElement;
  var elder = document.getElementById("elder");

  function remembered() {
    try { return localStorage.getItem("elder") === "on"; } catch (error) { return false; }
  }

  function remember(on) {
    try {
      if (on) { localStorage.setItem("elder", "on"); } else { localStorage.removeItem("elder"); }
    } catch (error) { /* storage is off: the mode lasts for this page */ }
  }

  root.classList.add("scripted");
  if (elder) {
    elder.checked = elder.checked || remembered();
    root.classList.toggle("elder", elder.checked);
    elder.addEventListener("change", function () {
      root.classList.toggle("elder", elder.checked);
      remember(elder.checked);
    });
  }

  // A list as it was narrowed, a search, an entry to verify: the same in the other language.
  document.querySelectorAll("a[data-carry]").forEach(function (link) {
    ["pointerdown", "click"].forEach(function (kind) {
      link.addEventListener(kind, function () { link.search = location.search; });
    });
  });

  // Quick leave: replace this page in the history, so that "back" does not return to it.
  document.querySelectorAll("[data-leave]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      document.body.hidden = true;
      location.replace(link.href);
    });
  });

  // A form that came back with errors: start reading at what must be mended.
  var summary = document.querySelector(".error-summary");
  if (summary) { summary.focus(); }

  // Tables with data-filter get a box that narrows their rows; lists have more: list.js.
  document.querySelectorAll("[data-filter]:not([data-sort])").forEach(function (region, index) {
    var rows = Array.prototype.slice.call(region.querySelectorAll("tbody tr"));
    if (rows.length < 6) { return; }
    var box = document.createElement("p");
    box.className = "table-filter";
    var label = document.createElement("label");
    label.htmlFor = "filter-" + index;
    label.textContent = region.dataset.filter;
    var input = document.createElement("input");
    input.type = "search";
    input.id = label.htmlFor;
    var count = document.createElement("output");
    count.htmlFor = input.id;
    box.append(label, input, count);
    region.before(box);

    input.addEventListener("input", function () {
      var words = input.value.toLowerCase().split(/\s+/);
      var shown = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.indexOf(word) !== -1; });
        if (!row.hidden) { shown += 1; }
      });
      count.textContent = region.dataset.filterCount
        .replace("{shown}", shown).replace("{total}", rows.length);
    });
  });
})();
