"""Files over HTTP, without a script: taken as a stream, given back as bytes of no kind."""

import io
import json
import re
import tempfile
import zipfile

import pytest
import pyzipper
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.trail_schema import audit
from intake.services.custody import grant_identity, waiting_for
from intake.services.demo import PASSPHRASE
from intake.services.identities import ask_for_identity
from intake.services.receipts import read_with_receipt
from intake.services.sessions import log_in, officer_of

RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")
SEEN = "照片在附件里"


def chosen(content: bytes, name: str = "照片.jpg"):
    return (io.BytesIO(content), name)


@pytest.fixture
def no_temporary_files(monkeypatch):
    """Fail whoever would put an upload into a temporary file."""

    def refuse(*_given, **_named):
        raise AssertionError("a temporary file was asked for")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", refuse)


@pytest.fixture
def reported(citizen, no_temporary_files):
    page = citizen.open("/report/")
    files = [chosen(b"first" * 80_000), chosen(b"MZ", "\u202e../../evil.exe")]
    answer = citizen.send(page, text=SEEN, matter="ground-bar-steel", files=files)
    assert answer.status == 200, answer.text
    return RECEIPT.search(answer.text).group()


def enter(citizen, receipt):
    return citizen.send(citizen.open("/report/status/"), receipt=receipt)


def case_at(desk):
    return desk.open(re.search(r"/cases/[\d-]+/", desk.open("/").html).group())


def file_links(page):
    return re.findall(r'href="(/cases/[\d-]+/files/[0-9a-f]+/)"', page.html)


def test_files_reach_the_desk_and_leave_it_as_bytes_of_no_kind(reported, at_desk):
    desk = at_desk("industry")
    case = case_at(desk)
    assert "照片.jpg" in case.text
    assert "evil.exe" in case.text
    assert ".." not in case.text
    assert "\u202e" not in case.text
    first, second = file_links(case)
    page = desk.open(second)
    assert "这种文件不能自动去除附带信息，只有原件。" in page.text
    assert "没有查毒：本系统没有接入查毒程序" in page.text
    got = desk.client.get(first + "original", buffered=True)
    assert got.data == b"first" * 80_000
    assert got.mimetype == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment; ")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert desk.client.get(first + "copy").status_code == 404
    assert at_desk("tax").open(first).status == 404


def test_the_reporter_sees_what_was_sent_and_fetches_what_came_back(reported, citizen, at_desk):
    desk = at_desk("industry")
    desk.send(case_at(desk), "/files/", files=[chosen(b"answer", "答复函.pdf")])
    page = enter(citizen, reported)
    assert "您提供的文件" in page.text
    assert "承办单位发来的文件" in page.text
    form = next(f for f in page.forms if "/status/files/" in f.action)
    got = citizen.client.post(form.action, data=form.values, buffered=True)
    assert got.data == b"answer"
    assert "filename*=UTF-8''%E7%AD%94%E5%A4%8D%E5%87%BD.pdf" in got.headers["Content-Disposition"]
    gone = citizen.open("/report/status/files/0/", method="POST", data=form.values)
    at_the_desk = desk.open(case_at(desk).address.rstrip("?") + "files/0/")
    for page in (gone, at_the_desk):
        assert page.status == 404
        assert "没有这个文件" in page.text
    assert "没有这个案件" not in at_the_desk.text


def test_more_files_can_be_added_without_a_word(reported, citizen):
    page = citizen.send(enter(citizen, reported), "/messages/", files=[chosen(b"more", "续.jpg")])
    assert "补充内容已加密送达承办单位。" in page.text
    assert "续.jpg" in page.text


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([chosen(b"x", f"{n}.jpg") for n in range(11)], "一次最多10个文件"),
        ([chosen(b"x", f"{n}.jpg") for n in range(300)], "一次最多10个文件"),
        ([chosen(b"", "空.jpg")], "文件“空.jpg”是空的"),
    ],
)
def test_files_that_cannot_be_taken_are_named_and_the_text_stays(citizen, files, told, on_sqlite):
    page = citizen.send(citizen.open("/report/"), text=SEEN, files=files)
    assert page.status == 400
    assert told in page.text
    assert page.form("/report/").values["text"].strip() == SEEN
    assert [p for p in on_sqlite.settings.files_folder.rglob("*") if p.is_file()] == []


def test_a_refused_form_leaves_no_file(citizen, on_sqlite):
    page = citizen.open("/report/")
    for typed in ({"text": ""}, {"text": SEEN, "csrf_token": "x"}):
        assert citizen.send(page, files=[chosen(b"x" * 100_000)], **typed).status == 400
    assert [p for p in on_sqlite.settings.files_folder.rglob("*") if p.is_file()] == []


def test_a_file_where_none_is_asked_for_goes_nowhere(citizen, no_temporary_files, reported):
    page = citizen.open("/report/status/")
    answer = citizen.send(page, receipt=reported, file=chosen(b"x" * 400_000))
    assert answer.status == 200


# WinZip's AE-2 prescribes PBKDF2 with SHA-1; the library's library warns of it.
@pytest.mark.filterwarnings("ignore:PBKDF2 without:DeprecationWarning")
@pytest.mark.parametrize("passphrase", ["", "correct horse 7"])
def test_a_case_leaves_as_a_zip_with_a_manifest_and_without_contact(
    citizen, at_desk, no_temporary_files, passphrase
):
    citizen.send(
        citizen.open("/report/"), text=SEEN, matter="ground-bar-steel", contact="微信 laowang",
        files=[chosen(b"first", "照片.jpg")],
    )  # fmt: skip
    desk = at_desk("industry")
    case = case_at(desk)
    form = case.form("/files/export")
    got = desk.client.post(
        form.action, data={**form.values, "passphrase": passphrase}, buffered=True
    )
    assert got.status_code == 200
    with pyzipper.AESZipFile(io.BytesIO(got.data)) as package:
        assert all(bool(entry.flag_bits & 1) == bool(passphrase) for entry in package.infolist())
        package.setpassword(passphrase.encode() or None)
        names = package.namelist()
        assert names == ["case.json", "files/01/original/照片.jpg", "manifest.json"]
        everything = b"".join(package.read(name) for name in names)
    assert SEEN.encode() in everything
    assert b"laowang" not in everything
    if not passphrase:
        zipfile.ZipFile(io.BytesIO(got.data)).testzip()


