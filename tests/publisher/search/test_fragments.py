import string

from hypothesis import example, given
from hypothesis import strategies as st

from publisher.search.fragments import absent_words, grams

texts = st.sets(st.text("甲乙丙", max_size=9), max_size=3)
sizes = st.integers(2, 3)


def is_found(fragment, texts, size):
    absent = absent_words(texts, size)
    parts = {
        fragment[start:end]
        for start in range(len(fragment))
        for end in range(start + 1, len(fragment) + 1)
    }
    return grams([fragment], size) <= grams(texts, size) and absent.isdisjoint(parts)


@given(texts, sizes, st.text("甲乙丙", min_size=3, max_size=10))
@example({"湛江市海江厂"}, 2, "湛江厂")
def test_words_and_absent_words_tell_exactly_which_fragments_a_text_contains(texts, size, fragment):
    assert is_found(fragment, texts, size) == any(fragment in text for text in texts)


@given(texts.filter(any), sizes, st.data())
def test_every_part_of_a_text_is_found(texts, size, data):
    text = data.draw(st.sampled_from(sorted(texts)))
    start = data.draw(st.integers(0, len(text)))
    fragment = text[start : data.draw(st.integers(start, len(text)))]
    if len(fragment) >= size:
        assert is_found(fragment, texts, size)


def test_a_text_that_repeats_no_character_has_no_absent_words():
    assert absent_words([string.ascii_lowercase], 2) == set()
    assert absent_words(["湛江市海江厂"], 2) == {"湛江厂", "海江市"}
