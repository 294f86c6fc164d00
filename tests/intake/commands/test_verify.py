"""`mingjian verify` proves an honest site and names what is wrong with a dishonest one."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import threading
import time
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake import fetching
from intake.cli import main, mingjian
from ledger.place_log import PlaceLog
from ledger.steps import logging_whole
from publisher import build
from register import journal
from register.lines import amending, raw_of
from tlog.keys import Signer

CONTENT = Path(__file__).resolve().parents[3] / "content"
PLACE = "enping"
DAY = dt.date(2026, 11, 22)


def keep_log(place: Path, signer: Signer) -> None:
    """Begin a log over the book as it is."""
    with amending(place):
        log = PlaceLog(place)
        journal.commit(place, logging_whole(log, signer, raw_of(place), DAY))


@pytest.fixture(scope="module")
def signer():
    return Signer.generate("register.example/log")


@pytest.fixture(scope="module")
def published(tmp_path_factory, signer):
    """The content of one place with its log, and the site built from it; copy before changing."""
    folder = tmp_path_factory.mktemp("honest")
    shutil.copytree(CONTENT / PLACE, folder / "content" / PLACE)
    keep_log(folder / "content" / PLACE, signer)
    build(folder / "content", PLACE, folder / "site", DAY)
    return folder


@pytest.fixture
def site(published, tmp_path):
    return Path(shutil.copytree(published / "site", tmp_path / "site"))


@pytest.fixture
def content(published, tmp_path):
    return Path(shutil.copytree(published / "content", tmp_path / "content"))


def verify(*arguments):
    result = CliRunner().invoke(
        mingjian, ["verify", *map(str, arguments)], standalone_mode=False, catch_exceptions=False
    )
    return (result.return_value or 0), result.output


def rebuilt(content, tmp_path):
    build(content, PLACE, tmp_path / "again", DAY)
    return tmp_path / "again"


def a_record(site):
    path = min((site / "log/records").iterdir())
    return path, json.loads(path.read_text("utf-8").splitlines()[0])["record"]


def test_an_honest_site_is_proven_and_what_is_not_proven_is_said(site, tmp_path):
    code, words = verify(site, "--keep", tmp_path / "kept")
    assert code == 0
    assert "没有一条缺失" in words
    assert "没有证明：公示内容本身是否属实" in words
    code, words = verify(site, "--checkpoint", tmp_path / "kept")
    assert code == 0
    assert "是这份日志的开头" in words


def test_one_record_is_verified_by_its_number(site):
    _, record = a_record(site)
    code, words = verify(site, "--record", record["id"])
    assert code == 0
    assert f"{record['id']} 与它的承诺值一致" in words
    assert verify(site, "--record", "01KAPFTM00AAAAAAAAAAAAAAAA")[0] == 4


@pytest.mark.parametrize("path", ["log/records/*.jsonl", "log/tile/entries/*.p/*", "log/tile/0/*/*",
                                  "data/book/*.json"])  # fmt: skip
def test_a_changed_byte_is_named_with_its_file(site, path):
    file = max(site.glob(path))
    whole = file.read_bytes()
    at = whole.find(b'"document":"') + 20 if whole.startswith(b"{") else len(whole) // 2
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    code, words = verify(site)
    assert code == 3, words
    assert "内容被改动" in words
    assert re.search("[a-z]+ [a-z]+ [a-z]+", words) is None, words  # a Chinese reader is told
    assert ("log/tile/" if "tile" in path else file.relative_to(site).as_posix()) in words


def test_a_month_of_numbers_changed_dropped_or_never_logged_is_named(site):
    """The commitment is over the month's own file; the open data may list no other month."""
    file = max((site / "data/numbers").glob("*.json"))
    honest = file.read_bytes()
    assert "4个月的举报办理数字" in verify(site)[1]
    file.write_bytes(honest.replace(b'"received":66', b'"received":65'))
    code, words = verify(site)
    assert (code, file.name in words) == (3, True), words
    file.unlink()
    code, words = verify(site)
    assert (code, file.name in words) == (4, True), words
    file.write_bytes(honest)
    table = site / "data/numbers.json"
    table.write_bytes(table.read_bytes().replace(b'"month":"2026-09"', b'"month":"2026-10"'))
    code, words = verify(site)
    assert (code, "2026-10" in words) == (3, True), words


def test_a_line_of_the_book_changed_by_hand_and_published_is_named_by_its_number(content, tmp_path):
    year = min((content / PLACE / "acts").glob("*.jsonl"))
    lines = year.read_text("utf-8").splitlines(keepends=True)
    id_ = json.loads(lines[0])["id"]
    year.write_text(
        lines[0].replace('"document":"', '"document":"假') + "".join(lines[1:]), "utf-8"
    )
    code, words = verify(rebuilt(content, tmp_path))
    assert code == 3
    assert id_ in words


def test_a_record_dropped_from_the_book_is_named_by_its_number(content, tmp_path):
    year = max((content / PLACE / "acts").glob("*.jsonl"))
    lines = year.read_text("utf-8").splitlines(keepends=True)
    last = json.loads(lines[-1])["id"]
    year.write_text("".join(lines[:-1]), "utf-8")
    code, words = verify(rebuilt(content, tmp_path))
    assert code == 4
    assert "内容缺失" in words
    assert last in words


