"""The templates of the site, compiled once for each language, everything escaped."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
)
from jinja2.ext import Extension
from markupsafe import escape

from publisher import sources
from publisher.failures import BuildFailed
from register import wording

THEME = sources.THEME

_PLAIN_MESSAGE = re.compile(r'\{\{\s*_\("([^"\\{}%]*)"\)\s*\}\}')


class PlainMessages(Extension):
    """Translate `{{ _("…") }}` when a template is compiled, not each time it is rendered."""

    priority = 10

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Replace each message that needs no value by its translation, escaped."""
        return _PLAIN_MESSAGE.sub(lambda found: str(escape(wording.gettext(found[1]))), source)


@cache
def environment(language: str) -> Environment:
    """Return the environment whose templates are compiled in one language."""
    env = Environment(
        loader=FileSystemLoader(THEME / "templates"),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=[PlainMessages],
    )
    wording.speak_in(env)
    env.globals["lang"] = language
    return env


@cache
def template(language: str, name: str) -> Template:
    """Return a template; asking Jinja each time costs as much as rendering a small one."""
    return environment(language).get_template(name)


def keep_compiled(folder: Path, program: str) -> None:
    """Keep compiled templates and catalogues in a folder, under the fingerprint of their program.

    Compiling them costs more than rendering the few pages that one act changes.
    """
    kept = folder / program
    if not kept.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        kept.mkdir(parents=True)
    wording.keep_compiled(kept)
    for language in wording.LANGUAGES:
        # Words are part of a compiled template, so each language has its own.
        environment(language).bytecode_cache = FileSystemBytecodeCache(str(kept), f"{language}-%s")


def render(language: str, name: str, **values: object) -> str:
    """Render a template in a language.

    Raises:
        BuildFailed: the template is broken or asks for what it wasn't given; says where.

    """
    with wording.use_language(language):
        try:
            return template(language, name).render(values)
        except TemplateError as error:
            raise BuildFailed(
                f"{where(error, name)}: 模板错误: {error}。请修正模板后重试。"
            ) from error


def where(error: BaseException, name: str) -> str:
    """Return `file:line` of the template in which an error arose."""
    at = getattr(error, "lineno", None)
    name = getattr(error, "name", None) or name
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code.co_filename
        if code.startswith(str(THEME)):
            name, at = str(Path(code).relative_to(THEME)), trace.tb_lineno
        trace = trace.tb_next
    return f"{name}:{at}" if at else name
