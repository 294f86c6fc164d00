"""A step that was worked out for other files than there are now is refused before it is taken."""

import pytest

from register import journal
from register.lines import amending


def changes(place, words):
    return {
        "acts/2026.jsonl": journal.addition(place / "acts/2026.jsonl", words),
        "log/checkpoint": journal.replacement(place / "log/checkpoint", words),
    }


def contents(place):
    return [(place / name).read_bytes() for name in ("acts/2026.jsonl", "log/checkpoint")]


def test_a_step_worked_out_for_another_state_changes_nothing_and_leaves_nothing_waiting(tmp_path):
    first, stale = changes(tmp_path, b"first\n"), changes(tmp_path, b"stale\n")
    with amending(tmp_path):
        journal.commit(tmp_path, first)
        with pytest.raises(journal.Interference, match=r"acts/2026.jsonl"):
            journal.commit(tmp_path, stale)
    assert contents(tmp_path) == [b"first\n", b"first\n"]
    assert not journal.unfinished(tmp_path)


def test_a_step_taken_again_is_the_same_step(tmp_path):
    step = changes(tmp_path, b"once\n")
    with amending(tmp_path):
        journal.commit(tmp_path, step)
        journal.commit(tmp_path, step)
    assert contents(tmp_path) == [b"once\n", b"once\n"]
