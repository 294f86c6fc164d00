"""Files are read again only where they may have changed."""

import os
import time
from hashlib import sha256
from pathlib import Path

import pytest

from publisher.digests import Digests
from register.lines import ActsFile


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "digests"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "2026.jsonl"
    file.write_bytes(b"an act\n")
    return file


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let builds begin an hour from now: what was written a moment ago has settled by then."""
    later = time.time_ns() + 3_600_000_000_000
    monkeypatch.setattr("publisher.digests.time.time_ns", lambda: later)


def of(content: bytes) -> bytes:
    return sha256(content).digest()


def look(kept: Path, file: Path) -> bytes:
    digests = Digests(kept)
    found = digests.of(str(file))
    digests.keep()
    return found


@pytest.mark.usefixtures("settled")
def test_a_file_that_stayed_the_same_is_not_read_again(kept, book, monkeypatch):
    look(kept, book)
    again = Digests(kept)
    monkeypatch.setattr("publisher.digests.sha256", lambda *_, **__: pytest.fail("it was read"))
    assert again.of(str(book)) == of(b"an act\n")


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("content", [b"an ACT\n", b"an act\nanother\n", b""])
def test_another_content_is_another_digest(kept, book, content):
    look(kept, book)
    book.write_bytes(content)
    assert look(kept, book) == of(content)


@pytest.mark.usefixtures("settled")
def test_a_changed_file_that_claims_its_old_date_is_read_again(kept, book):
    before = book.stat()
    look(kept, book)
    book.write_bytes(b"an ACT\n")
    os.utime(book, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert look(kept, book) == of(b"an ACT\n")


@pytest.mark.usefixtures("settled")
def test_another_file_put_in_its_place_is_read(kept, book, tmp_path):
    before = book.stat()
    look(kept, book)
    other = tmp_path / "other"
    other.write_bytes(b"an ACT\n")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(book)
    assert look(kept, book) == of(b"an ACT\n")


def test_a_file_written_a_moment_ago_is_not_believed_to_be_the_same(kept, book):
    look(kept, book)
    assert not any(Digests(kept)._known.values())


@pytest.mark.usefixtures("settled")
def test_a_file_that_grew_is_read_once_for_what_it_was_and_what_it_is(kept, book, monkeypatch):
    look(kept, book)
    with book.open("ab") as file:
        file.write(b"another\n")
    again = Digests(kept)
    assert again.of(str(book)) == of(b"an act\nanother\n")
    opened = ActsFile.opened(book, again.read)
    monkeypatch.setattr("publisher.digests.sha256", lambda *_, **__: pytest.fail("read again"))
    assert again.of_book(opened, 7) == of(b"an act\n")
    assert again.of_book(opened, opened.size) == of(b"an act\nanother\n")


def test_a_book_held_open_stays_as_it_was(book, tmp_path):
    opened = ActsFile.opened(book, {})
    other = tmp_path / "other"
    other.write_bytes(b"an ACT\n")
    with book.open("ab") as file:
        file.write(b"another\n")
    other.replace(book)
    assert (opened.cut(3, 6), opened.content) == (b"act", b"an act\n")


@pytest.mark.usefixtures("settled")
def test_a_file_that_is_gone_is_forgotten(kept, book, tmp_path):
    look(kept, book)
    other = tmp_path / "2025.jsonl"
    other.write_bytes(b"")
    look(kept, other)
    assert len(Digests(kept)._known) == 1


@pytest.mark.usefixtures("settled")
def test_what_was_kept_damaged_is_not_relied_on(kept, book):
    look(kept, book)
    kept.write_bytes(kept.read_bytes()[:-3])
    assert look(kept, book) == of(b"an act\n")
