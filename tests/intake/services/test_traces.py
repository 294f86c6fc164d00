"""A whole run over HTTP, with address, browser, file name and place, leaves no trace of them.

Submit, read, hand on, answer, add, close, destroy: then every byte of the instance's folder, of the
database server's own, every row, the log, the letters to departments, the counts and the temporary
folder are searched. That the search finds what lies in each of these places is a test of its own.
"""

import io
import logging
import os
import re
import tempfile
import time
from base64 import b64encode
from itertools import product
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey as BoxKey
from nacl.public import SealedBox
from sqlalchemy import select, text, update

from intake.db.engine import reading, writing
from intake.db.file_schema import files
from intake.db.notice_schema import notices
from intake.db.schema import cases, events, members, metadata
from intake.desk import create_app as staff_app
from intake.notifying import Notifier
from intake.public import create_app as citizens_app
from intake.services.attachments import _facts_context
from intake.services.casework import sign
from intake.services.content import event_context, identity_context
from intake.services.demo import PASSPHRASE
from intake.services.handling import transfer
from intake.services.keyring import department_key
from intake.services.likeness import _features_context
from intake.services.retention import purge
from intake.services.sessions import log_in, officer_of
from intake.vault import CannotOpen
from intake.vault.sealing import ContentKey, unseal

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]
RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")
CANARIES = {
    "text": "金丝雀正文九四二六",
    "contact": "金丝雀姓名 13942613942",
    "more": "金丝雀补充九四二六",
    "answer": "金丝雀反馈九四二六",
    "address": "203.0.113.94",
    "browser": "CanaryBrowser/94.26",
    "file name": "canary-file-name",
    "device": "canary-device",
    "place": "canary-gps-21.27N-110.35E",
    "transfer": "金丝雀转办理由九四二六",
    "department's file": "canary in the department's file",
}
PLACES = (
    "file",
    "file name",
    "temporary folder",
    "log",
    "counts",
    "row",
    "letter",
    "sealed column",
)
"""Where a canary could lie; each is searched."""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the folder where whoever asks for a temporary file gets it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def at_desk(system, browsing, name):
    desk = browsing.Browser(staff_app(system))
    desk.send(desk.open("/login/"), name=name, passphrase=PASSPHRASE)
    return desk


@pytest.fixture
def searched(request, system, caplog, temporary, leftovers):
    """Run everything; return what must be nowhere, and the function that says what lies where."""
    browsing, photo = map(request.getfixturevalue, ("browsing", "photo_with_place"))
    caplog.set_level(logging.DEBUG)
    begun = time.time() - 1
    addresses = '[departments]\necology = ["json://127.0.0.1:9/"]\n'
    (system.settings.instance / "notices.toml").write_text(addresses, "utf-8")
    citizen = browsing.Browser(citizens_app(system))
    seen = {"REMOTE_ADDR": CANARIES["address"], "HTTP_USER_AGENT": CANARIES["browser"]}
    citizen.client.environ_base.update(seen)
    page = citizen.send(
        citizen.open("/report/"),
        text=CANARIES["text"],
        contact=CANARIES["contact"],
        matter="ground-bar-steel",
        files=[(io.BytesIO(photo), f"{CANARIES['file name']}.jpg")],
    )
    receipt = RECEIPT.search(page.text).group()
    _worked_on(system, browsing)
    page = citizen.send(citizen.open("/report/status/"), receipt=receipt)
    assert CANARIES["answer"] in page.text
    citizen.send(page, "/messages/", message=CANARIES["more"])
    citizen.open("/report/nowhere/", query_string={"q": CANARIES["text"]})
    citizen.open("/report/status/", method="POST", data={"receipt": receipt})  # refused: no token
    Notifier(system).take_a_turn()
    desk = at_desk(system, browsing, "ecology")
    case = desk.open(re.search(r"/cases/[\d-]+/", desk.open("/").html).group())
    desk.send(case, "/close/", close__outcome="unsubstantiated", close__text=CANARIES["answer"])
    on_server = "postgres" in system.settings.database_url
    server = request.getfixturevalue("postgres").folder if on_server else None

    def left():
        found = leftovers.left_behind(system, temporary)
        found["log"] = "\n".join(map(logging.LogRecord.getMessage, caplog.get_records("setup")))
        found["log"] = (found["log"] + caplog.text).encode()
        found["counts"] = repr(vars(system.counts)).encode()
        return found | (leftovers.on_disk(server, since=begun) if server else {})

    return {**CANARIES, "receipt": receipt, "digits": receipt.replace(" ", "")}, left


def _worked_on(system, browsing):
    """One department looks at everything and hands the case on; the other answers, with a file."""
    desk = at_desk(system, browsing, "industry")
    address = re.search(r"/cases/[\d-]+/", desk.open("/").html).group()
    file = re.search(r'href="(/cases/[\d-]+/files/[0-9a-f]+/)"', desk.open(address).html).group(1)
    assert desk.open(file).status == 200
    head = officer_of(system, log_in(system, "industry-head", PASSPHRASE))
    why = {"department": "ecology", "reason": CANARIES["transfer"], "clause": "二（四）"}
    case = sign(system, head, address.split("/")[2], 1)
    transfer(system, head, case.number, case.version, **why)
    desk = at_desk(system, browsing, "ecology")
    assert desk.open(file).status == 200
    assert desk.client.get(file + "copy", buffered=True).status_code == 200
    assert CANARIES["device"].encode() in desk.client.get(file + "original", buffered=True).data
    case = desk.send(desk.open(address), "/sign/")
    case = desk.send(case, "/reply/", reply__text=CANARIES["answer"])
    sent = (io.BytesIO(CANARIES["department's file"].encode()), f"{CANARIES['file name']}.pdf")
    desk.send(case, "/files/", files=[sent])


