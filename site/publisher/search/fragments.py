"""Which short words tell exactly whether a set of texts contains a fragment.

Let G be the words of `size` characters in the texts, and A their minimal absent words that are
longer: words that no text contains though some text contains them without their first character
and some text without their last. A fragment of at least `size` characters is in some text exactly
when all its words of `size` characters are in G and no word of A is in it. For a fragment that is
in no text holds a shortest such part, which is a word of `size` characters outside G or one of A;
and a fragment that is in some text holds neither.

Names seldom repeat a character, so A is small: 湛江市海江厂 has 海江市 and 湛江厂.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain


def grams(texts: Collection[str], size: int) -> set[str]:
    """Return all words of `size` characters in the texts."""
    return {text[at : at + size] for text in texts for at in range(len(text) - size + 1)}


def absent_words(texts: Collection[str], size: int) -> set[str]:
    """Return the minimal absent words of the texts that are longer than `size`."""
    return set(chain.from_iterable(_absent_by_length(texts, size - 1)))


def _absent_by_length(texts: Collection[str], inner: int) -> Iterator[set[str]]:
    """Yield the absent words whose part without first and last character has `inner` or more.

    Such a part stands at two places at least, before and after something different.
    """
    while repeated := _repeated(texts, inner):
        yield _across(texts, repeated, inner)
        inner += 1


def _repeated(texts: Collection[str], size: int) -> set[str]:
    words = [text[at : at + size] for text in texts for at in range(len(text) - size + 1)]
    if len(set(words)) == len(words):  # as in most names
        return set()
    return {word for word, times in Counter(words).items() if times > 1}


def _across(texts: Collection[str], repeated: set[str], inner: int) -> set[str]:
    before: dict[str, set[str]] = {word: set() for word in repeated}
    after: dict[str, set[str]] = {word: set() for word in repeated}
    for text in texts:
        for at in range(len(text) - inner + 1):
            word = text[at : at + inner]
            if word in repeated:
                before[word].add(text[at - 1 : at])
                after[word].add(text[at + inner : at + inner + 1])
    present = grams(texts, inner + 2)
    return {
        first + word + last
        for word in repeated
        for first in before[word]
        for last in after[word]
        if first and last
    } - present
