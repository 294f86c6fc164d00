"""Run Pelican inside this process: apart from `publisher.build`, since few builds need it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.asking import given
from publisher.sources import SITE, Request

if TYPE_CHECKING:
    from publisher.texts import Texts


def read_texts(request: Request, work: Path) -> Texts:
    """Return a place's notices and pages as Pelican reads them, which are kept in `work`, too.

    Raises:
        ProblemsFound: profile, a notice or a page must be mended first.
        BuildFailed: a plugin is broken.

    """
    with _own_logging():
        from pelican.log import console  # noqa: PLC0415 - as below
        from pelican.settings import read_settings  # noqa: PLC0415 - costs as much as a small build

        from publisher.plugin import TextReader  # noqa: PLC0415
    with given(request):
        # What the file says was maybe read for another request: it is a module, read once.
        settings = read_settings(
            str(SITE / "publishconf.py"),
            override={
                "PATH": str(request.folder),
                "OUTPUT_PATH": str(request.output),
                "MINGJIAN_CONTENT": str(request.content),
                "MINGJIAN_PLACE": request.place,
                "MINGJIAN_AS_OF": request.as_of,
                "MINGJIAN_PRECOMPRESS": request.precompress,
            },
        )
    pelican = TextReader(settings)
    console.quiet = True  # it would count articles, of which a register has none
    return pelican.read(work)


@contextmanager
def _own_logging() -> Iterator[None]:
    """Keep Pelican's import from changing the class of every logger of this process."""
    root = logging.getLogger()
    logger_class, root_class = logging.getLoggerClass(), type(root)
    try:
        yield
    finally:
        logging.setLoggerClass(logger_class)
        root.__class__ = root_class
