// The search page: asks the index that site/publisher/search writes. See its coding.py, blocks.py
// and fragments.py for what the bytes mean. Nothing is sent anywhere; the words stay on the device.
(function () {
  "use strict";

  var form = document.querySelector("form[data-index]");
  if (!form || !window.fetch || !window.Promise || !window.TextDecoder || !"".normalize) { return; }
  var PAGE = 5, MORE = 10, DELAY = 150, FEW = 2, BITMAP = 1, GAPS = 2, LACKING = 3;
  var INVISIBLE = /[\s\u001c-\u001f\u0085\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+/g;
  var BRACKETS = { "〔": "(", "〕": ")", "【": "(", "】": ")", "[": "(", "]": ")", "{": "(", "}": ")",
    "「": "(", "」": ")", "『": "(", "』": ")", "〈": "(", "〉": ")", "《": "(", "》": ")", "<": "(", ">": ")" };
  var box = form.elements.q;
  var filters = Array.prototype.slice.call(form.querySelectorAll("[data-facet]"));
  var section = document.querySelector(".search-results");
  var say = section.dataset;
  var status = section.querySelector("[data-status]");
  var list = section.querySelector("[data-list]");
  var hints = element("p", "buttons");
  var more = null;

  // ---- words, as the register's normalise_name has them ----

  function normalise(text) {
    return text.normalize("NFKC").replace(INVISIBLE, "").toLowerCase().normalize("NFKC")
      .replace(/[〔〕【】[\]{}「」『』〈〉《》<>]/g, function (char) { return BRACKETS[char]; });
  }

  function wordsOf(text) {
    var code = normalise(text).replace(/-/g, "");
    if (/^[0-9a-z]{18}$/.test(code)) { return [code]; } // written in groups
    var words = text.split(/\s+/).map(normalise).filter(Boolean);
    return words.every(function (word) { return Array.from(word).length > 1; }) ? words : [words.join("")];
  }

  function grams(word, size) {
    var chars = Array.from(word), found = [];
    if (chars.length < size) { return [word]; } // two initials have a term of their own
    for (var at = 0; at + size <= chars.length; at += 1) { found.push(chars.slice(at, at + size).join("")); }
    return found;
  }

  // ---- the files of the index ----

  var loaded = new Map();
  var manifest = null;

  function get(name, options) {
    return fetch(form.dataset.index + name, options).then(function (answer) {
      if (!answer.ok) { throw new Error(name + ": " + answer.status); }
      return answer;
    });
  }

  function loadManifest(again) {
    if (!manifest || again) {
      // Its name never changes, so a kept copy must be asked for again.
      manifest = get("manifest.json", { cache: again ? "reload" : "no-cache" })
        .then(function (answer) { return answer.json(); });
      manifest.catch(function () { manifest = null; });
    }
    return manifest;
  }

  function loadFile(known, family, number) {
    var name = family + "-" + known.names[family].slice(number * 8, number * 8 + 8) + ".bin";
    if (!loaded.has(name)) {
      var file = get(name).then(function (answer) { return answer.arrayBuffer(); })
        .then(function (buffer) { return new Uint8Array(buffer); });
      file.catch(function () { loaded.delete(name); });
      loaded.set(name, file);
    }
    return loaded.get(name);
  }

  function Reader(bytes) { this.bytes = bytes; this.at = 0; }
  Reader.prototype.number = function () {
    var value = 0, scale = 1, byte;
    do {
      byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };
  Reader.prototype.take = function (length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  };

  function readShard(bytes) {
    var reader = new Reader(bytes), terms = new Map();
    var keys = new TextDecoder().decode(reader.take(reader.number()));
    (keys ? keys.split("\n") : []).forEach(function (key) {
      var header = reader.number();
      terms.set(key, { kind: header % 4, data: reader.take(Math.floor(header / 4)) });
    });
    return terms;
  }

  function shardOf(word, shards) {
    var mark = 0x811c9dc5;
    Array.from(word).forEach(function (char) { mark = Math.imul(mark ^ char.codePointAt(0), 0x01000193); });
    mark >>>= 0;
    return ((mark ^ (mark >>> 15)) >>> 0) % shards;
  }

  var shards = new Map();

  function shardWith(known, family, word) {
    var number = shardOf(word, known.names[family].length / 8);
    return loadFile(known, family, number).then(function (bytes) {
      if (!shards.has(bytes)) { shards.set(bytes, readShard(bytes)); }
      return shards.get(bytes);
    });
  }

  // ---- sets of enterprises, one bit each ----

  function emptySet(known) { return new Uint8Array(Math.ceil(known.firms / 8)); }

  // Puts those between the gaps of Rice's code into a set, or out of it where all are in.
  function toggle(set, data) {
    var low = data[0], at = 8, end = data.length * 8, firm = -1, gap, last;
    function bit(at) { return data[at >> 3] >> (7 - (at & 7)) & 1; }
    for (;;) {
      for (gap = 0; at < end && bit(at); at += 1) { gap += 1; }
      if (at >= end) { return; } // those ones filled the last byte
      for (at += 1, last = at + low; at < last; at += 1) { gap = gap * 2 + bit(at); }
      firm += gap + 1;
      set[firm >> 3] ^= 1 << (firm & 7);
    }
  }

  function setOf(known, posting) {
    var found = emptySet(known), reader, until, firm = 0;
    if (!posting) { return found; }
    if (posting.kind === BITMAP) { found.set(posting.data); return found; }
    reader = new Reader(posting.data);
    if (posting.kind === LACKING) {
      until = reader.number();
      found.fill(255, 0, until >> 3);
      if (until & 7) { found[until >> 3] = (1 << (until & 7)) - 1; }
    }
    if (posting.kind >= GAPS) { toggle(found, posting.data.subarray(reader.at)); return found; }
    while (reader.at < posting.data.length) {
      firm += reader.number();
      found[firm >> 3] |= 1 << (firm & 7);
    }
    return found;
  }

  function combine(one, other, how) {
    return one && other ? one.map(function (byte, index) { return how(byte, other[index]); }) : one || other;
  }
  function both(one, other) { return combine(one, other, function (a, b) { return a & b; }); }
  function either(one, other) { return combine(one, other, function (a, b) { return a | b; }); }
  function without(one, other) { return combine(one, other, function (a, b) { return a & ~b; }); }

  function count(set) {
    var total = 0;
    set.forEach(function (byte) { for (; byte; byte &= byte - 1) { total += 1; } });
    return total;
  }

  // Highest number first; enterprises of one industry lie together.
  function members(set, most) {
    var found = [];
    for (var index = set.length - 1; index >= 0 && found.length < most; index -= 1) {
      for (var bit = 7; set[index] && bit >= 0 && found.length < most; bit -= 1) {
        if (set[index] >> bit & 1) { found.push(index * 8 + bit); }
      }
    }
    return found;
  }

  // ---- looking a fragment up ----

  // Those that few names have first, and those that don't overlap before those that do.
  function inGoodOrder(known, family, word) {
    var size = known.sizes[family], words = grams(word, size), last = words.length - 1;
    function rank(gram, index) {
      var heavy = family === "n" ? known.heavy.indexOf(gram) : -1;
      return (heavy < 0 ? 0 : 1000 - heavy) + ((last - index) % size ? 0.5 : 0) + (last - index) / 1000;
    }
    return words.map(function (gram, index) { return { gram: gram, rank: rank(gram, index) }; })
      .sort(function (a, b) { return a.rank - b.rank; })
      .map(function (item) { return item.gram; })
      .filter(function (gram, index, all) { return all.indexOf(gram) === index; });
  }

  function narrow(known, family, words, set) {
    return Promise.all(words.map(function (word) { return shardWith(known, family, word); }))
      .then(function (found) {
        return found.reduce(function (left, shard, index) {
          return both(left, setOf(known, shard.get(words[index])));
        }, set);
      });
  }

  // What holds every pair of characters but not the fragment: it has an absent word for it.
  function exclude(known, family, word, set) {
    var size = known.sizes[family], chars = Array.from(word), wanted = [];
    for (var length = size + 1; length <= chars.length; length += 1) { wanted = wanted.concat(grams(word, length)); }
    return wanted.reduce(function (promise, absent) {
      return promise.then(function (left) {
        return shardWith(known, family, Array.from(absent).slice(-size).join("")).then(function (shard) {
          return shard.has("!" + absent) ? without(left, setOf(known, shard.get("!" + absent))) : left;
        });
      });
    }, Promise.resolve(set));
  }

  // Few words at a time: often two tell the enterprise, and its record tells that it is the one.
  function lookUp(known, family, word) {
    var words = inGoodOrder(known, family, word), alone = words.length < 2;
    function step(set) {
      return narrow(known, family, words.splice(0, 2), set).then(function (left) {
        var found = count(left);
        if (!found || alone) { return left; }
        if (found > FEW || family === "p" && words.length < 2) { return goOn(left); }
        // Reading a record or two costs less than more of the index; they will be shown anyway.
        return Promise.all([records(known, members(left, FEW)), family === "p" ? initials(known) : null])
          .then(function (read) {
            return read[0].every(function (firm) { return holds(firm, family, word, read[1]); }) ? left : goOn(left);
          });
      });
    }
    function goOn(left) { return words.length ? step(left) : exclude(known, family, word, left); }
    return step(null);
  }

  function initials(known) {
    return loadFile(known, "s", 0).then(function (bytes) {
      return new Map(new TextDecoder().decode(bytes).split("\n").map(function (line) {
        var chars = Array.from(line);
        return [chars[0], chars.slice(1)];
      }));
    });
  }

  function soundsLike(name, word, spoken) {
    var choices = Array.from(normalise(name)).map(function (char) { return spoken.get(char); }).filter(Boolean);
    return choices.some(function (_, start) {
      return Array.from(word).every(function (letter, index) {
        return (choices[start + index] || []).indexOf(letter) >= 0;
      });
    });
  }

  function holds(firm, family, word, spoken) {
    if (family === "p") { return firm.names.some(function (name) { return soundsLike(name, word, spoken); }); }
    return family === "c" ? firm.code.toLowerCase().indexOf(word) >= 0
      : firm.names.some(function (name) { return normalise(name).indexOf(word) >= 0; });
  }

  function find(known, word) {
    var digits = word.replace(/[^0-9]/g, "").length;
    if (!/^[a-z0-9]+$/.test(word)) { return findName(known, word); }
    if (word.length < 4 || digits < 2) { return lookUp(known, "p", word); }
    return lookUp(known, "c", word).then(function (coded) {
      if (digits > 3) { return coded; }
      return lookUp(known, "p", word).then(function (named) { return either(coded, named); });
    });
  }

  // Where nothing was found, a traditional character may be why, since names are indexed
  // simplified; or brackets that the name does not have.
  function findName(known, word) {
    return lookUp(known, "n", word).then(function (set) {
      return count(set) ? set : simplify(known, word).then(function (plain) {
        return orElse(known, set, plain, word);
      });
    });
  }

  function orElse(known, nothing, plain, tried) {
    var bare = plain.replace(/[()]/g, "");
    return (plain === tried ? Promise.resolve(nothing) : lookUp(known, "n", plain)).then(function (set) {
      return count(set) || bare === plain || bare.length < 2 ? set : lookUp(known, "n", bare);
    });
  }

  function simplify(known, word) {
    return loadFile(known, "t", 0).then(function (bytes) {
      var pairs = Array.from(new TextDecoder().decode(bytes)), plain = new Map();
      for (var at = 0; at < pairs.length; at += 2) { plain.set(pairs[at], pairs[at + 1]); }
      return Array.from(word).map(function (char) { return plain.get(char) || char; }).join("");
    });
  }

  // ---- where no name has all the words ----

  var APART = /(?:[\s!-\/:-@[-`{-~\u00b7\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\ufe0f]|[\ud83c-\ud83e][\udc00-\udfff])+/;
  var SYLLABLE = /([zcs]h|[bpmfdtnlgkhjqxrzcsyw])[aeiouü]+(?:ng?(?![aeiouü])|r(?![aeiouü]))?/g;

  // Choices of the filters whose names have a word: 麻章 for the area 麻章区.
  function choicesWith(word) {
    return filters.reduce(function (found, filter) {
      return found.concat(Array.prototype.filter.call(filter.options, function (option) {
        return option.value && !option.selected && normalise(option.textContent).indexOf(word) >= 0;
      }).map(function (option) { return { filter: filter, option: option }; }));
    }, []);
  }

  function chosenBy(known, word) {
    return Promise.all(choicesWith(word).map(function (choice) {
      var term = "@" + choice.filter.dataset.facet + choice.option.value;
      return shardWith(known, "f", term).then(function (shard) { return setOf(known, shard.get(term)); });
    })).then(function (sets) { return sets.reduce(either, emptySet(known)); });
  }

  // Signs only part words, and with `choices` a word may be a place, an industry, a state or a year.
  function findLoosely(known, text, set, choices) {
    var words = text.split(APART).map(normalise).filter(function (word) { return /[^a-z0-9]|../.test(word); });
    return words.reduce(function (promise, word) {
      return promise.then(function (left) {
        var none = emptySet(known), named = Array.from(word).length > 1 ? find(known, word) : none;
        return Promise.all([named, choices ? chosenBy(known, word) : none])
          .then(function (found) { return both(left, either(found[0], found[1])); });
      });
    }, Promise.resolve(words.length ? set : emptySet(known)));
  }

  // What else to try: initials for pinyin in full; a name without the characters that no name has,
  // or else by its sound.
  function insteadOf(known, word) {
    var spelt = word.match(SYLLABLE) || [];
    if (spelt.length > 1 && spelt.join("") === word) {
      return Promise.resolve([spelt.map(function (one) { return one[0]; }).join("")]);
    }
    return initials(known).then(function (spoken) {
      var left = Array.from(word).map(function (char) { return spoken.has(char) ? char : " "; }).join("");
      if (left !== word) { return left.split(" ").filter(function (part) { return part.length > 1; }); }
      return [Array.from(word).map(function (char) { return spoken.get(char)[0]; }).join("")];
    });
  }

  function findAll(known, words) {
    return Promise.all(words.map(function (word) { return find(known, word); }))
      .then(function (sets) { return sets.reduce(both, null); });
  }

  // ---- records ----

  function readText(known, bytes) {
    var text = "";
    for (var at = 0; at < bytes.length; at += 1) {
      var byte = bytes[at];
      if (byte < 0x80) { text += String.fromCharCode(byte); }
      else if (byte < 0xaf) { text += known.words[byte - 0x80]; }
      else if (byte === 0xaf) {
        text += String.fromCodePoint(bytes[at + 1] * 65536 + bytes[at + 2] * 256 + bytes[at + 3]);
        at += 3;
      } else {
        text += String.fromCharCode(0x4e00 + (byte - 0xb0) * 256 + bytes[at + 1]);
        at += 1;
      }
    }
    return text;
  }

  function readCode(known, reader) {
    var kind = reader.number(), code = "";
    if (kind === 2) { return readText(known, reader.take(reader.number())); }
    for (var three = 0; kind === 1 && three < 6; three += 1) {
      var pair = reader.take(2);
      code += ("00" + (pair[0] * 256 + pair[1]).toString(36)).slice(-3).toUpperCase();
    }
    return code;
  }

  function readBlock(known, bytes) {
    var reader = new Reader(bytes), firms = [];
    while (reader.at < bytes.length) {
      var firm = { names: [], states: [] };
      for (var names = reader.number(); names > 0; names -= 1) {
        firm.names.push(readText(known, reader.take(reader.number())));
      }
      if (firm.names.length) {
        firm.id = readText(known, reader.take(reader.number()));
        firm.area = known.areas[reader.number()];
        firm.industry = known.industries[reader.number()];
        var mask = reader.number();
        firm.states = known.states.filter(function (state, bit) { return mask >> bit & 1; });
        firm.code = readCode(known, reader);
      }
      firms.push(firm);
    }
    return firms;
  }

  function records(known, numbers) {
    return Promise.all(numbers.map(function (number) {
      return loadFile(known, "b", Math.floor(number / known.block)).then(function (bytes) {
        if (!shards.has(bytes)) { shards.set(bytes, readBlock(known, bytes)); }
        return shards.get(bytes)[number % known.block];
      });
    }));
  }

  // ---- what is shown ----

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  }

  // Marks every word in a name; positions go by way of the characters each was normalised from.
  function marked(name, words) {
    var chars = Array.from(name), plain = [], origin = [], hit = [];
    chars.forEach(function (char, index) {
      Array.from(normalise(char)).forEach(function (it) { plain.push(it); origin.push(index); });
    });
    var text = plain.join("");
    words.forEach(function (word) {
      for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        for (var on = at; on < at + word.length; on += 1) { hit[origin[on]] = true; }
      }
    });
    var whole = document.createDocumentFragment(), run = "";
    chars.forEach(function (char, index) {
      run += char;
      if (index + 1 === chars.length || !hit[index] !== !hit[index + 1]) {
        whole.append(hit[index] ? element("mark", "", run) : run);
        run = "";
      }
    });
    return whole;
  }

  function labelOf(field, value) {
    var options = form.elements[field] ? form.elements[field].options : [];
    return Array.prototype.filter.call(options, function (option) { return option.value === value; })[0];
  }

  function said(field, value) { var found = labelOf(field, value); return found ? found.textContent : value; }

  function item(firm, words) {
    var entry = element("li"), link = element("a");
    link.href = form.dataset.enterprises + encodeURIComponent(firm.id) + "/";
    link.lang = "zh-CN";
    link.append(marked(firm.names[0], words));
    entry.append(link);
    if (firm.names.length > 1) {
      var former = element("p", "search-former", say.former);
      firm.names.slice(1).forEach(function (name, index) {
        var earlier = element("span");
        earlier.lang = "zh-CN";
        earlier.append(index ? "、" : "", marked(name, words));
        former.append(earlier);
      });
      entry.append(former);
    }
    var facts = element("p", "search-facts", said("area", firm.area) + say.separator + said("industry", firm.industry));
    if (firm.code) {
      var code = element("span", "identifier");
      code.append(marked(firm.code, words));
      facts.append(say.separator, code);
    }
    entry.append(facts);
    if (firm.states.length) {
      var states = element("p", "search-states");
      firm.states.forEach(function (state) {
        var option = labelOf("state", state);
        states.append(element("span", "badge badge-" + (option ? option.dataset.tone : "neutral"), said("state", state)), " ");
      });
      entry.append(states);
    }
    return entry;
  }

  function offer(text, act) {
    var made = element("button", "button button-secondary", text);
    made.type = "button";
    made.addEventListener("click", function () { act(); box.focus(); ask(); });
    hints.append(made);
  }

  // Another way to ask: by what a word is called in a filter, or with other words.
  function hint(known, words, found, run) {
    words.forEach(function (word, index) {
      choicesWith(word).slice(0, 3).forEach(function (choice) {
        var label = form.querySelector("label[for=" + choice.filter.id + "]").textContent;
        offer(say.only.replace("{filter}", label).replace("{value}", choice.option.textContent), function () {
          choice.filter.value = choice.option.value;
          box.value = words.filter(function (_, other) { return other !== index; }).join(" ");
          form.querySelector("details").open = true;
        });
      });
    });
    if (found || words.length !== 1) { return null; }
    return insteadOf(known, words[0]).then(function (others) {
      return findAll(known, others).then(function (set) {
        var text = others.join(" ");
        if (run !== latest || !set || !count(set)) { return; }
        offer(say.instead.replace("{words}", text).replace("{n}", count(set)), function () { box.value = text; });
      });
    });
  }

  function clear() {
    list.textContent = "";
    hints.textContent = "";
    if (more) { more.remove(); more = null; }
  }

  function show(known, set, words, from, run, before) {
    var total = count(set), until = Math.min(total, from + (from ? MORE : PAGE));
    return records(known, members(set, until).slice(from)).then(function (firms) {
      if (run !== latest) { return; }
      if (!from) { clear(); }
      status.textContent = !total ? say.none
        : (before || "") + (total === 1 ? say.one : say.many).replace("{n}", total)
          + (until < total ? say.shown.replace("{n}", until) : "");
      var items = firms.map(function (firm) { return item(firm, words); });
      items.forEach(function (entry) { list.append(entry); });
      if (from && items.length) { items[0].querySelector("a").focus(); }
      if (more) { more.remove(); more = null; }
      if (until < total) {
        more = element("button", "button button-secondary", say.more.replace("{n}", Math.min(MORE, total - until)));
        more.type = "button";
        more.addEventListener("click", function () { show(known, set, words, until, run, before); });
        list.after(more);
      }
    });
  }

  // ---- asking ----

  var latest = 0, timer = 0;

  function chosen() {
    return filters.filter(function (filter) { return filter.value; })
      .map(function (filter) { return "@" + filter.dataset.facet + filter.value; });
  }

  function share() {
    var asked = new URLSearchParams();
    if (box.value.trim()) { asked.set("q", box.value.trim()); }
    filters.forEach(function (filter) { if (filter.value) { asked.set(filter.name, filter.value); } });
    var query = asked.toString();
    history.replaceState(null, "", query ? "?" + query : location.pathname);
  }

  function answer(known, words, facets, run) {
    return narrow(known, "f", facets, null).then(function (set) {
      return words.reduce(function (promise, word) {
        return promise.then(function (left) {
          return left && !count(left) ? left : find(known, word).then(function (found) { return both(left, found); });
        });
      }, Promise.resolve(set));
    }).then(function (set) {
      if (count(set) || !words.length) { return [set, ""]; }
      return narrow(known, "f", facets, null).then(function (chosen) {
        return findLoosely(known, box.value, chosen, false).then(function (parted) {
          return count(parted) ? [parted, ""]
            : findLoosely(known, box.value, chosen, true).then(function (loose) { return [loose, say.loose]; });
        });
      });
    }).then(function (found) {
      if (run !== latest) { return null; }
      return inNames(known, words).then(function (shown) { return show(known, found[0], shown, 0, run, found[1]); })
        .then(function () { return run === latest ? hint(known, words, count(found[0]), run) : null; });
    });
  }

  // The words to mark: those typed, and as the names have them.
  function inNames(known, words) {
    if (!loaded.has("t-" + known.names.t + ".bin")) { return Promise.resolve(words); }
    return Promise.all(words.map(function (word) { return simplify(known, word); }))
      .then(function (plain) { return words.concat(plain); });
  }

  function ask() {
    var words = wordsOf(box.value), facets = chosen(), run = latest += 1;
    clearTimeout(timer);
    share();
    if (words[0] === "") { words = []; }
    if (words.some(function (word) { return Array.from(word).length < 2; }) || !words.length && !facets.length) {
      clear();
      status.textContent = say.short;
      return;
    }
    timer = setTimeout(function () { if (run === latest) { status.textContent = say.waiting; } }, 500);
    function attempt(again) {
      return loadManifest(again).then(function (known) { return answer(known, words, facets, run); });
    }
    // A new site may have gone up meanwhile, with other files: start anew from its manifest.
    attempt(false).catch(function () { return run === latest ? attempt(true) : null; })
      .catch(function () { if (run === latest) { clear(); status.textContent = say.failed; } })
      .then(function () { if (run === latest) { clearTimeout(timer); } });
  }

  var pending = 0;
  function askSoon(event) {
    if (event.isComposing) { return; }
    clearTimeout(pending);
    pending = setTimeout(ask, DELAY);
  }

  box.addEventListener("input", askSoon);
  box.addEventListener("compositionend", askSoon);
  filters.forEach(function (filter) { filter.addEventListener("change", ask); });
  form.addEventListener("submit", function (event) { event.preventDefault(); clearTimeout(pending); ask(); });

  var given = new URLSearchParams(location.search);
  box.value = (given.get("q") || "").slice(0, box.maxLength);
  filters.forEach(function (filter) {
    var value = given.get(filter.name);
    if (value && labelOf(filter.name, value)) { filter.value = value; }
  });
  // What the page says without a script stands where results will: nothing else moves.
  section.querySelector("[data-plain]").hidden = true;
  section.querySelector("#found").hidden = false;
  status.after(hints);
  status.textContent = say.ready;
  if (chosen().length) { form.querySelector("details").open = true; }
  if (box.value || chosen().length) { ask(); }
})();
