"""Which file holds what, as the tlog-tiles specification lays it out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlog.tiles import (
    Malformed,
    Tile,
    bundles_of,
    decode_bundle,
    decode_hashes,
    encode_bundle,
    tiles_of,
)


def test_paths_are_the_specifications():
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(1, 0, 17).path == "tile/1/000.p/17"
    assert Tile("entries", 273, 112).path == "tile/entries/273.p/112"
    assert Tile(0, 999).path == "tile/0/999"
    assert Tile(0, 1000).path == "tile/0/x001/000"


def test_a_log_of_seventy_thousand_has_the_specifications_tiles():
    tiles = list(tiles_of(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    partial = [(tile.level, tile.index, tile.width) for tile in tiles if tile.width < 256]
    assert partial == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert len(list(bundles_of(70_000))) == 274


def test_an_empty_log_has_no_tiles():
    assert list(tiles_of(0)) == list(bundles_of(0)) == []


@given(st.lists(st.binary(max_size=300), max_size=40))
def test_a_bundle_gives_its_entries_back(entries):
    assert decode_bundle(encode_bundle(entries)) == entries


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=5), st.data())
def test_a_bundle_that_is_cut_off_never_gives_the_same_entries(entries, data):
    whole = encode_bundle(entries)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        found = decode_bundle(cut)
    except Malformed:
        found = []
    assert found != entries


def test_an_entry_too_long_for_its_length_field_is_refused():
    encode_bundle([b"x" * 65_535])
    with pytest.raises(Malformed, match="at most 65535"):
        encode_bundle([b"x" * 65_536])


def test_half_a_hash_is_no_tile():
    with pytest.raises(Malformed, match="no whole number"):
        decode_hashes(b"x" * 33)
