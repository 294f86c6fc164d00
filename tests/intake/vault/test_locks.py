"""A private key opens with its passphrase, its recovery paper or its split session only."""

import pytest

from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.passphrases import RECOMMENDED, Cost, LockedKey, lock, spend_an_unlock, unlock
from intake.vault.recovery import from_paper, to_paper
from intake.vault.sessions import join, session_name, split

CHEAP = Cost(passes=1, memory=8192)


def test_the_recommended_cost_is_at_least_sixty_four_mebibytes_and_three_passes():
    assert RECOMMENDED.memory >= 64 * 1024 * 1024
    assert RECOMMENDED.passes >= 3


def test_a_locked_key_opens_with_its_passphrase():
    key = PrivateKey.generate()
    assert (
        unlock(lock(key, "口令很长的一句话", b"wang", CHEAP), "口令很长的一句话", b"wang").public
        == key.public
    )


def test_a_wrong_passphrase_does_not_open():
    locked = lock(PrivateKey.generate(), "right", b"wang", CHEAP)
    with pytest.raises(CannotOpen):
        unlock(locked, "wrong", b"wang")


def test_a_lock_copied_to_another_member_does_not_open():
    locked = lock(PrivateKey.generate(), "right", b"wang", CHEAP)
    with pytest.raises(CannotOpen):
        unlock(locked, "right", b"li")


def test_a_lock_whose_cost_was_lowered_in_the_database_does_not_open():
    locked = lock(PrivateKey.generate(), "right", b"wang", Cost(passes=2, memory=16384))
    with pytest.raises(CannotOpen):
        unlock(LockedKey(locked.salt, CHEAP, locked.box), "right", b"wang")


def test_an_unlock_spent_on_nobody_never_succeeds():
    with pytest.raises(CannotOpen):
        spend_an_unlock("right", CHEAP)


def test_the_recovery_paper_gives_the_same_key_back_however_it_is_typed():
    key = PrivateKey.generate()
    paper = to_paper(key)
    for typed in (paper, paper.replace(" ", ""), paper.lower(), paper.replace(" ", "-")):
        assert from_paper(typed).public == key.public


@pytest.mark.parametrize("position", [0, 20, 55])
def test_one_wrong_letter_on_the_recovery_paper_is_noticed(position):
    letters = to_paper(PrivateKey.generate()).replace(" ", "")
    wrong = "A" if letters[position] != "A" else "B"
    with pytest.raises(CannotOpen):
        from_paper(letters[:position] + wrong + letters[position + 1 :])


def test_a_session_joins_from_cookie_and_box():
    key = PrivateKey.generate()
    halves = split(key)
    assert join(halves.token, halves.box).public == key.public
    assert session_name(halves.token) == halves.name


def test_the_box_does_not_open_with_another_token():
    with pytest.raises(CannotOpen):
        join(split(PrivateKey.generate()).token, split(PrivateKey.generate()).box)


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 43, "=" * 44, "\ud800"])
def test_a_forged_token_is_refused_without_a_crash(token):
    with pytest.raises(CannotOpen):
        session_name(token)


def test_neither_half_of_a_session_holds_the_private_key():
    key = PrivateKey.generate()
    halves = split(key)
    assert key.reveal() not in halves.box
    assert halves.token not in repr(halves)
