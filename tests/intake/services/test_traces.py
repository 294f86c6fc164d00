"""A whole run over HTTP, with address, browser, file name and place, leaves no trace of them.

Submit, read, hand on, answer, add, close, destroy: then every byte of the instance's folder, every
row of a server's tables, the log and the temporary folder are searched.
"""

import io
import logging
import re
import tempfile

import pytest
from sqlalchemy import text

from intake.db.schema import metadata
from intake.desk import create_app as staff_app
from intake.public import create_app as citizens_app
from intake.services.demo import PASSPHRASE
from intake.services.retention import purge

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
    "department's file": "canary in the department's file",
}


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return the folder where whoever asks for a temporary file gets it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def searched(system, browsing, photo_with_place, caplog, temporary):
    """Run everything; return what must be nowhere and where to look."""
    caplog.set_level(logging.DEBUG)
    seen = {"REMOTE_ADDR": CANARIES["address"], "HTTP_USER_AGENT": CANARIES["browser"]}
    citizen = browsing.Browser(citizens_app(system))
    citizen.client.environ_base.update(seen)
    page = citizen.send(
        citizen.open("/report/"),
        text=CANARIES["text"],
        contact=CANARIES["contact"],
        matter="ground-bar-steel",
        files=[(io.BytesIO(photo_with_place), f"{CANARIES['file name']}.jpg")],
    )
    receipt = RECEIPT.search(page.text).group()
    desk = browsing.Browser(staff_app(system))
    desk.send(desk.open("/login/"), name="industry", passphrase=PASSPHRASE)
    case = desk.open(re.search(r"/cases/[\d-]+/", desk.open("/").html).group())
    file = re.search(r'href="(/cases/[\d-]+/files/[0-9a-f]+/)"', case.html).group(1)
    assert desk.open(file).status == 200
    assert desk.client.get(file + "copy", buffered=True).status_code == 200
    assert CANARIES["device"].encode() in desk.client.get(file + "original", buffered=True).data
    case = desk.send(case, "/sign/")
    case = desk.send(case, "/reply/", reply__text=CANARIES["answer"])
    sent = (io.BytesIO(CANARIES["department's file"].encode()), f"{CANARIES['file name']}.pdf")
    case = desk.send(case, "/files/", files=[sent])
    page = citizen.send(citizen.open("/report/status/"), receipt=receipt)
    assert CANARIES["answer"] in page.text
    citizen.send(page, "/messages/", message=CANARIES["more"])
    citizen.open("/report/nowhere/", query_string={"q": CANARIES["text"]})
    citizen.open("/report/status/", method="POST", data={"receipt": receipt})  # refused: no token
    case = desk.open(case.address.partition("?")[0])
    desk.send(case, "/close/", close__outcome="unsubstantiated", close__text=CANARIES["answer"])
    canaries = {**CANARIES, "receipt": receipt, "digits": receipt.replace(" ", "")}
    return canaries, temporary, caplog


def everything(system, temporary) -> dict[str, bytes]:
    found = {
        str(path): path.read_bytes() + path.name.encode()
        for folder in (system.settings.instance, temporary)
        for path in folder.rglob("*")
        if path.is_file() and path != system.settings.demo_recovery_file
    }
    if system.engine.dialect.name == "postgresql":
        with system.engine.connect() as connection:
            for table in metadata.sorted_tables:
                rows = connection.execute(text(f"TABLE {table}"))
                found[table.name] = "\n".join(map(_row, rows)).encode()
    return found


def _row(row) -> str:
    shown = [
        bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else value
        for value in row
    ]
    return " ".join(map(str, shown))


def traces(canaries: dict[str, str], left: dict[str, bytes]) -> list[tuple[str, str]]:
    return [
        (what, where)
        for what, said in canaries.items()
        for where, data in left.items()
        if any(form in data for form in (said.encode(), said.encode("utf-16-le")))
    ]


def test_nothing_of_a_whole_run_lies_anywhere_in_clear(system, searched):
    canaries, temporary, caplog = searched
    left = everything(system, temporary)
    assert any("/files/" in where for where in left)
    assert traces(canaries, left) == []
    logged = "\n".join(record.getMessage() for record in caplog.get_records("setup"))
    assert [what for what, said in canaries.items() if said in logged] == []
    assert list(temporary.iterdir()) == []


def test_after_its_end_no_sealed_byte_of_it_is_left_either(system, searched, clock):
    _canaries, temporary, _caplog = searched
    clock.advance(days=5000)
    assert purge(system).destroyed == 1
    left = everything(system, temporary)
    assert not any("/files/" in where for where in left)
    with system.engine.connect() as connection:
        for table in ("case_keys", "identities", "files", "file_checks", "filings"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_a_stolen_instance_with_database_files_and_settings_opens_nothing(system, searched):
    """Whoever has it all but no passphrase and no receipt finds no key that opens anything."""
    from intake.vault import CannotOpen
    from intake.vault.keys import PrivateKey
    from intake.vault.sealing import ContentKey, unseal

    with system.engine.connect() as connection:
        boxes = connection.execute(text("SELECT case_id, purpose, holder, sealed FROM case_keys"))
        stolen = boxes.all()
        bodies = connection.execute(text("SELECT body FROM events WHERE body IS NOT NULL")).all()
        blobs = connection.execute(text("SELECT sealed FROM files")).all()
        public = connection.execute(text("SELECT public_key FROM holders")).scalars().all()
        salts = connection.execute(text("SELECT receipt_salt FROM cases")).scalars().all()
    secrets_at_hand = {system.secret, system.pepper, *(bytes(key) for key in public)}
    for purpose in ("desk-cookie", "desk-forms", "report-forms", "changes", "brake", "pepper"):
        secrets_at_hand.add(system.derived_secret(purpose))
    keys = [secret for secret in secrets_at_hand if len(secret) == 32]
    assert len(stolen) >= 3
    assert bodies
    assert blobs
    assert salts
    for raw in keys:
        for case_id, purpose, _holder, sealed in stolen:
            with pytest.raises(CannotOpen):
                PrivateKey(raw).take(bytes(sealed), f"case/{case_id}/key/{purpose}".encode())
        for (body,) in [*bodies, *blobs]:
            with pytest.raises(CannotOpen):
                unseal(ContentKey(raw), bytes(body), b"")
