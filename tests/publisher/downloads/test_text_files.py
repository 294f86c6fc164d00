"""What the last build made of a table is found again, as long as it is what that build made."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from publisher.downloads.text_files import Block, LastTexts, Piece, csv_file, json_file, pieces_of

PATH = "data/lists/yellow.csv"


@pytest.fixture
def last(tmp_path: Path) -> LastTexts:
    return LastTexts(tmp_path / "texts")


def made(last: LastTexts, tmp_path: Path, pieces: list[Piece], path: str = PATH) -> Path:
    """Make a file as a store does."""
    file = tmp_path / "made"
    file.unlink(missing_ok=True)
    file.write_bytes(joined(pieces))
    last.keep(path, file, pieces)
    return file


def joined(pieces: Iterable[Piece]) -> bytes:
    return b"".join(piece.text for piece in pieces)


def block(text: bytes) -> Block:
    return Block(b"key of " + text, lambda: text)


def known(text: bytes) -> Block:
    return Block(b"key of " + text, lambda: pytest.fail("made again"))


def test_only_blocks_that_changed_are_made(last: LastTexts, tmp_path: Path) -> None:
    first = csv_file(["a"], pieces_of([block(b"1\r\n"), block(b"2\r\n")], {}))
    made(last, tmp_path, first)
    found = pieces_of([block(b"3\r\n"), known(b"1\r\n"), known(b"2\r\n")], last.blocks(PATH))
    second = csv_file(["a"], found)
    assert joined(second) == "\ufeffa\r\n3\r\n1\r\n2\r\n".encode()
    made(last, tmp_path, second)
    assert joined(pieces_of([known(b"3\r\n")], last.blocks(PATH))) == b"3\r\n"


def test_a_file_that_was_damaged_since_is_not_believed(last: LastTexts, tmp_path: Path) -> None:
    file = made(last, tmp_path, csv_file(["a"], pieces_of([block(b"1\r\n")], {})))
    assert last.blocks(PATH)
    file.write_bytes(b"?")
    assert not last.blocks(PATH)


def test_what_is_offered_no_more_is_forgotten(last: LastTexts, tmp_path: Path) -> None:
    other = "data/lists/red.csv"
    for path in (PATH, other):
        made(last, tmp_path, csv_file(["a"], pieces_of([block(b"1\r\n")], {})), path)
    last.forget_others([other])
    assert last.blocks(other)
    assert not last.blocks(PATH)
    assert len(list((tmp_path / "texts").iterdir())) == 2


def test_rows_of_json_are_parted_by_commas_whatever_is_known_of_them() -> None:
    blocks = [block(b'{"a":1}'), block(b""), block(b'{"a":2}')]
    assert joined(json_file({"of": 1}, "rows", pieces_of(blocks, {}))) == (
        b'{"of":1,"rows":[\n{"a":1},\n{"a":2}\n]}\n'
    )
    assert joined(json_file({"of": 1}, "rows", [])) == b'{"of":1,"rows":[\n\n]}\n'
