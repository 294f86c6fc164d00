"""Every page of the desk, found by walking it as each role does, judged on a phone.

The route table says which pages there are; a page that no link leads to fails the test, so that a
new one is judged from its first day.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from intake.db.cases import case_by_number
from intake.db.engine import reading
from intake.desk import create_app
from intake.domain.outcomes import Outcome
from intake.services import casework, closing, handling
from intake.services.closing import Result
from intake.services.demo import PASSPHRASE
from intake.services.drafting import start_draft
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import log_in, officer_of
from intake.services.system import System, open_system
from intake.services.uploads import Uploads
from intake.settings import load_settings
from register.jurisdiction import Matter

from .conftest import PHONE, TOO_WIDE

PROVE = os.environ.get("PROVE") == "1"
# The desk is the same in both places; make prove looks at all of it.
PLACES, PREFIXES = (("zhanjiang", "enping"), ("", "/en")) if PROVE else (("enping",), ("",))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("instance", PLACES, indirect=True, scope="session"),
]

PICTURE = Path(__file__).resolve().parents[2] / "themes/mingjian/static/emblem.png"
LOGINS = ("dispatcher", "industry", "industry-head", "coordination-head", "custodian", "auditor",
          "admin")  # fmt: skip
ALOOF = frozenset(
    {
        "static",
        # To who is not logged in yet, or owes the second factor.
        "login.form",
        "second.form",
        # Not pages: texts, tables and files to take away; and the public site's own page.
        "audit.export",
        "audit.chain",
        "duties.annex",
        "figures.download",
        "files.copy",
        "files.original",
        "drafting.preview",
        # Only once a list was brought, or a month of numbers begun.
        "imports.show",
        "month_drafts.show",
    }
)
"""What a walk along links does not pass, and why."""
MOST_OF_A_KIND = 3
"""Addresses of one route that are looked at for links; they differ in their data alone."""


@pytest.fixture(scope="module")
def system(instance: Any) -> Iterator[System]:
    """The running demonstration's own system, to put cases of every kind in."""
    found = open_system(
        load_settings(
            {
                "MINGJIAN_INSTANCE": str(instance.folder),
                "MINGJIAN_PLACE": instance.place,
                "MINGJIAN_DEMO": "1",
            }
        )
    )
    yield found
    found.engine.dispose()


@pytest.fixture(scope="module")
def peopled(system: System) -> str:
    """Put in what a desk has after a week: cases in every state, a request, a draft.

    Returns the address of the case that has a file.
    """
    officers = {
        name: officer_of(system, log_in(system, name, PASSPHRASE))
        for name in ("industry", "industry-head")
    }
    industry = officers["industry"]
    numbers = [
        submit(
            system,
            NewReport("夜里炼钢", new_form_token(), matter=Matter.GROUND_BAR_STEEL, contact="某某"),
        ).case.number
        for _ in range(5)
    ]
    submit(system, NewReport("这里不对劲", new_form_token()))
    uploads = Uploads(system)
    uploads.begin("照片.png", "").write(PICTURE.read_bytes())
    with_file = NewReport("夜里炼钢", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    pictured = submit(system, with_file, uploads.given()).case.number
    for number in numbers[1:]:
        casework.sign(system, industry, number, version_of(system, number))
    for number in numbers[2:]:
        casework.reply(system, industry, number, version_of(system, number), text="已核查。")
    result = Result(Outcome.UNSUBSTANTIATED, "未见设备。")
    closing.propose(system, industry, numbers[3], version_of(system, numbers[3]), result)
    closing.close(system, industry, numbers[4], version_of(system, numbers[4]), result)
    start_draft(system, industry, "yellow-card", "industry", {"enterprise.name": "例琅炼钢厂"})
    handling.link(system, industry, numbers[1], version_of(system, numbers[1]), other=numbers[2])
    return f"/cases/{pictured}/"


def version_of(system: System, number: str) -> int:
    with reading(system.engine) as connection:
        case = case_by_number(connection, number)
    assert case is not None
    return case.version


class Walker:
    """One member, going wherever links lead."""

    def __init__(self, chromium: Browser, desk: str, name: str, adapter: Any) -> None:
        self.desk = desk
        self._adapter = adapter
        self.context: BrowserContext = chromium.new_context(viewport=PHONE, locale="zh-CN")
        page = self.context.new_page()
        page.goto(desk + "/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("口令").fill(PASSPHRASE)
        page.get_by_role("button", name="登录", exact=True).click()
        self.page: Page = page

    def endpoint(self, path: str) -> str:
        """Return the route of an address; empty where there is none that is asked by GET."""
        try:
            found, _ = self._adapter.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return ""
        return str(found)

    def addresses(self, first: str) -> dict[str, list[str]]:
        """Return up to `MOST_OF_A_KIND` addresses of pages for each route that links lead to.

        `first` is looked at before the others of its kind.
        """
        found: dict[str, list[str]] = {}
        seen = {rule.rule for rule in self._adapter.map.iter_rules() if not rule.arguments}
        seen.add(first)
        waiting = deque([first, *sorted(seen - {first})])
        while waiting:
            address = waiting.popleft()
            endpoint = self.endpoint(urlsplit(address).path)
            known = found.setdefault(endpoint, [])
            if not endpoint or endpoint in ALOOF or len(known) >= MOST_OF_A_KIND:
                continue
            html = self._html(self.context.request, address)
            if html is None:
                continue
            known.append(address)
            for link in re.findall(r'href="(/[^"#]*)', html):
                if link not in seen and not link.startswith("/en/"):
                    seen.add(link)
                    waiting.append(link.replace("&amp;", "&"))
        return {endpoint: known for endpoint, known in found.items() if known}

    def _html(self, request: APIRequestContext, address: str) -> str | None:
        answer = request.get(self.desk + address, max_redirects=0)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        return answer.text() if answer.ok and is_page else None


@pytest.fixture
def walkers(
    chromium: Browser, instance: Any, system: System, peopled: str
) -> Iterator[list[Walker]]:
    adapter = create_app(system).url_map.bind("")
    found = [Walker(chromium, instance.desk, name, adapter) for name in LOGINS]
    yield found
    for walker in found:
        walker.context.close()


def pages_of(
    walkers: list[Walker], first: str, *, whole: bool
) -> dict[str, list[tuple[Walker, str]]]:
    """Return by route which addresses to look at, and as whom: one, or each of each member's."""
    found: dict[str, list[tuple[Walker, str]]] = {}
    for walker in walkers:
        for endpoint, addresses in walker.addresses(first).items():
            mine = found.setdefault(endpoint, [])
            if whole or not mine:
                mine += [(walker, address) for address in addresses[: None if whole else 1]]
    return found


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing_on_any_page_of_the_desk_and_none_is_too_wide(
    walkers: list[Walker],
    peopled: str,
    *,
    findings: Callable[..., list[str]],
    prefix: str,
) -> None:
    pages = pages_of(walkers, peopled, whole=PROVE)
    said = {}
    for endpoint, known in pages.items():
        for walker, address in known:
            walker.page.goto(walker.desk + prefix + address)
            wrong = findings(walker.page, ["normal", "elder"] if PROVE else ["normal"])
            if walker.page.evaluate(TOO_WIDE) > 0:
                wrong.append("scrolls sideways")
            if wrong:
                said[f"{endpoint} {address}"] = wrong
    assert said == {}
    routes = {
        rule.endpoint
        for rule in walkers[0]._adapter.map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    assert routes - pages.keys() - ALOOF == set(), "no link leads there"
