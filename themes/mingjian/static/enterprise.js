// An enterprise's page: who asks for an entry that moved to a page of older ones is led there.
// Without a script the line in its place is a link to it.
(function () {
  "use strict";

  var wanted = location.hash.slice(1);
  var moved = document.querySelector("[data-moved]");
  if (wanted.length !== 26 || !moved) { return; }
  var place = document.getElementById(wanted);
  if (!place) {
    look(document);
  } else if (place.parentNode === moved) {
    location.replace(place.querySelector("a").href);
  }

  // Only so many entries have a line: others are looked for from page to page.
  function look(page, base) {
    var older = page.querySelector("a[rel=next]");
    if (!older) { return; }
    var address = new URL(older.getAttribute("href"), base || location.href).href;
    fetch(address)
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html");
        if (found.getElementById(wanted)) {
          location.replace(address + "#" + wanted);
        } else {
          look(found, address);
        }
      })
      .catch(function () { /* the page stays as it is, with its links to older ones */ });
  }
})();
