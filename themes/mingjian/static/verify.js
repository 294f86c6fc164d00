// The verification page: the reader's browser checks one record against the transparency log. It
// reads only files of this site (see site/ledger/published.py and https://c2sp.org/tlog-tiles) and
// sends nothing. Sums are WebCrypto's; sizes stay below 2^53, so no bit operators here.
(function () {
  "use strict";

  var form = document.querySelector("form[data-log]");
  var result = document.querySelector("[data-result]");
  if (!form || !window.fetch || !window.Promise || !window.TextEncoder) { return; }
  var say = form.dataset, WIDTH = 256, HASH = 32;
  var text = new TextDecoder("utf-8", { fatal: true });
  form.hidden = false;

  // ---- what stops a check, in words ----

  function Stop(words, status) { this.words = words; this.status = status; }

  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function stop(words, values) { throw new Stop(fill(words, values || {})); }

  // ---- bytes ----

  function bytesOf(words) { return new TextEncoder().encode(words); }

  function joined(parts) {
    var whole = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0));
    parts.reduce(function (at, part) { whole.set(part, at); return at + part.length; }, 0);
    return whole;
  }

  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  function unhex(words) {
    return Uint8Array.from(words.match(/../g) || [], function (pair) { return parseInt(pair, 16); });
  }

  function unbase64(words) {
    var bytes = Uint8Array.from(atob(words), function (char) { return char.charCodeAt(0); });
    // One value has one spelling: unused bits of the last character must not pass unnoticed.
    if (btoa(String.fromCharCode.apply(null, bytes)) !== words) { throw new Error("base64"); }
    return bytes;
  }

  function same(left, right) { return hex(left) === hex(right); }

  function sha256(bytes) {
    return crypto.subtle.digest("SHA-256", bytes).then(function (sum) { return new Uint8Array(sum); });
  }

  function leafHash(entry) { return sha256(joined([new Uint8Array([0]), entry])); }

  function nodeHash(left, right) { return sha256(joined([new Uint8Array([1]), left, right])); }

  // ---- the files of the log ----

  var loaded = {};

  function load(path) {
    if (!loaded[path]) {
      loaded[path] = fetch(form.dataset.log + path, { cache: "no-cache" }).then(function (answer) {
        if (!answer.ok) {
          throw new Stop(fill(say.unread, { file: path, why: answer.status }), answer.status);
        }
        return answer.arrayBuffer();
      }, function () { stop(say.unread, { file: path, why: "network" }); })
        .then(function (buffer) { return new Uint8Array(buffer); });
    }
    return loaded[path];
  }

  function malformed(path, why) { stop(say.malformed, { file: path, why: why }); }

  function tilePath(level, index, width) {
    var groups = [("00" + index % 1000).slice(-3)];
    for (var rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
      groups.unshift("x" + ("00" + rest % 1000).slice(-3));
    }
    return "tile/" + level + "/" + groups.join("/") + (width === WIDTH ? "" : ".p/" + width);
  }

  function widthAt(level, index, size) {
    return Math.min(WIDTH, Math.floor(size / Math.pow(WIDTH, level)) - index * WIDTH);
  }

  function loadEntry(seq, size) {
    var bundle = Math.floor(seq / WIDTH);
    var path = tilePath("entries", bundle, widthAt(0, bundle, size));
    return load(path).then(function (content) {
      for (var number = bundle * WIDTH, at = 0; at + 2 <= content.length; number += 1) {
        var end = at + 2 + content[at] * 256 + content[at + 1];
        if (number === seq && end <= content.length) { return content.slice(at + 2, end); }
        at = end;
      }
      return malformed(path, "#" + seq);
    });
  }

  // ---- the tree (RFC 6962), its hashes read from tiles ----

  function split(width) {
    var half = 1;
    while (half * 2 < width) { half *= 2; }
    return half;
  }

  function Tree(size) { this.size = size; }

  Tree.prototype.perfect = function (level, index) {
    var tileLevel = Math.floor(level / 8), wide = Math.pow(2, level % 8), size = this.size;
    var first = index * wide, tile = Math.floor(first / WIDTH);
    var width = widthAt(tileLevel, tile, size), path = tilePath(tileLevel, tile, width);
    return load(path).then(function (content) {
      if (content.length !== width * HASH) { malformed(path, content.length + " B"); }
      var row = [];
      for (var at = first % WIDTH; row.length < wide; at += 1) {
        row.push(content.slice(at * HASH, (at + 1) * HASH));
      }
      return joinRow(row);
    });
  };

  function joinRow(row) {
    if (row.length === 1) { return Promise.resolve(row[0]); }
    var pairs = [];
    for (var at = 0; at < row.length; at += 2) { pairs.push(nodeHash(row[at], row[at + 1])); }
    return Promise.all(pairs).then(joinRow);
  }

  Tree.prototype.range = function (start, end) {
    var level = Math.round(Math.log2(end - start));
    if (Math.pow(2, level) === end - start) { return this.perfect(level, start / (end - start)); }
    var middle = start + split(end - start);
    return Promise.all([this.range(start, middle), this.range(middle, end)])
      .then(function (both) { return nodeHash(both[0], both[1]); });
  };

  // Returns the root of the tree with `leaf` at `index`, and from the same hashes the root of the
  // tree of the first `kept` leaves. If both are the signed ones, the leaf is in the tree and the
  // older tree is its beginning.
  Tree.prototype.roots = function (start, end, index, leaf, kept) {
    var self = this, whole = end <= kept;
    if (end - start === 1 && start === index) {
      return Promise.resolve({ now: leaf, then: whole ? leaf : null });
    }
    if ((index < start || index >= end) && (whole || start >= kept)) {
      return self.range(start, end).then(function (hash) {
        return { now: hash, then: whole ? hash : null };
      });
    }
    var middle = start + split(end - start);
    return Promise.all([
      self.roots(start, middle, index, leaf, kept), self.roots(middle, end, index, leaf, kept)
    ]).then(function (parts) {
      var left = parts[0], right = parts[1];
      return nodeHash(left.now, right.now).then(function (now) {
        if (right.then === null) { return { now: now, then: left.then }; }
        return nodeHash(left.then, right.then).then(function (then) { return { now: now, then: then }; });
      });
    });
  };

  // ---- checkpoints: signed notes ----

  function readCheckpoint(bytes) {
    var whole = text.decode(bytes), cut = whole.lastIndexOf("\n\n");
    var lines = whole.slice(0, cut + 1).split("\n");
    if (cut < 0 || !/^(0|[1-9][0-9]*)$/.test(lines[1])) { throw new Error("checkpoint"); }
    return {
      body: whole.slice(0, cut + 1),
      origin: lines[0],
      size: Number(lines[1]),
      root: unbase64(lines[2]),
      signatures: whole.slice(cut + 2).trim().split("\n").map(function (line) {
        var parts = line.split(" "), blob = unbase64(parts[2]);
        return { name: parts[1], id: hex(blob.slice(0, 4)), body: blob.slice(4) };
      })
    };
  }

  function readKeys(bytes) {
    return text.decode(bytes).trim().split("\n").map(function (line) {
      var parts = line.split("+"), key = unbase64(parts.slice(2).join("+"));
      return { name: parts[0], id: parts[1], raw: key.slice(1), line: line };
    });
  }

  // Resolves to true or false, or null where the browser can't tell.
  function signedBy(checkpoint, key) {
    var found = checkpoint.signatures.filter(function (signature) {
      return signature.name === key.name && signature.id === key.id;
    });
    if (!found.length || checkpoint.origin !== key.name) { return Promise.resolve(false); }
    return crypto.subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"])
      .then(function (imported) {
        return crypto.subtle.verify("Ed25519", imported, found[0].body, bytesOf(checkpoint.body));
      }, function () { return null; });
  }

  // ---- the record ----

  function findRecord(act) {
    var path = "records/" + act.slice(0, Number(say.bucket)) + ".jsonl";
    return load(path).catch(function (fault) {
      // A record that isn't there is an answer; a file that can't be read is none.
      if (fault.status === 404) { return new Uint8Array(0); }
      throw fault;
    }).then(function (content) {
      var found = null;
      text.decode(content).split("\n").filter(Boolean).forEach(function (line) {
        var told;
        try { told = JSON.parse(line); } catch (error) { malformed(path, "JSON"); }
        if ((told.record || told.pending || {}).id === act) {
          found = told;
          // The very characters that were committed to, not what they parse to.
          found.raw = (/^\{"record":(.*),"seq":\d+\}$/.exec(line) || [])[1] || "";
        }
      });
      return found;
    });
  }

  // ---- a log's entries, looked through for a record the site no longer shows ----

  function findEntry(act, size) {
    var bundle = Math.ceil(size / WIDTH) - 1;
    function look() {
      if (bundle < 0) { return Promise.resolve(null); }
      return load(tilePath("entries", bundle, widthAt(0, bundle, size))).then(function (content) {
        var words = new TextDecoder("latin1").decode(content);
        var match = words.match(new RegExp('"record":"' + act + '","rev":[0-9]+,"seq":([0-9]+)'));
        bundle -= 1;
        return match ? Number(match[1]) : look();
      });
    }
    return look();
  }

  // ---- one verification ----

  function verify(act, keptBytes) {
    var known = {};
    return Promise.all([load("checkpoint"), load("keys")]).then(function (files) {
      try {
        known.checkpoint = readCheckpoint(files[0]);
        known.keys = readKeys(files[1]);
      } catch (error) { malformed("checkpoint", error.message); }
      return findRecord(act);
    }).then(function (told) {
      known.told = told;
      if (told) { return null; }
      return findEntry(act, known.checkpoint.size).then(function (seq) {
        stop(seq === null ? say.absent : say.dropped, { seq: seq });
      });
    }).then(function () {
      if (known.told.pending) {
        stop(say.pending, { day: known.told.pending.ended_on, ground: known.told.pending.ground });
      }
      if (known.told.seq === null) { stop(say.unlogged); }
      return loadEntry(known.told.seq, known.checkpoint.size);
    }).then(function (entry) {
      known.entry = entry;
      return Promise.all([
        checkCommitment(known), checkTree(known, keptBytes),
        signedBy(known.checkpoint, known.keys[known.keys.length - 1])
      ]);
    }).then(function (found) {
      var signature = [
        found[2] === null ? "skipped" : found[2] ? "proven" : "failed",
        found[2] === null ? say.signatureSkipped : found[2] ? say.signature : say.signatureBad,
        { key: known.keys[known.keys.length - 1].line.split("+").slice(0, 2).join("+") }
      ];
      return { record: known.told.record, steps: [found[0], found[1][0], signature, found[1][1]] };
    });
  }

  function checkCommitment(known) {
    var record = known.told.record, entry;
    try { entry = JSON.parse(text.decode(known.entry)); } catch (error) { malformed("entries", "JSON"); }
    return sha256(joined([unhex(record.salt || ""), bytesOf(known.told.raw)])).then(function (sum) {
      var good = hex(sum) === entry.commit && entry.record === record.id &&
        entry.seq === known.told.seq && entry.type === "record";
      return [good ? "proven" : "failed", good ? say.commitment : say.commitmentBad,
        { seq: known.told.seq, day: entry.day }];
    });
  }

  function checkTree(known, keptBytes) {
    var size = known.checkpoint.size, kept = null, keptGood = Promise.resolve(true);
    if (keptBytes) {
      try { kept = readCheckpoint(keptBytes); } catch (error) { kept = null; keptGood = Promise.resolve(false); }
      if (kept) {
        keptGood = Promise.all(known.keys.map(function (key) { return signedBy(kept, key); }))
          .then(function (answers) { return answers.some(function (answer) { return answer !== false; }); });
      }
    }
    var compare = kept && kept.size <= size ? kept.size : 0;
    return Promise.all([leafHash(known.entry), keptGood]).then(function (ready) {
      return new Tree(size).roots(0, size, known.told.seq, ready[0], compare).then(function (roots) {
        var included = same(roots.now, known.checkpoint.root);
        return [
          [included ? "proven" : "failed", included ? say.inclusion : say.inclusionBad, { size: size }],
          history(kept, keptBytes, ready[1], roots, included, size)
        ];
      });
    });
  }

  function history(kept, given, good, roots, included, size) {
    if (!given) { return ["skipped", say.historyNone, {}]; }
    if (!kept || !good) { return ["failed", say.historyForeign, {}]; }
    if (kept.size > size) { return ["failed", say.historyShrank, { size: kept.size, now: size }]; }
    var fits = kept.size === 0 || same(roots.then, kept.root);
    if (fits && included) { return ["proven", say.history, { size: kept.size }]; }
    return ["failed", kept.size === size ? say.historyFork : say.historyBad, { size: kept.size }];
  }

  // ---- what the reader sees ----

  function element(name, className, words) {
    var made = document.createElement(name);
    if (className) { made.className = className; }
    if (words) { made.textContent = words; }
    return made;
  }

  function notice(tone, title) {
    var box = element("div", "notice notice-" + tone);
    box.append(element("p", "notice-title", title));
    return box;
  }

  var BADGES = { proven: "done", failed: "red", skipped: "pending" };

  function show(outcome) {
    var states = outcome.steps.map(function (step) { return step[0]; });
    var bad = states.indexOf("failed") >= 0, partly = states.indexOf("skipped") >= 0;
    var box = bad ? notice("danger", say.bad) : notice(partly ? "warning" : "success", partly ? say.partly : say.good);
    var list = element("ul", "verify-steps");
    outcome.steps.forEach(function (step) {
      var item = element("li");
      item.append(element("span", "badge badge-" + BADGES[step[0]], say[step[0]]), " " + fill(step[1], step[2]));
      list.append(item);
    });
    box.append(list);
    result.replaceChildren(box, element("h2", "", say.shown));
    if (outcome.record.kind === "tombstone") { result.append(element("p", "", say.tombstone)); }
    var original = element("pre", "record", JSON.stringify(outcome.record, null, 2));
    original.lang = "zh-CN";
    original.tabIndex = 0;
    result.append(original);
  }

  function showStop(fault) {
    result.replaceChildren(notice("danger", fault instanceof Stop ? fault.words : String(fault)));
  }

  function run() {
    var act = form.elements.act.value.trim().toUpperCase(), file = document.getElementById("kept").files[0];
    loaded = {};
    if (!window.crypto || !crypto.subtle) { return showStop(new Stop(say.insecure)); }
    if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(act)) { return showStop(new Stop(say.badId)); }
    result.replaceChildren(element("p", "", say.checking));
    return (file ? file.arrayBuffer() : Promise.resolve(null)).then(function (buffer) {
      return verify(act, buffer && new Uint8Array(buffer));
    }).then(show, showStop);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    run();
  });
  var asked = new URLSearchParams(location.search).get("act");
  if (asked) {
    form.elements.act.value = asked;
    run();
  }
})();
