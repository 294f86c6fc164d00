"""Files with a report: sealed from the first byte, whole or not at all, and gone with the key."""

import os

import pytest
from sqlalchemy import func, select

from intake.db.engine import reading
from intake.db.file_schema import files
from intake.domain.errors import Incomplete, NoSuchCase, NotAllowed
from intake.domain.files import LARGEST_FILE, MOST_FILES, Sender
from intake.files import NoSuchFile
from intake.services.attachments import FileGone, sweep_store
from intake.services.case_files import (
    fetch_copy,
    fetch_original,
    files_on_case,
    look_at,
    send_files,
)
from intake.services.inbox import fetch_with_receipt, write_with_receipt
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.uploads import Uploads
from intake.vault import CannotOpen
from register.jurisdiction import Matter

CANARY = b"canary in the bytes of a file " * 40


def report(token: str = "") -> NewReport:
    return NewReport("有照片", token or new_form_token(), matter=Matter.GROUND_BAR_STEEL)


def uploaded(system, *contents: bytes, name: str = "照片.jpg", part: int = 60_000):
    uploads = Uploads(system)
    for content in contents:
        upload = uploads.begin(name, "image/jpeg")
        for at in range(0, len(content), part):
            upload.write(content[at : at + part])
        upload.seek(0)
    return uploads


def on_disk(system) -> list[bytes]:
    return [p.read_bytes() for p in system.settings.files_folder.rglob("*") if p.is_file()]


def rows(system) -> int:
    with reading(system.engine) as connection:
        return connection.execute(select(func.count()).select_from(files)).scalar_one()


def test_a_file_is_read_at_the_desk_as_it_came_and_by_no_other_department(system, desk):
    content = os.urandom(300_000)
    case = submit(system, report(), uploaded(system, content, b"x").given()).case
    industry = desk.officer("industry")
    first, second = files_on_case(system, industry, case.number)
    assert (first.facts.name, first.facts.size, first.stored.place) == ("照片.jpg", 300_000, 1)
    got = fetch_original(system, industry, case.number, first.id)
    assert b"".join(got.pieces) == content
    for act in (look_at, fetch_original, fetch_copy):
        with pytest.raises(NoSuchCase):
            act(system, desk.officer("tax"), case.number, first.id)
    with pytest.raises(FileGone):
        fetch_original(system, industry, case.number, "0" * 40)
    other = submit(system, report(), uploaded(system, b"other").given()).case
    with pytest.raises(FileGone):
        fetch_original(system, industry, other.number, second.id)


def test_no_byte_of_a_file_lies_on_disk_in_clear_not_even_while_it_comes_in(system):
    uploads = Uploads(system)
    upload = uploads.begin("canary-name.jpg", "image/jpeg")
    upload.write(CANARY * 100)
    assert any(len(left) > 50_000 for left in on_disk(system))
    assert not any(CANARY[:30] in left for left in on_disk(system))
    submit(system, report(), uploads.given())
    assert not any(CANARY[:30] in left or b"canary-name" in left for left in on_disk(system))


def test_what_is_refused_or_posted_twice_leaves_no_file(system):
    token = new_form_token()
    submit(system, report(token), uploaded(system, b"abc").given())
    again = uploaded(system, b"abc")
    assert submit(system, report(token), again.given()).repeated
    again.discard()
    refused = uploaded(system, b"abc")
    with pytest.raises(Incomplete):
        submit(system, NewReport("", new_form_token()), refused.given())
    refused.discard()
    assert len([p for p in system.settings.files_folder.rglob("*") if p.is_file()]) == 1
    assert rows(system) == 1


def test_another_file_in_the_same_form_is_another_report(system):
    token = new_form_token()
    first = submit(system, report(token), uploaded(system, b"abc").given())
    second = submit(system, report(token), uploaded(system, b"abd").given())
    assert first.case.number != second.case.number


