"""Hugo, the peer: the same pages, in both languages, from one JSON file made of the same book.

Enterprises and lists, which are nearly all pages, Hugo makes from facts and rows. Of the others,
and of what frames every page, it gets the HTML ready: read off our own output, which is to Hugo's
advantage.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import peer_pieces as pieces
from measuring import available
from msgspec.json import encode
from peer_pages import NAMES, ROOTS

from publisher.frame import Frames
from publisher.harvest import gather
from publisher.memory import Memory
from publisher.site_data import Site
from register.lines import read_raw
from register.profiles import load_profile
from register.wording import LANGUAGES, gettext, long_date, use_language

HUGO = Path(sys.executable).with_name("hugo")
TEMPLATES = Path(__file__).with_name("hugo")
FRONTS = {"": "home", "lists": "lists", "enterprises": "enterprises"}
"""Pages that Hugo makes by itself."""

_METAS = {
    "description": re.compile(r'<meta name="description" content="([^"]*)"'),
    "column": re.compile(r'<meta name="ColumnName" content="([^"]*)"'),
    "keywords": re.compile(r'<meta name="ColumnKeywords" content="([^"]*)"'),
    "columntype": re.compile(r'<meta name="ColumnType" content="([^"]*)"'),
    "title": re.compile(r"<title>(.*) - [^-]*</title>"),
}
_MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)
_FRAME = {
    "head": re.compile(r"(<meta charset.*?)<title>", re.DOTALL),
    "nav": re.compile(
        r'(<p class="demo-banner">.*?|<div class="masthead">.*?)</header>', re.DOTALL
    ),
    "footer": re.compile(r"(<footer.*</footer>)", re.DOTALL),
}
_TO_ROOT = re.compile(r'(href|src)="(?:\.\./|\./)+')


class Peer:
    """One Hugo site, rebuilt as its JSON file changes."""

    def __init__(
        self, folder: Path, built: Path, languages: tuple[str, ...] = ("zh", "en")
    ) -> None:
        """Begin a site in `folder`; `built` is the same site as we build it."""
        self.folder = folder
        self._built = built
        shutil.copytree(TEMPLATES, folder)
        settings = folder / "hugo.toml"
        if "en" not in languages:
            settings.write_text(settings.read_text().partition("[languages.en]")[0])

    def feed(self, content: Path, place: str, as_of: dt.date) -> None:
        """Write the JSON file that says what our own build of `content` shows."""
        site = self._site(content / place, as_of)
        kept = self.folder / "pieces"
        lists, enterprises = pieces.lists_of(site), pieces.enterprises_of(site)
        known = pieces.make([*lists, *enterprises], kept)  # the lists, which take long, first
        made = list(_made(self._built, known))
        words = {NAMES[it]: _words(site, self._built, it) for it in LANGUAGES}
        fronts = {FRONTS[it["path"]]: it for it in made if it["path"] in FRONTS}
        others = [page for page in made if page["path"] not in FRONTS]
        (self.folder / "data").mkdir(exist_ok=True)
        with (self.folder / "data" / "site.json").open("wb") as file:
            file.write(b'{"words":%b,"fronts":%b' % (encode(words), encode(fronts)))
            file.write(b',"enterprises":')
            pieces.write(enterprises, kept, file)
            file.write(b',"list":')
            pieces.write(lists, kept, file)
            file.write(b',"made":%b}' % encode(others))

    def _site(self, folder: Path, as_of: dt.date) -> Site:
        profile = load_profile(folder)
        raw = read_raw(folder)
        harvest = gather(raw, profile, as_of, self.folder / "firms", b"")
        frames = Frames(profile, {})
        memory = Memory(self.folder / "memory", b"")
        return Site(profile, as_of, b"", folder, self.folder, harvest, (), (), frames, memory)

    def build(self) -> None:
        """Build both languages.

        Hugo is told what memory is free: close to it, it tidies up rather than being killed.
        """
        command = [str(HUGO), "--quiet", "--noBuildLock", "--destination", "public"]
        free = {"GOMEMLIMIT": f"{0.9 * available():.0f}MiB"}
        subprocess.run(command, cwd=self.folder, check=True, env=os.environ | free)

    @property
    def public(self) -> Path:
        """The folder of the last build."""
        return self.folder / "public"


def _words(site: Site, built: Path, language: str) -> dict[str, Any]:
    """Return what stands on every page of a language."""
    settings, labels, url = site.profile.site, site.labels[language], site.profile.site.url
    root = ROOTS[language]
    home = (built / root[1:] / "index.html").read_text()
    name = labels.name(settings)
    frame = {
        part: _TO_ROOT.sub(r'\1="/', found[1])
        for part, pattern in _FRAME.items()
        if (found := pattern.search(home))
    }
    said = {
        "lang": language,
        "locale": "zh_CN" if labels.source else "en_US",
        "foreign": not labels.source,
        "root": root,
        "site": name,
        "picture": f"{url}/static/emblem.png",
        "website": {"@type": "WebSite", "name": name, "url": f"{url}/"},
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": labels.name(settings, "host_unit"),
            "url": f"{url}/",
        },
        "catalogue": {"@type": "DataCatalog", "name": name, "url": f"{url}{root}data/"},
        "other": "English" if labels.source else "中文",
    }
    with use_language(language):
        return frame | said | _translated(site.as_of)


def _translated(as_of: dt.date) -> dict[str, str]:
    """Return the words of the language in use."""
    return {
        "as_of": gettext("数据截至%(day)s", day=long_date(as_of)),
        "skip": gettext("跳到主要内容"),
        "elder": gettext("适老模式"),
        "where": gettext("当前位置"),
        "home": gettext("首页"),
        "enterprises": gettext("企业目录"),
        "lists": gettext("名单公示"),
        "name": gettext("企业名称"),
        "deadlines": gettext("期限"),
        "colon": gettext("："),
        "told": gettext("公示经过"),
        "verify": gettext("核验本条"),
        "restarted": gettext("举报又在生产"),
        "object": gettext("企业对公示内容有异议的，可提出异议；企业申辩与本条一并公示。"),
        "buried": gettext("已结束的公示"),
        "found": gettext("发现这家企业有问题"),
        "anonymous": gettext("封存、拆除、关停的设备又在生产，或者您发现别的问题，可以匿名举报。"),
        "report": gettext("举报这家企业"),
        "pages": gettext("分页"),
        "newer": gettext("较新的"),
        "older": gettext("较早的"),
        "download": gettext("下载本名单："),
        "comma": gettext("、"),
        "stop": gettext("。"),
        "licence": gettext("数据说明和许可"),
        "subscribe": gettext("订阅本名单："),
    }


def _made(built: Path, known: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield every page of our output that Hugo does not make of facts, its main part ready."""
    for file in sorted(_unknown(built, known)):
        path = file.parent.relative_to(built).as_posix().removeprefix(".")
        english = built / "en" / path / "index.html"
        if english.exists():
            yield {"path": path, "zh": _read_off(file), "en": _read_off(english)}


def _unknown(built: Path, known: Collection[str]) -> Iterator[Path]:
    """Yield our Chinese pages but those known; nobody looks below an enterprise's."""
    for folder, below, files in os.walk(built):
        path = folder[len(str(built)) + 1 :]
        if not path:
            below.remove("en")
        if path == "enterprises":
            below[:] = [name for name in below if f"enterprises/{name}" not in known]
        if "index.html" in files and path not in known:
            yield Path(folder, "index.html")


def _read_off(file: Path) -> dict[str, str]:
    text = file.read_text()
    said = {name: found[1] for name, it in _METAS.items() if (found := it.search(text))}
    main = _MAIN.search(text)
    return {name: unescape(value) for name, value in said.items()} | {
        "main": main[1] if main else ""
    }
