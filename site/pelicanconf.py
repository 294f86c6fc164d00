"""Pelican's settings for one place: `pelican -s site/publishconf.py`.

MINGJIAN_PLACE names the place, MINGJIAN_CONTENT the content folder (default ./content),
MINGJIAN_AS_OF a day (default: today in China). All pages come from our own generator; Pelican's
generators only read the Markdown of notices and pages, so every address of theirs is empty.
"""

import os
from pathlib import Path

from publisher import asking, plugin

_asked = asking.asked(os.environ)
MINGJIAN_PLACE = _asked.place
MINGJIAN_CONTENT = str(_asked.content)
MINGJIAN_AS_OF = _asked.as_of
MINGJIAN_PRECOMPRESS = False

PELICAN_CLASS = plugin.SiteBuilder
# The module, not its name: a plugin that can't be imported must stop the build.
PLUGINS = [plugin]

PATH = str(_asked.folder)
OUTPUT_PATH = str(Path.cwd() / "output" / MINGJIAN_PLACE)
THEME = str(Path(__file__).resolve().parents[1] / "themes" / "mingjian")
DELETE_OUTPUT_DIRECTORY = False

SITENAME = MINGJIAN_PLACE
DEFAULT_LANG = "zh-cn"
TIMEZONE = "Asia/Shanghai"
LOCALE = ["C.UTF-8", ""]

ARTICLE_PATHS = ["notices"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
IGNORE_FILES = [".*"]
# `a.en.md` is the English text of `a.md`.
FILENAME_METADATA = r"(?P<slug>[^.]+)(?:\.(?P<lang>en))?"
MARKDOWN = {
    "extensions": [
        "markdown.extensions.meta",
        "markdown.extensions.tables",
        "markdown.extensions.sane_lists",
        "markdown.extensions.toc",
    ],
    "output_format": "html",
}

DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = ""
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
# Which texts are the same document in two languages is told by their file names.
ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = ""
