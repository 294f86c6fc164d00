import random

from hypothesis import given
from hypothesis import strategies as st

from publisher.search.coding import (
    decode_postings,
    encode_shard,
    mend_shard,
    number,
    read_number,
    scan_shard,
    shard_of,
)

postings = st.sets(st.integers(0, 5000), min_size=1, max_size=200).map(sorted)
dense = st.integers(1, 3000).map(lambda many: list(range(many)))
terms = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=2)


def decode_shard(data):
    return {term: list(decode_postings(kind, part)) for term, kind, part in scan_shard(data)}


@given(st.integers(0, 2**60), st.binary())
def test_a_number_reads_back_and_says_where_it_ends(value, rest):
    assert read_number(number(value) + rest, 0) == (value, len(number(value)))


@given(st.dictionaries(terms, postings | dense, max_size=8))
def test_a_shard_reads_back(shard):
    assert decode_shard(encode_shard(shard)) == shard


@given(st.dictionaries(terms, postings, max_size=8), st.randoms())
def test_a_shard_has_the_same_bytes_in_whatever_order_it_was_filled(shard, random):
    items = list(shard.items())
    random.shuffle(items)
    assert encode_shard(dict(items)) == encode_shard(shard)


@given(st.integers(1, 3000), st.sets(st.integers(0, 2999), max_size=40))
def test_who_lacks_a_term_reads_back_too(many, lacking):
    having = sorted({*range(many)} - lacking)
    assert not having or decode_shard(encode_shard({"公司": having})) == {"公司": having}


def test_a_term_that_half_have_costs_a_bit_for_each_of_all():
    assert len(encode_shard({"公司": range(0, 8000, 2)})) < 1020


def test_a_term_that_one_in_six_has_costs_less_than_a_bit_for_each_of_all():
    some = sorted(random.Random(6).sample(range(8000), 1333))
    assert len(encode_shard({"集团": some})) < 0.7 * 1000


def test_a_term_that_nearly_all_have_costs_as_little_as_one_that_nearly_none_has():
    few = range(0, 8000, 400)
    nearly_all = sorted({*range(8000)}.difference(few))
    assert len(encode_shard({"公司": range(8000)})) < 20
    assert len(encode_shard({"公司": nearly_all})) <= len(encode_shard({"公司": few})) + 4


@given(terms, st.integers(1, 2048))
def test_every_word_has_one_of_the_shards(word, shards):
    assert 0 <= shard_of(word, shards) < shards


def test_a_shard_mended_is_the_shard_encoded_anew():
    before, after = {"钢": [1, 5], "厂": [2], "泥": [7]}, {"钢": [1, 3], "厂": [2], "水": [7]}
    moves = [("钢", 5, False), ("钢", 3, True), ("泥", 7, False), ("水", 7, True)]
    assert mend_shard(encode_shard(before), moves) == encode_shard(after)
