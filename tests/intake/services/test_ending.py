"""When publicity ends, nothing of the record is left anywhere, and the log still verifies."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zipfile
from functools import partial
from io import BytesIO
from urllib.parse import quote

import msgspec
import pytest

from intake.domain.drafting import DraftState
from intake.fetching import Folder
from intake.services import publishing
from intake.services.approvals import approve_draft, publish_approved
from intake.services.book import current_book
from intake.services.drafting import look_at_draft, start_draft, submit_draft
from intake.services.ending import endings_due, erase_ended, running_out
from intake.services.publishing import SITE_FOLDER, publish, record
from intake.services.upkeep import Upkeep
from ledger.audit import audit
from publisher.build import build
from publisher.search.blocks import Packer
from register.acts import PublicityEnded, Reply, Withdrawn, YellowCard
from register.files import append_acts
from register.publicity import WARNING_DAYS
from register.releases import cut

NAME = "演示一号水泥有限公司"
PROBLEM = "单位产品能耗超过限额之特别情节"
SAID = "本公司之申辩文字"


@pytest.fixture
def system(on_sqlite):
    """Publishing touches no table: one database is enough."""
    return on_sqlite


@pytest.fixture(autouse=True)
def built_here(monkeypatch):
    """Build in this process, where Pelican is loaded; test_publishing builds as users do."""

    def build_site(system):
        settings = system.settings
        output = settings.instance / SITE_FOLDER
        build(settings.content, settings.place, output, system.today())
        return ""

    monkeypatch.setattr(publishing, "build_site", build_site)


def act(system, kind, number, **fields):
    today = system.today().isoformat()
    return msgspec.convert(
        {
            "kind": kind.__struct_config__.tag,
            "id": f"01KAPFTM00AAAAAAAAAAAAAA{number:02}",
            "date": today,
            "formed_on": today,
            "enterprise": {
                "id": "firm-1",
                "name": NAME,
                "area": system.profile.areas[0].id,
                "industry": "3011",
            },
            "department": "industry",
            "basis": {"law": "中华人民共和国节约能源法", "clause": "第六十八条"},
            "document": f"演〔2026〕{number}号",
            "by": ["industry-drafter", "industry-approver"],
            "salt": f"{number:064x}",
            **fields,
        },
        kind,
    )


@pytest.fixture
def told(system):
    """A published yellow card with the firm's reply."""
    deadline = (system.today() + dt.timedelta(days=90)).isoformat()
    card = act(system, YellowCard, 1, subject="energy", problem=PROBLEM, deadline=deadline)
    reply = act(system, Reply, 2, refers_to=card.id, text=SAID)
    publish(system, [card, reply])
    return card, reply