def test_a_file_too_large_is_let_run_out_stored_nowhere_and_named(system):
    uploads = Uploads(system)
    upload = uploads.begin("大文件.mp4", "")
    for _ in range(LARGEST_FILE // 2**20 + 2):
        upload.write(bytes(2**20))
    assert [p for p in system.settings.files_folder.rglob("*") if p.is_file()] == []
    with pytest.raises(Incomplete, match=r"“大文件\.mp4”超过50 MB") as refused:
        submit(system, report(), uploads.given())
    assert refused.value.field == "files"


def test_the_eleventh_file_is_stored_nowhere(system):
    uploads = uploaded(system, *[b"x"] * (MOST_FILES + 1))
    assert len([p for p in system.settings.files_folder.rglob("*") if p.is_file()]) == MOST_FILES
    with pytest.raises(Incomplete, match="一次最多10个文件"):
        submit(system, report(), uploads.given())


def test_an_empty_file_is_named_and_an_unused_field_is_none(system):
    with pytest.raises(Incomplete, match=r"“空\.jpg”是空的"):
        submit(system, report(), uploaded(system, b"", name="空.jpg").given())
    assert uploaded(system, b"", name="").given() == []


def test_the_first_look_makes_the_copy_and_the_next_finds_it(system, desk, request):
    made = request.getfixturevalue("photo_with_place")
    case = submit(system, report(), uploaded(system, made).given()).case
    industry = desk.officer("industry")
    (file,) = files_on_case(system, industry, case.number)
    view = look_at(system, industry, case.number, file.id)
    assert view.check.finding.refusal is None
    assert view.check.verdict == "not-scanned"
    copy = fetch_copy(system, industry, case.number, file.id)
    content = b"".join(copy.pieces)
    assert (copy.name, copy.size) == ("附件1.jpg", len(content))
    assert b"canary-device" in made
    assert b"canary-device" not in content
    assert look_at(system, industry, case.number, file.id).copy_id == view.copy_id


def test_what_cannot_be_cleaned_says_so_and_has_no_copy(system, desk):
    case = submit(system, report(), uploaded(system, b"MZ" * 100, name="a.exe").given()).case
    industry = desk.officer("industry")
    (file,) = files_on_case(system, industry, case.number)
    assert look_at(system, industry, case.number, file.id).check.finding.refusal == "unknown-kind"
    with pytest.raises(FileGone):
        fetch_copy(system, industry, case.number, file.id)


def test_files_go_both_ways_and_the_reporter_gets_the_departments_alone(system, desk):
    submitted = submit(system, report(), uploaded(system, b"mine").given())
    receipt, number = submitted.receipt.reveal(), submitted.case.number
    view = write_with_receipt(
        system, receipt, "", new_form_token(), uploaded(system, b"more").given()
    )
    assert view.entries[-1].text == "（补充了附件）"
    industry = desk.officer("industry")
    send_files(system, industry, number, uploaded(system, b"answer", name="答复.pdf").given())
    found = read_with_receipt(system, receipt).files
    assert [f.stored.sender for f in found].count(Sender.REPORTER) == 2
    for file in found:
        if file.stored.sender is Sender.DEPARTMENT:
            got = fetch_with_receipt(system, receipt, file.id)
            assert (got.name, b"".join(got.pieces)) == ("答复.pdf", b"answer")
        else:
            with pytest.raises(FileGone):
                fetch_with_receipt(system, receipt, file.id)
    with pytest.raises(Incomplete, match="请选择文件"):
        send_files(system, industry, number, [])
    with pytest.raises((NotAllowed, NoSuchCase)):
        send_files(system, desk.officer("tax"), number, uploaded(system, b"x").given())


def test_what_a_killed_upload_left_is_swept_and_nothing_else(system):
    submit(system, report(), uploaded(system, b"kept").given())
    left = system.settings.files_folder / "incoming" / ("f" * 40)
    left.write_bytes(b"from a process that was killed")
    assert sweep_store(system) == 1
    assert not left.exists()
    assert len([p for p in system.settings.files_folder.rglob("*") if p.is_file()]) == 1


def test_altered_or_missing_bytes_are_never_passed_off_as_the_file(system, desk):
    case = submit(system, report(), uploaded(system, b"x" * 200_000).given()).case
    industry = desk.officer("industry")
    (file,) = files_on_case(system, industry, case.number)
    path = system.store.place(file.id)
    sealed = bytearray(path.read_bytes())
    sealed[100_000] ^= 1
    path.write_bytes(sealed)
    got = fetch_original(system, industry, case.number, file.id)
    with pytest.raises(CannotOpen):
        b"".join(got.pieces)
    path.unlink()
    with pytest.raises(FileGone):
        fetch_original(system, industry, case.number, file.id)
    with pytest.raises(NoSuchFile):
        next(system.store.read(file.id))
