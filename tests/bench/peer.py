"""Hugo, the peer: the same pages, in both languages, from one JSON file made of the same book.

Enterprises and lists, which are nearly all pages, Hugo makes from facts and rows. Of the others,
and of what frames every page, it gets the HTML ready: read off our own output, which is to Hugo's
advantage.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
from peer_pages import NAMES, ROOTS, enterprise, pages_of

from publisher.frame import Frames
from publisher.harvest import gather
from publisher.memory import Memory
from publisher.pages import listings
from publisher.site_data import Site
from register.lines import read_raw
from register.lists import LISTS
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
        profile = load_profile(content / place)
        raw = read_raw(content / place)
        harvest = gather(raw, profile, as_of, self.folder / "firms", b"")
        frames = Frames(profile, {})
        memory = Memory(self.folder / "memory")
        place_folder = content / place
        site = Site(profile, as_of, b"", place_folder, self.folder, harvest, (), (), frames, memory)
        every = (listing for slug in LISTS for listing in listings.listings(site, slug))
        lists = [page for listing in every for page in pages_of(site, listing)]
        enterprises = [enterprise(site, id_, card.name) for id_, card in site.cards.items()]
        known = {page["path"] for page in lists} | {f"enterprises/{it['id']}" for it in enterprises}
        made = list(_made(self._built, known))
        data = {
            "words": {NAMES[it]: _words(site, self._built, it) for it in LANGUAGES},
            "fronts": {FRONTS[it["path"]]: it for it in made if it["path"] in FRONTS},
            "enterprises": enterprises,
            "list": lists,
            "made": [page for page in made if page["path"] not in FRONTS],
        }
        (self.folder / "data").mkdir(exist_ok=True)
        (self.folder / "data" / "site.json").write_bytes(msgspec.json.encode(data))

    def build(self) -> None:
        """Build both languages."""
        command = [str(HUGO), "--quiet", "--noBuildLock", "--destination", "public"]
        subprocess.run(command, cwd=self.folder, check=True)

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


def _made(built: Path, known: set[str]) -> Iterator[dict[str, Any]]:
    """Yield every page of our output that Hugo does not make of facts, its main part ready."""
    for file in sorted(built.rglob("*.html")):
        path = file.relative_to(built).as_posix().removesuffix("index.html").strip("/")
        english = built / "en" / path / "index.html"
        if path in known or path.split("/")[0] == "en" or not english.exists():
            continue
        yield {"path": path, "zh": _read_off(file), "en": _read_off(english)}


def _read_off(file: Path) -> dict[str, str]:
    text = file.read_text()
    said = {name: found[1] for name, it in _METAS.items() if (found := it.search(text))}
    main = _MAIN.search(text)
    return {name: unescape(value) for name, value in said.items()} | {
        "main": main[1] if main else ""
    }
