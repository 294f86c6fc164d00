// The page of a list: narrows and sorts its rows in place and keeps how in the address, so that it
// can be shared, in either language. Without a script the links to its parts (by area, industry,
// year …) do the same.
(function () {
  "use strict";

  var WORDS = new Intl.Collator("zh-CN", { numeric: true });

  function element(name, text) {
    var made = document.createElement(name);
    if (text) { made.textContent = text; }
    return made;
  }

  function cellText(row, column) {
    var cell = row.cells[column];
    return cell ? cell.textContent.trim() : "";
  }

  function compare(one, other) {
    // Dates and figures by their beginning, all else as the language sorts it.
    var left = /^-?[\d.]+(?= |$)/.exec(one), right = /^-?[\d.]+(?= |$)/.exec(other);
    if (left && right) { return left[0] - right[0]; }
    return !one - !other || WORDS.compare(one, other);
  }

  document.querySelectorAll("[data-sort]").forEach(function (region, index) {
    var body = region.querySelector("tbody");
    var rows = Array.prototype.slice.call(body.rows);
    var pages = document.querySelector("nav[data-whole]");
    if (rows.length < 2 && !pages) { return; }
    var say = region.dataset;
    var outer = element("details"), box = element("div"), count = element("output");
    outer.className = "table-filter";
    outer.append(element("summary", say.choose), box);
    var fields = [];
    var order = null;
    var inOrder = "";
    var caption = region.querySelector("caption"), title = caption.textContent;
    var more = null;

    function field(name, label, made) {
      var line = element("p"), words = element("label", label);
      made.id = words.htmlFor = "filter-" + index + "-" + name;
      made.name = name;
      line.append(words, made);
      box.append(line);
      return made;
    }

    var heads = Array.prototype.slice.call(region.querySelectorAll("th[data-key]"));
    var input = field("q", say.filter, element("input"));
    input.type = "search";
    heads.forEach(function (head, column) {
      if (head.hasAttribute("data-few")) {
        fields.push({ column: column, known: {}, select: field(head.dataset.key, head.textContent, element("select")) });
      }
    });
    learn(region);
    if (heads.length) {
      order = field("sort", say.sort, element("select"));
      order.add(new Option(say.sortNone, ""));
      heads.forEach(function (head) {
        [["", say.up], ["-", say.down]].forEach(function (way) {
          order.add(new Option(way[1].replace("{column}", head.textContent), way[0] + head.dataset.key));
        });
      });
    }
    region.before(outer, count);

    // What an address calls each value of a column with few: the same in every language.
    function learn(page) {
      fields.forEach(function (each) {
        page.querySelector("th[data-key=" + each.select.name + "]").dataset.few.split("|").forEach(function (pair) {
          var at = pair.indexOf(" ");
          each.known[pair.slice(at + 1)] = pair.slice(0, at);
        });
      });
    }

    function valueOf(row, each) {
      var text = cellText(row, each.column);
      return each.known[text] || text;
    }

    function offer() {
      fields.forEach(function (each) {
        var chosen = each.select.value, found = {};
        rows.forEach(function (row) { found[cellText(row, each.column)] = valueOf(row, each); });
        each.select.textContent = "";
        each.select.add(new Option(say.any, ""));
        Object.keys(found).filter(Boolean).sort(compare).forEach(function (text) {
          each.select.add(new Option(text, found[text]));
        });
        each.select.value = chosen;
        if (each.select.selectedIndex < 0) { each.select.value = ""; }
        each.select.parentNode.hidden = each.select.options.length < 3;
      });
    }

    // A long list takes a phone long to put in another order: only when it is asked for another.
    function put(by) {
      var key = by.replace("-", ""), way = by[0] === "-" ? -1 : 1, sorted = rows;
      heads.forEach(function (head, column) {
        head.removeAttribute("aria-sort");
        if (head.dataset.key !== key) { return; }
        head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        sorted = rows.map(function (row) { return { row: row, text: cellText(row, column) }; })
          .sort(function (a, b) { return way * compare(a.text, b.text); })
          .map(function (each) { return each.row; });
      });
      body.append.apply(body, sorted);
      inOrder = by;
    }

    function arrange() {
      var words = input.value.toLowerCase().split(/\s+/);
      var shown = 0, by = order ? order.value : "";
      if (by !== inOrder) { put(by); }
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.indexOf(word) !== -1; })
          || fields.some(function (each) {
            return each.select.value && valueOf(row, each) !== each.select.value;
          });
        if (!row.hidden) { shown += 1; }
      });
      count.textContent = shown === rows.length && !by ? ""
        : say.filterCount.replace("{shown}", shown).replace("{total}", rows.length);
      caption.textContent = count.textContent ? chosen() : title;
    }

    // What a part of a list is a part of, for who is shown it on paper.
    function chosen() {
      return controls().filter(function (control) { return control.value; }).map(function (control) {
        if (control === input) { return "“" + control.value.trim() + "”"; }
        var words = control.selectedOptions[0].textContent;
        return control === order ? words
          : say.chosen.replace("{column}", control.labels[0].textContent).replace("{value}", words);
      }).join(" · ");
    }

    function controls() { return [input, order].concat(fields.map(function (each) { return each.select; })).filter(Boolean); }

    function share() {
      var asked = new URLSearchParams(location.search);
      controls().forEach(function (control) {
        if (control.value) { asked.set(control.name, control.value); } else { asked.delete(control.name); }
      });
      var query = asked.toString();
      history.replaceState(null, "", (query ? "?" + query : location.pathname) + location.hash);
    }

    function changed() {
      arrange();
      if (heads.length) { share(); }
    }

    // What the address asks for; what there is not is left out.
    function restore() {
      var asked = new URLSearchParams(location.search);
      controls().forEach(function (control) {
        control.value = asked.get(control.name) || "";
        if (control.selectedIndex < 0) { control.value = ""; }
      });
      // On a phone the choices would push the list off the screen.
      outer.open = matchMedia("(min-width: 40em)").matches || controls().some(function (control) { return control.value; });
      arrange();
    }

    // The pages after one of a long list, one after the other: all of them, or none.
    function load(link, base, found) {
      if (!link) { return Promise.resolve(found); }
      var address = new URL(link.getAttribute("href"), base).href;
      return fetch(address).then(function (answer) {
        if (!answer.ok) { throw new Error(address); }
        return answer.text();
      }).then(function (html) {
        var page = new DOMParser().parseFromString(html, "text/html");
        learn(page);
        page.querySelectorAll("[data-filter] tbody tr").forEach(function (row) {
          row.querySelectorAll("a").forEach(function (a) { a.href = new URL(a.getAttribute("href"), address).href; });
          found.push(document.adoptNode(row));
        });
        more.state.textContent = pages.dataset.loading.replace("{n}", rows.length + found.length);
        return load(page.querySelector("nav[data-whole] a[rel=next]"), address, found);
      });
    }

    // Tells whether all could be had; if not, the list stays as it was.
    function whole() {
      more.button.disabled = true;
      return load(pages.querySelector("a[rel=next]"), location.href, []).then(function (found) {
        rows = rows.concat(found);
        put(order ? order.value : "");
        pages.hidden = true;
        caption.textContent = title = pages.dataset.all.replace("{n}", rows.length);
        offer();
        return true;
      }, function () {
        more.button.disabled = false;
        more.state.textContent = pages.dataset.failed;
        return false;
      });
    }

    function askedForWhole() {
      whole().then(function (had) {
        if (!had) { more.button.focus(); return; }
        var asked = new URLSearchParams(location.search);
        asked.set("all", "1");
        history.replaceState(null, "", "?" + asked + location.hash);
        changed();
        region.focus();
      });
    }

    if (pages && !pages.querySelector("a[rel=prev]") && window.fetch && window.DOMParser) {
      more = { button: element("button", pages.dataset.whole), state: element("output") };
      more.button.type = "button";
      more.button.className = "button button-secondary";
      more.button.addEventListener("click", askedForWhole);
      pages.append(more.button, more.state);
    }

    heads.forEach(function (head) {
      var button = element("button", head.textContent);
      button.type = "button";
      // Plain words stay for paper, where a repeated heading shows no button, and for cards.
      var plain = element("span", head.textContent);
      head.textContent = "";
      head.append(plain, button);
      button.addEventListener("click", function () {
        var key = head.dataset.key;
        order.value = order.value === key ? "-" + key : key;
        changed();
      });
    });
    offer();
    box.addEventListener("input", changed);
    restore();
    if (more && new URLSearchParams(location.search).get("all")) {
      whole().then(function (had) { if (had) { restore(); share(); } });
    }
  });
})();
