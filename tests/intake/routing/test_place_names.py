import pytest

from intake.routing.place_names import PlaceWords, read_place_words
from register.problems import ProblemsFound


def test_a_place_without_a_file_of_its_own_has_only_its_profile(tmp_path):
    assert read_place_words(tmp_path / "routing.toml") == PlaceWords()


@pytest.mark.parametrize("content", ["[[area]\n", 'towns = "麻章镇"\n', "unknown = 1\n"])
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path, content):
    path = tmp_path / "routing.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"routing\.toml"):
        read_place_words(path)
