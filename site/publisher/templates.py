"""The templates of the site, compiled once for all languages, everything escaped."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
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

from publisher import sources
from publisher.failures import BuildFailed
from register import wording

THEME = sources.THEME

_PLAIN_MESSAGE = re.compile(r'\{\{\s*_\("([^"\\{}%]*)"\)\s*\}\}')


class PlainMessages(Extension):
    """Escapes `{{ _("…") }}` like any other text: Jinja takes messages for HTML."""

    priority = 10

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Ask for each message that needs no value as for a text."""
        return _PLAIN_MESSAGE.sub(r'{{ plain_message("\1") }}', source)


@cache
def environment() -> Environment:
    """Return the environment of all templates; words are looked up when one is rendered."""
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
    env.globals["plain_message"] = wording.gettext
    return env


@cache
def template(name: str) -> Template:
    """Return a template; asking Jinja each time costs as much as rendering a small one."""
    return environment().get_template(name)


def keep_compiled(folder: Path, program: str) -> bool:
    """Keep compiled templates and catalogues in a folder, under the fingerprint of their program.

    Compiling them costs more than rendering the few pages that one act changes. Returns whether
    there were any of this program.
    """
    kept = folder / program
    known = kept.is_dir()
    if not known:
        shutil.rmtree(folder, ignore_errors=True)
        kept.mkdir(parents=True)
    wording.keep_compiled(kept)
    environment().bytecode_cache = FileSystemBytecodeCache(str(kept), "%s.template")
    return known


def compile_all() -> None:
    """Compile every template, so that other processes find it kept."""
    for name in environment().list_templates():
        with suppress(TemplateError):  # who renders it tells what is wrong
            template(name)


def render(language: str, name: str, **values: object) -> str:
    """Render a template in a language.

    Raises:
        BuildFailed: the template is broken or asks for what it wasn't given; says where.

    """
    with wording.use_language(language):
        try:
            return template(name).render(values, lang=language)
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