def test_a_file_of_records_that_is_gone_and_an_entry_that_is_gone_are_drops(site):
    path, record = a_record(site)
    path.unlink()
    code, words = verify(site)
    assert (code, record["id"] in words) == (4, True)
    bundle = next(site.glob("log/tile/entries/*.p/*"))
    bundle.write_bytes(bundle.read_bytes()[:-176])
    assert verify(site)[0] in {3, 4}


def test_a_history_written_anew_is_caught_by_a_kept_checkpoint(site, content, signer, tmp_path):
    place = content / PLACE
    kept = tmp_path / "kept"
    shutil.copy(place / "log/checkpoint", kept)
    shutil.rmtree(place / "log")
    year = min((place / "acts").glob("*.jsonl"))
    year.write_text(year.read_text("utf-8").replace('"document":"', '"document":"假', 1), "utf-8")
    keep_log(place, signer)
    again = rebuilt(content, tmp_path)
    assert verify(again)[0] == 0  # the operator signed it: without a kept checkpoint it looks whole
    code, words = verify(again, "--checkpoint", kept)
    assert code == 6  # of equal size: two signed histories
    assert "日志分叉" in words
    log = PlaceLog(place)
    with amending(place):
        key = Signer.generate(signer.name)
        from ledger.place_log import key_entry

        journal.commit(
            place, log.rotation(signer, key, key_entry(key.verifier, log.checkpoint.size, DAY))
        )
    code, words = verify(rebuilt(content, tmp_path), "--checkpoint", kept)
    assert code == 5
    assert "历史被改写" in words


def test_a_log_cut_short_is_a_rewritten_history(site, content, signer, tmp_path):
    kept = tmp_path / "kept"
    shutil.copy(site / "log/checkpoint", kept)
    place = content / PLACE
    shutil.rmtree(place / "log")
    max((place / "acts").glob("*.jsonl")).unlink()
    keep_log(place, signer)
    code, words = verify(rebuilt(content, tmp_path), "--checkpoint", kept)
    assert code in {4, 5}
    assert "历史被改写" in words


def test_a_checkpoint_of_another_size_or_key_is_not_signed(site):
    checkpoint = site / "log/checkpoint"
    text = checkpoint.read_text("utf-8")
    size = text.split("\n")[1]
    checkpoint.write_text(text.replace(f"\n{size}\n", f"\n{int(size) - 1}\n"), "utf-8")
    code, words = verify(site)
    assert code == 7
    assert "签名不成立" in words
    checkpoint.write_text(text, "utf-8")
    stranger = Signer.generate("register.example/log").verifier
    assert verify(site, "--key", stranger)[0] == 7
    assert verify(site, "--key", (site / "log/keys").read_text().strip())[0] == 0


def test_a_kept_file_that_is_no_checkpoint_of_this_log_is_told(site, tmp_path):
    (tmp_path / "kept").write_text("not a checkpoint\n")
    code, words = verify(site, "--checkpoint", tmp_path / "kept")
    assert code == 7
    assert "签名不成立" in words


def test_a_site_without_a_log_says_so(tmp_path):
    build(CONTENT, PLACE, tmp_path / "site", DAY)
    assert verify(tmp_path / "site") == (9, "这个网站没有公开日志，不能核验。\n")
    assert "本站没有公开日志" in (tmp_path / "site/verify/index.html").read_text("utf-8")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a site's files, misbehaving where its path says so."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        first = self.path.split("/")[1]
        if first == "moved":
            self.send_response(301)
            self.send_header("Location", self.path.removeprefix("/moved"))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif first == "loop":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif first == "broken":
            self.send_error(503)
        elif first == "giant":
            self.send_response(200)
            self.end_headers()
            while True:
                try:
                    self.wfile.write(b"x" * 65536)
                except OSError:
                    return
        elif first == "slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                try:
                    self.wfile.write(b"x")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)
        else:
            super().do_GET()


@contextmanager
def served(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    server.daemon_threads = False  # closing waits for them, and for their sockets
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_site_on_the_network_is_verified_through_redirects(published):
    with served(published / "site") as address:
        assert verify(f"{address}/")[0] == 0
        assert verify(f"{address}/moved")[0] == 0


@pytest.mark.parametrize(
    ("way", "why", "seconds"),
    [
        ("loop", "转了5次", 60),
        ("broken", "HTTP 503", 60),
        ("giant", "大于", 60),
        ("slow", "没有答复", 0.5),
    ],
)
def test_what_a_server_does_wrong_is_told_and_ends_soon(published, monkeypatch, way, why, seconds):
    monkeypatch.setattr(
        "intake.commands.verify.Web", partial(fetching.Web, seconds=seconds, largest=1_000_000)
    )
    with served(published / "site") as address:
        code, words = verify(f"{address}/{way}")
    assert code == 8
    assert why in words


def test_nobody_answering_is_told(tmp_path):
    code, words = verify("http://127.0.0.1:9/")
    assert code == 8
    assert "拒绝连接" in words


def test_what_is_neither_address_nor_folder_is_a_mistake_in_typing():
    result = CliRunner().invoke(mingjian, ["verify", "ftp://example"])
    assert result.exit_code == 2


def test_the_installed_command_ends_with_the_code_that_it_promises(tmp_path, monkeypatch):
    """The test runner of click is another way in than the one that scripts take."""
    monkeypatch.setattr("sys.argv", ["mingjian", "verify", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 9