@pytest.mark.filterwarnings("ignore:PBKDF2 without:DeprecationWarning")
def test_an_opened_identity_may_leave_with_the_case_encrypted_and_told_to_the_reporter(
    citizen, at_desk, on_sqlite
):
    contact = "微信 laowang"
    page = citizen.send(
        citizen.open("/report/"), text=SEEN, matter="ground-bar-steel", contact=contact
    )
    receipt, desk = RECEIPT.search(page.text).group(), at_desk("industry")
    case = case_at(desk)
    form = case.form("/files/export")
    passphrase = "correct horse 7"

    def export(passphrase=passphrase):
        data = {**form.values, "passphrase": passphrase, "contact": "1"}
        return desk.client.post(form.action, data=data, buffered=True)

    assert "同时导出举报人联系方式" not in case.text
    unopened = export()
    assert unopened.status_code == 400
    assert "联系方式没有对您开放" in unopened.text
    number = form.action.split("/")[2]
    industry, custodian = (
        officer_of(on_sqlite, log_in(on_sqlite, name, PASSPHRASE))
        for name in ("industry", "custodian")
    )
    ask_for_identity(on_sqlite, industry, number, "移送法院")
    grant_identity(on_sqlite, custodian, waiting_for(on_sqlite, custodian)[0].id)
    assert "同时导出举报人联系方式" in case_at(desk).text
    assert "必须加密" in export("").text
    with pyzipper.AESZipFile(io.BytesIO(export().data)) as package:
        package.setpassword(passphrase.encode())
        assert json.loads(package.read("case.json"))["contact"] == contact
    (told,) = read_with_receipt(on_sqlite, receipt).reveals
    assert [day.day for day in told.looks] == [23]
    with reading(on_sqlite.engine) as connection:
        deeds = connection.execute(select(audit.c.action, audit.c.refused)).all()
    assert [refused for deed, refused in deeds if deed == "identity-exported"] == [None]
    assert ("export-encrypted", "NotOpened") in deeds


@pytest.mark.parametrize("passphrase", ["1234", "中文口令中文口令"])
def test_a_passphrase_that_protects_nothing_is_refused(reported, at_desk, passphrase):
    desk = at_desk("industry")
    page = desk.send(case_at(desk), "/files/export", passphrase=passphrase)
    assert page.status == 400
    assert "导出口令至少8个字符" in page.text


def test_the_receipt_can_be_practised_printed_and_saved_only_when_asked(citizen):
    page = citizen.send(citizen.open("/report/"), text=SEEN)
    receipt = RECEIPT.search(page.text).group()
    right = citizen.send(page, "/practice/", typed=receipt.replace(" ", "-"))
    assert "抄对了" in right.text
    assert receipt not in right.text
    wrong = citizen.send(page, "/practice/", typed=receipt[:-1] + str((int(receipt[-1]) + 1) % 10))
    assert wrong.status == 400
    assert "第5组似乎有误" in wrong.text
    assert receipt in wrong.text
    keep = page.form("/report/keep/")
    saved = citizen.client.post(keep.action, data={**keep.values, "as": "file"})
    assert saved.data.decode().strip() == receipt
    assert "note.txt" in saved.headers["Content-Disposition"]
    printable = citizen.open(keep.action, method="POST", data={**keep.values, "as": "print"})
    assert receipt in printable.text


def test_the_reporter_takes_the_contact_details_back_for_good(citizen, at_desk, on_sqlite):
    page = citizen.send(
        citizen.open("/report/"), text=SEEN, matter="ground-bar-steel", contact="微信 laowang"
    )
    receipt = RECEIPT.search(page.text).group()
    page = enter(citizen, receipt)
    assert "微信 laowang" in page.text
    page = citizen.send(page, "/withdraw/")
    assert "联系方式已撤回并销毁。" in page.text
    assert "微信 laowang" not in page.text
    with on_sqlite.engine.connect() as connection:
        sql = "select count(*) from case_keys where purpose = 'identity'"
        assert connection.exec_driver_sql(sql).scalar_one() == 0
        assert connection.exec_driver_sql("select count(*) from identities").scalar_one() == 0
    assert "举报人撤回了联系方式" in case_at(at_desk("industry")).text


def test_the_reporter_says_whether_they_are_satisfied(citizen, at_desk):
    page = citizen.send(citizen.open("/report/"), text=SEEN, matter="ground-bar-steel")
    receipt = RECEIPT.search(page.text).group()
    assert "您的评价" not in enter(citizen, receipt).text
    desk = at_desk("industry")
    case = desk.send(case_at(desk), "/sign/")
    desk.send(case, "/reply/", reply__text="已到现场。")
    page = citizen.send(enter(citizen, receipt), "/satisfaction/", comment="还在冒烟")
    assert page.status == 400
    assert "请选择是否满意。" in page.text
    page = citizen.send(page, "/satisfaction/", satisfaction="not", comment="还在冒烟")
    assert "您的评价已记录" in page.text
    assert "还在冒烟" in page.text
    assert "不满意" in case_at(desk).text