def everything(folder):
    """Yield each file's bytes, and what is packed in it."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield path, content
            if content.startswith(b"PK"):
                with zipfile.ZipFile(BytesIO(content)) as packed:
                    for name in packed.namelist():
                        yield path / name, packed.read(name)
            elif content.startswith(b"\x1f\x8b"):
                yield path, gzip.decompress(content)


def spellings(word, packer):
    """Return a word as any of our files could write it."""
    yield from (word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))
    yield json.dumps(word).strip('"').encode()
    yield quote(word).encode()
    yield "".join(f"&#{ord(one)};" for one in word).encode()
    yield packer.text(word)


def files_with(system, *words):
    settings = system.settings
    return {
        f"{path}: {word}"
        for folder in (settings.instance / SITE_FOLDER, settings.place_folder)
        for path, content in everything(folder)
        for word in words
        if word.encode() in content
    }


def test_after_a_withdrawal_nothing_of_the_record_is_left_in_any_file(system, told):
    card, reply = told
    words = (NAME, PROBLEM, SAID, card.document, reply.document, card.salt, reply.salt)
    assert files_with(system, PROBLEM, SAID)
    gone = act(system, Withdrawn, 3, refers_to=card.id, reason="原决定已被依法撤销")
    assert publish(system, [gone]).site_fault == ""
    assert files_with(system, *words, gone.document, gone.salt) == set()
    assert files_with(system, "原决定已被依法撤销")
    report = audit(Folder(system.settings.instance / SITE_FOLDER))
    assert report.faults == []
    assert (report.records, report.tombstones) == (0, 3)


TRADE = "鑫璟琅"
OTHER = "湛江市演示二号水泥有限公司"


def announce(system, act):
    """Publish a notice in both languages that names an act's firm, and another, citing nothing."""
    folder = system.settings.place_folder / "notices" / "2026"
    folder.mkdir(parents=True)
    for ending, words in (("md", "列入名单：{}、{}。"), ("en.md", "Listed: {}, {}.")):
        names = (act.enterprise.name, OTHER)
        if ending == "en.md":
            names = tuple(f'<span lang="zh-CN">{name}</span>' for name in names)
        language = "en" if ending == "en.md" else "zh-CN"
        (folder / f"listed.{ending}").write_text(
            f"Title: 公告\nSlug: listed\nLang: {language}\nDate: {act.date}\n"
            f"Department: industry\nDocument: 演〔2026〕9号\nSummary: 一\n\n"
            + words.format(*names)
            + "\n",
            "utf-8",
        )


def ended_by_officers(system, desk, said):
    """Publish two firms' cards and a release, then end one firm's, all through the desk."""
    officer, head = desk.officer("industry"), desk.officer("industry-head")

    def take(kind, typed):
        id_ = start_draft(system, officer, kind, "industry", typed)
        version = submit_draft(system, officer, id_, 1).version
        approve_draft(system, head, id_, version, {})
        assert publish_approved(system).drafts == {id_}
        return id_

    deadline = (system.today() + dt.timedelta(days=90)).isoformat()
    common = {
        "enterprise.area": system.profile.areas[0].id, "enterprise.industry": "3011",
        "basis.law": "《节约能源法》", "basis.clause": "第六十八条", "document": "演〔2026〕9号",
        "formed_on": system.today().isoformat(),
    }  # fmt: skip
    card = {**common, "subject": "energy", "deadline": deadline}
    take("yellow-card", {**card, "enterprise.name": OTHER, "problem": "另一问题"})
    drafts = [take("yellow-card", {**card, "enterprise.name": said[0], "problem": said[1]})]
    act = next(a for a in current_book(system).book.acts if a.enterprise.name == said[0])
    announce(system, act)
    follow = {**common, "enterprise.id": act.enterprise.id, "enterprise.name": said[0]}
    follow["refers_to"] = act.id
    drafts.append(take("reply", {**follow, "text": said[2]}))
    waiting = start_draft(system, officer, "reply", "industry", {**follow, "text": said[2]})
    cut(system.settings.place_folder, system.today())
    publishing.build_site(system)
    yield act, drafts
    drafts.append(take("publicity-ended", {**follow, "ground": "已完成信用修复"}))
    yield act, [*drafts, waiting]


