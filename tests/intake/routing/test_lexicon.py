import pytest

from intake.routing.lexicon import Concept, Lexicon, LexiconFile, Rule
from intake.routing.text import normalise
from register.jurisdiction import Matter


def lexicon(*concepts, rules=()):
    return Lexicon([LexiconFile(concept=concepts, rule=rules)])


def found(book, text):
    return [(hit.concept.id, text[hit.start : hit.end]) for hit in book.find(normalise(text))]


FURNACE = Concept("furnace", "中频炉", ("中频炉",), {Matter.GROUND_BAR_STEEL: 1.0}, sounds=True)
INVOICE = Concept("tax", "发票", ("不…发票", "发票"), {Matter.TAX: 1.0})


def test_a_word_with_a_gap_spans_it_within_one_clause():
    assert ("tax", "不肯给我开发票") in found(lexicon(INVOICE), "老板不肯给我开发票")
    assert found(lexicon(INVOICE), "不去，发票") == [("tax", "发票")]


def test_a_word_is_heard_by_its_sound():
    assert found(lexicon(FURNACE), "有中平卢两台") == [("furnace", "中平卢")]


@pytest.mark.parametrize("text", ["拆了", "拆咗", "拆晒", "拆埋"])
def test_what_is_done_is_known_however_it_is_said(text):
    torn_down = Concept("closed", "拆除", ("拆了",), {Matter.RESTARTED_LINE: 1.0})
    assert len(found(lexicon(torn_down), text)) == 1


def test_a_word_that_only_sounds_alike_is_not_heard():
    assert found(lexicon(FURNACE), "终贫路") == []


def test_a_part_of_a_longer_word_does_not_count():
    death = Concept("hurt", "死", ("死",), {Matter.SAFETY: 1.0})
    idiom = Concept("idiom", "口头语", ("吵死",))
    assert found(lexicon(death, idiom), "吵死了") == [("idiom", "吵死")]


def test_a_rule_that_names_no_known_concept_is_refused():
    with pytest.raises(ValueError, match="nowhere"):
        lexicon(FURNACE, rules=(Rule("规则", ("nowhere",)),))
