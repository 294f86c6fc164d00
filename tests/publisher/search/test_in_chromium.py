import datetime as dt
import random

import pytest

from publisher.search.findable import searchable
from publisher.search.sounds import Sounds
from register.characters import simplified_characters
from register.names import normalise_name

AS_OF = dt.date(2026, 11, 22)
pytestmark = [pytest.mark.browser, pytest.mark.long]


def fragments_of(firms, many, seed):
    choice = random.Random(seed)
    for _ in range(many):
        name = choice.choice(choice.choice(firms))
        start = choice.randrange(len(name) - 1)
        yield name[start : choice.randint(start + 2, len(name))]


def test_every_fragment_finds_exactly_the_firms_whose_names_hold_it(search, firms, holding):
    search.show_all()
    search.page.reload()
    fragments = [names[0] for names in firms] + list(fragments_of(firms, 150, 5))
    for fragment, found in zip(fragments, search.ask_all(fragments), strict=True):
        assert sorted(found) == holding(fragment, firms), fragment


def test_pieces_that_no_name_holds_find_nothing(search, firms, holding):
    search.show_all()
    search.page.reload()
    choice = random.Random(6)
    joined = [
        left[:2] + right[-3:]
        for left, right in (choice.sample([names[0] for names in firms], 2) for _ in range(60))
    ]
    for fragment, found in zip(joined, search.ask_all(joined), strict=True):
        assert sorted(found) == holding(fragment, firms), fragment


def test_a_firm_is_found_by_initials_code_traditional_characters_and_other_brackets(
    search, histories, firms
):
    search.show_all()
    search.page.reload()
    traditional = {plain: chr(code) for code, plain in simplified_characters().items()}
    for history in random.Random(7).sample(histories, 15):
        known = history.on(AS_OF).enterprise
        if known is None:
            continue
        initials = min(Sounds({}).spell(normalise_name(known.name)))
        ways = [
            initials,
            initials[3:7].upper(),
            initials[2:4],
            "".join(traditional.get(char, char) for char in known.name),
            known.name.replace("（", "[").replace("）", "】"),
            known.name[:3] + " " + known.name[-4:],
        ]
        ways += [known.uscc, known.uscc[-6:].lower()] if known.uscc else []
        for way, found in zip(ways, search.ask_all(ways), strict=True):
            assert known.name in found, way


@pytest.mark.parametrize("content", ["sampled"], indirect=True, scope="session")
def test_initials_find_exactly_the_firms_whose_names_are_spelled_so(search, firms):
    search.show_all()
    search.page.reload()
    sounds = Sounds({})
    spelled = {
        names[0]: [way for name in names for way in sounds.spell(searchable(name))]
        for names in firms
    }
    whole = [[ways[0]] for ways in spelled.values()]
    parts = [*fragments_of(whole, 40, 8), *(way[:2] for (way,) in whole[:20])]
    for part, found in zip(parts, search.ask_all(parts), strict=True):
        assert sorted(found) == sorted(
            name for name, ways in spelled.items() if any(part in way for way in ways)
        ), part


def test_what_is_no_longer_public_is_not_found(search, histories, firms, holding):
    gone = {act.enterprise.name for history in histories for act in history.acts}
    gone -= {name for names in firms for name in names}
    queries = [name for name in gone if not holding(name, firms)]
    assert all(found == [] for found in search.ask_all(queries))