def test_nothing_of_a_whole_run_lies_anywhere_in_clear(searched, leftovers, temporary):
    canaries, left = searched
    found = left()
    assert any("/files/" in where for where in found)
    assert leftovers.traces(canaries, found) == []
    assert list(temporary.iterdir()) == []


def test_the_search_finds_what_is_planted_in_each_place(
    system, searched, leftovers, temporary, caplog
):
    """Each place is given a canary of its own, in a writing in which it might come to lie there."""
    _canaries, left = searched
    caplog.set_level(logging.DEBUG)
    planted = {place: f"planted-{os.urandom(8).hex()}" for place in PLACES}
    (system.settings.instance / "files" / "stray").write_text(planted["file"], "utf-16-le")
    (system.settings.instance / planted["file name"]).touch()
    spooled = b64encode(b"x" + planted["temporary folder"].encode() + b"xx")
    (temporary / "spooled").write_bytes(spooled)
    logging.getLogger("intake").error("%s", planted["log"])
    system.counts.add(planted["counts"], 600)
    with writing(system.engine) as connection:
        connection.execute(update(members).values(name=members.c.name + planted["row"]))
        connection.execute(update(notices).values(body=planted["letter"]))
        connection.execute(update(events).values(body=planted["sealed column"].encode()))
    found = leftovers.traces(planted, left())
    assert {what for what, _where in found} == set(PLACES)
    journal = "-wal" if system.engine.dialect.name == "sqlite" else "pg_wal"
    assert {what for what, where in found if journal in where} >= {"row", "letter", "sealed column"}


def test_after_its_end_no_sealed_byte_of_it_is_left_either(system, searched, clock):
    _canaries, left = searched
    clock.advance(days=5000)
    assert purge(system).destroyed == 1
    assert not any("/files/" in where for where in left())
    with system.engine.connect() as connection:
        for table in ("case_keys", "identities", "files", "file_checks", "filings"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def keys_at_hand(system) -> set[bytes]:
    """Return everything a thief of database, files and server secret could take for a key."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "intake").rglob("*.py"))
    purposes = set(re.findall(r'derived_secret\((?:\w+, )?"([a-z-]+)"\)', source))
    assert {"pepper", "likeness", "brake", "desk-forms"} <= purposes
    found = {system.secret, *map(system.derived_secret, purposes), system.trail_key}
    for cell in cells(system):
        for size in (32, 12 + 32, 24 + 32):
            found |= {cell[:32], cell[-32:]} if len(cell) == size else set()
    return {key for key in found if len(key) == 32}


def cells(system) -> set[bytes]:
    """Return every stored value, what is written in hexadecimal as its bytes."""
    found = set()
    with reading(system.engine) as connection:
        for table in metadata.sorted_tables:
            for cell in (cell for row in connection.execute(select(table)) for cell in row):
                if isinstance(cell, bytes | memoryview):
                    found.add(bytes(cell))
                elif isinstance(cell, str) and re.fullmatch("(?:[0-9a-f]{2}){16,}", cell):
                    found.add(bytes.fromhex(cell))
    return found


def opened_with(system, keys: set[bytes]) -> int:
    """Try each key on each stored value, as a sealed box and as sealed content of every place."""
    boxes, count = [cell for cell in cells(system) if len(cell) > 40], 0
    with reading(system.engine) as connection:
        (case_id,) = connection.execute(select(cases.c.id)).scalars()
        seqs = connection.execute(select(events.c.seq)).scalars().all()
        names = connection.execute(select(files.c.id)).scalars().all()
    places = [identity_context(case_id), _features_context(case_id)]
    places += [event_context(case_id, seq) for seq in seqs]
    places += [_facts_context(case_id, name) for name in names]
    for key, box in product(keys, boxes):
        try:
            inside = SealedBox(BoxKey(key)).decrypt(box)
        except CryptoError:
            inside = None
        count += inside is not None
    for key, box, place in product(keys, boxes, places):
        try:
            unseal(ContentKey(key), box, place)
        except CannotOpen:
            continue
        count += 1
    return count


def test_a_stolen_instance_with_database_files_and_settings_opens_nothing(system, searched):
    """Whoever has it all but no passphrase and no receipt finds no key that opens anything."""
    assert searched
    at_hand = keys_at_hand(system)
    assert len(at_hand) > 20
    assert opened_with(system, at_hand) == 0
    officer = officer_of(system, log_in(system, "ecology", PASSPHRASE))
    with reading(system.engine) as connection:
        private = department_key(connection, officer, "ecology").reveal()
    assert opened_with(system, {private}) > 0  # the passphrase is what was missing