def test_after_an_ending_no_byte_of_the_instance_tells_of_the_record(system, desk):
    """Site, releases, feeds, search shards, caches of the build, book, log, database and its WAL:
    in whatever way a word is written, also where Chinese is packed, zipped or sounded out."""
    name = f"湛江市{TRADE}水泥有限公司"
    said = (name, PROBLEM, SAID)
    steps = ended_by_officers(system, desk, said)
    act, _ = next(steps)
    packer = Packer(system.profile)
    instance = system.settings.instance

    def found(*words, ways=lambda word: spellings(word, packer)):
        wanted = {way for word in words for way in ways(word)}
        return {
            (path.relative_to(instance).as_posix(), word)
            for path, content in everything(instance)
            for word in wanted
            if word in content
        }

    # What the search index knows a firm by; shorter ones would be found in any key by chance.
    terms = partial(found, TRADE[:2], "xinjing", ways=lambda word: [word.encode()])
    places = {path.split("/")[0].removesuffix("-wal") for path, _word in found(*said)}
    assert places >= {"site", ".site.build", "content", "mingjian.sqlite3"}
    assert [path for path, _word in terms() if path.startswith("site/search/")]
    assert [path for path, _ in everything(instance / "site" / "data" / "releases")]
    _, drafts = next(steps)
    with system.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert found(name, TRADE, *said, act.salt) | terms() == set()
    assert found(OTHER)
    notice = (instance / "site/notices/listed/index.html").read_text("utf-8")
    assert OTHER in notice
    assert "（一家企业，公示已结束）" in notice
    report = audit(Folder(instance / SITE_FOLDER))
    assert report.faults == []
    officer = desk.officer("industry")
    assert [look_at_draft(system, officer, one).draft.typed for one in drafts] == [{}] * 4
    assert look_at_draft(system, officer, drafts[-1]).draft.state is DraftState.DISCARDED


def test_an_ending_repeated_after_a_kill_changes_nothing(system, told):
    gone = act(system, Withdrawn, 3, refers_to=told[0].id, reason="原决定已被依法撤销")
    publish(system, [gone])
    assert publish(system, [gone]).acts == ()


def test_a_kill_between_ending_and_erasing_is_made_good(system, told):
    gone = act(system, PublicityEnded, 3, refers_to=told[0].id, ground="已完成信用修复")
    record(system, [gone])  # as far as the kill
    assert files_with(system, PROBLEM)
    publish(system, [])
    assert files_with(system, PROBLEM, SAID) == set()
    assert erase_ended(system) == 0


def test_a_site_built_between_ending_and_erasing_shows_nothing_and_says_so(system, told):
    record(system, [act(system, Withdrawn, 3, refers_to=told[0].id, reason="原决定已被撤销")])
    publishing.build_site(system)
    report = audit(Folder(system.settings.instance / SITE_FOLDER))
    assert report.faults == []
    assert report.pending == 2
    site = system.settings.instance / SITE_FOLDER
    assert [path for path, content in everything(site) if PROBLEM.encode() in content] == []


def test_a_term_is_warned_of_and_ends_by_itself(system, told, clock):
    card, _ = told
    assert running_out(system) == []
    clock.advance(days=365 - WARNING_DAYS)
    (one,) = running_out(system)
    assert one.act == card
    assert one.ends_on == card.date.replace(year=card.date.year + 1)
    assert one.repair_from < one.ends_on
    assert endings_due(system) == []
    clock.advance(days=WARNING_DAYS)
    assert Upkeep(system).tend() == ""
    assert files_with(system, NAME, PROBLEM, SAID) == set()
    assert audit(Folder(system.settings.instance / SITE_FOLDER)).faults == []


def test_the_worker_builds_when_something_changed_and_rests_when_not(system, told, monkeypatch):
    upkeep = Upkeep(system)
    built = []
    monkeypatch.setattr(
        "intake.services.upkeep.publish", lambda *given: built.append(given) or publish(*given)
    )
    upkeep.tend()
    upkeep.tend()
    assert len(built) == 1
    deadline = (system.today() + dt.timedelta(days=30)).isoformat()
    card = act(system, YellowCard, 7, subject="safety", problem="另一问题", deadline=deadline)
    record(system, [card])
    upkeep.tend()
    assert len(built) == 2
    assert files_with(system, "另一问题")


def test_a_book_with_endings_is_erased_when_an_instance_is_made_of_it(system, told):
    """A book brought from elsewhere may hold ended acts in full."""
    gone = act(system, Withdrawn, 3, refers_to=told[0].id, reason="原决定已被依法撤销")
    append_acts(system.settings.place_folder, [gone])
    assert erase_ended(system) == 3
    assert [name for name in files_with(system, SAID) if "/site/" not in name] == []
