"""What the system refuses is told in one line, without the inside of the program."""

import pytest


@pytest.mark.parametrize(
    "command", [("build", "--place", "enping"), ("sample", "--place", "enping", "--enterprises", 3)]
)
def test_a_folder_that_cannot_be_made_is_named_with_the_reason(mingjian, tmp_path, command):
    (tmp_path / "file").write_text("not a folder")
    refused = mingjian(*command, "--output", tmp_path / "file" / "below")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert str(tmp_path / "file") in refused.stderr
    assert "请检查路径、权限和磁盘空间" in refused.stderr


def test_a_book_that_cannot_be_read_is_named(mingjian, content):
    book = content / "enping" / "acts" / "2026.jsonl"
    book.unlink()
    book.mkdir()
    refused = mingjian("check", "--place", "enping", "--content", content)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert str(book) in refused.stderr
