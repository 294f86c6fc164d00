from math import exp, isclose

import pytest

from intake.routing.learned import as_lines, label, learned_wording, runs, without_places
from intake.routing.learning import learn
from register.jurisdiction import Matter

SMOKE = label(Matter.EMISSIONS)
INVOICE = label(Matter.TAX)
EXAMPLES = [
    ("烟囱冒黑烟", SMOKE),
    ("黑烟好大", SMOKE),
    ("天天冒黑烟", SMOKE),
    ("卖货不开发票", INVOICE),
    ("不肯给发票", INVOICE),
    ("要发票就加钱", INVOICE),
]


def test_what_was_learned_is_told_apart_and_pointed_at():
    wording = learn(EXAMPLES)
    likelihoods = wording.likelihoods("那家厂黑烟滚滚")
    assert likelihoods[SMOKE] > likelihoods[INVOICE]
    assert wording.heard("那家厂黑烟滚滚", SMOKE) == [(3, 5)]


def test_training_repeats_exactly():
    assert list(as_lines(learn(EXAMPLES))) == list(as_lines(learn(EXAMPLES)))


def test_likelihoods_are_those_of_all_labels_together():
    likelihoods = learned_wording().likelihoods("有人半夜熔废铁")
    assert isclose(sum(map(exp, likelihoods.values())), 1)
    assert {name.matter for name in likelihoods} == set(Matter)


def test_a_text_of_nothing_but_unknown_characters_is_no_error():
    assert learned_wording().likelihoods("☃")
    assert learned_wording().likelihoods("")


def test_places_are_blotted_out_and_nothing_beside_them_is_read_across():
    text = without_places("廉江有炉", [(0, 2)])
    assert text == "\x01\x01有炉"
    assert runs(text) == {"\x01", "有", "炉", "有炉"}


@pytest.mark.parametrize("topic", [Matter.GROUND_BAR_STEEL, Matter.OUTDATED_EQUIPMENT])
def test_questions_about_steel_and_old_plant_are_one_topic(topic):
    assert label(Matter.ENQUIRY, topic) == label(Matter.ENQUIRY, Matter.OUTDATED_EQUIPMENT)
    assert label(Matter.TAX, topic) == label(Matter.TAX)
