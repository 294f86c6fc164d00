"""A security key answers its own page's challenge, and nothing else passes for that."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vault.security_keys import (
    KeyCopied,
    KeyRefused,
    registered,
    registration,
    relying_party,
    request,
    shown,
)

PARTY = relying_party("https://desk.example.gov.cn", "明鉴")
CHALLENGE = bytes(range(32))


@pytest.fixture
def key(soft_keys):
    return soft_keys.SoftKey(PARTY.origin)


def added(key):
    asked = registration(PARTY, "member", "工信", CHALLENGE, [])
    return registered(PARTY, CHALLENGE, key.create(asked))


@pytest.mark.parametrize(
    ("address", "party", "origin"),
    [
        ("https://desk.gov.cn", "desk.gov.cn", "https://desk.gov.cn"),
        ("https://desk.gov.cn:8443/office", "desk.gov.cn", "https://desk.gov.cn:8443"),
        ("https://desk.gov.cn:443", "desk.gov.cn", "https://desk.gov.cn"),
        ("https://明鉴.cn/", "xn--2hv510h.cn", "https://xn--2hv510h.cn"),
        ("http://127.0.0.1:8001", "localhost", "http://localhost:8001"),
        ("http://[::1]:8001", "localhost", "http://localhost:8001"),
        ("http://localhost:8001", "localhost", "http://localhost:8001"),
    ],
)
def test_keys_sign_for_the_desks_own_host_and_page(address, party, origin):
    found = relying_party(address, "明鉴")
    assert (found.id, found.origin) == (party, origin)


@pytest.mark.parametrize(
    "address", ["http://desk.gov.cn", "http://10.1.2.3:8001", "https://10.1.2.3"]
)
def test_where_browsers_allow_no_keys_none_are_offered(address):
    assert relying_party(address, "明鉴") is None


def test_a_touch_is_asked_for_and_neither_a_pin_nor_the_make():
    asked = json.loads(registration(PARTY, "member", "工信", CHALLENGE, []))
    assert asked["authenticatorSelection"]["userVerification"] == "discouraged"
    assert "attestation" not in asked
    assert json.loads(request(PARTY, CHALLENGE, []))["userVerification"] == "discouraged"


def test_a_known_key_is_not_added_again_and_is_the_one_asked_for(key, soft_keys):
    known = added(key)
    asked = json.loads(registration(PARTY, "member", "工信", CHALLENGE, [known]))
    assert [soft_keys.raw(one["id"]) for one in asked["excludeCredentials"]] == [key.id]
    asked = json.loads(request(PARTY, CHALLENGE, [known]))
    assert [soft_keys.raw(one["id"]) for one in asked["allowCredentials"]] == [key.id]


def test_the_key_that_signed_is_known_by_its_place_and_its_new_count(key, soft_keys):
    keys = [added(soft_keys.SoftKey(PARTY.origin)), added(key)]
    place, used = shown(PARTY, CHALLENGE, keys, key.get(request(PARTY, CHALLENGE, keys)))
    assert (place, used.count) == (1, 2)


def test_a_key_that_counts_backwards_is_a_copy(key):
    known = added(key)
    answer = key.get(request(PARTY, CHALLENGE, [known]))
    _place, used = shown(PARTY, CHALLENGE, [known], answer)
    with pytest.raises(KeyCopied):
        shown(PARTY, CHALLENGE, [used], answer)


def test_a_key_that_never_counts_is_taken_at_its_word(soft_keys):
    key = soft_keys.SoftKey(PARTY.origin, no_count=True)
    known = added(key)
    for _ in range(2):
        _place, known = shown(
            PARTY, CHALLENGE, [known], key.get(request(PARTY, CHALLENGE, [known]))
        )


def test_another_page_challenge_key_or_no_touch_is_refused(key, soft_keys):
    known, asked = [added(key)], request(PARTY, CHALLENGE, [])
    elsewhere = relying_party("https://desk.example.com", "明鉴")
    key.origin = elsewhere.origin
    for answer in (key.get(asked), key.get(request(elsewhere, CHALLENGE, []))):
        with pytest.raises(KeyRefused):
            shown(PARTY, CHALLENGE, known, answer)
    key.origin = PARTY.origin
    for answer in (
        key.get(request(PARTY, bytes(32), [])),
        key.get(request(elsewhere, CHALLENGE, [])),
        key.get(asked, flags=0),
        soft_keys.SoftKey(PARTY.origin).get(asked),
        key.create(registration(PARTY, "member", "工信", CHALLENGE, [])),
    ):
        with pytest.raises(KeyRefused):
            shown(PARTY, CHALLENGE, known, answer)
    shown(PARTY, CHALLENGE, known, key.get(asked))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "rawId",
                    "type",
                    "response",
                    "clientDataJSON",
                    "attestationObject",
                    "signature",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
)


@settings(max_examples=40)
@given(answer=JSON.map(json.dumps) | st.text(max_size=200))
def test_whatever_else_is_sent_is_refused_and_breaks_nothing(answer):
    for check in (
        lambda: registered(PARTY, CHALLENGE, answer),
        lambda: shown(PARTY, CHALLENGE, [], answer),
    ):
        with pytest.raises(KeyRefused):
            check()


def test_a_bent_answer_is_refused(key, soft_keys):
    told = json.loads(key.create(registration(PARTY, "member", "工信", CHALLENGE, [])))
    whole = soft_keys.raw(told["response"]["attestationObject"])
    for bent in (whole[:40], b"", whole[:20] + bytes(len(whole) - 20)):
        told["response"]["attestationObject"] = soft_keys.text(bent)
        with pytest.raises(KeyRefused):
            registered(PARTY, CHALLENGE, json.dumps(told))
    with pytest.raises(KeyRefused):
        registered(PARTY, CHALLENGE, "[" * 100_000)
