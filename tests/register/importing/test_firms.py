"""Names are kept as published; what makes them doubtful is said, and persons are seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.acts import YellowCard
from register.importing.firms import firms_in, read_name
from register.importing.known import KnownFirms
from register.importing.remarks import Code, Verdict, verdict_of


def codes(name: str) -> set[Code]:
    return {remark.code for remark in read_name(name)[1]}


@pytest.mark.parametrize(
    "name",
    [
        "湛江恒山钢铁有限公司",
        "廉江市四方水泥厂",
        "恒山煤矿一号井",
        "恒山市第二污水处理厂",
        "恒山集团",
    ],
)
def test_a_full_name_raises_no_doubt(name):
    assert read_name(name) == (name, [])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("恒山酒业有限司", Code.TYPO),
        ("恒 山市钢 铁有限公 司", Code.SPACES),
        ("恒山热电厂污水处理厂（废..", Code.TRUNCATED),
        ("湖北湖北恒山有限公司", Code.REPEATED_PLACE),
        ("恒山\ufffd钢铁有限公司", Code.GARBLED),
        ("原恒山纸业有限公司", Code.FORMER_NAME),
        ("恒山能源有限公司（自备电厂）", Code.SITE),
        ("*ST恒山", Code.SHORT_NAME),
        ("恒山", Code.SHORT_NAME),
        ("张三", Code.NATURAL_PERSON),
        ("恒山市李小明砖厂", Code.NATURAL_PERSON),
        ("江边加工点", Code.NATURAL_PERSON),
        ("恒山五金（个体户）", Code.NATURAL_PERSON),
        ("甲钢铁有限公司、乙炼铁厂", Code.SEVERAL_FIRMS),
        ("甲钢铁有限公司和乙钢铁有限公司", Code.SEVERAL_FIRMS),
    ],
)
def test_a_doubtful_name_is_kept_and_the_doubt_said(name, code):
    assert code in codes(name)
    assert verdict_of(read_name(name)[1]) is Verdict.FLAGGED


@pytest.mark.parametrize("name", ["", " ", "—", "(企业名在存文中缺失)", "12.5", "同上", "3家"])
def test_what_is_no_name_is_refused(name):
    assert verdict_of(read_name(name)[1]) is Verdict.REFUSED


def test_a_person_s_name_is_not_repeated_in_the_reason():
    assert [str(remark) for remark in read_name("恒山市李小明砖厂")[1]] == [
        "可能是个体工商户或自然人（李某），能否公示请先研究决定"
    ]


def test_a_name_with_a_comma_in_it_is_one_firm():
    assert firms_in("恒山钢铁、焦化有限公司") == ["恒山钢铁、焦化有限公司"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    name, remarks = read_name(text)
    assert name or remarks


class TestKnownFirms:
    @pytest.fixture
    def known(self, make):
        return KnownFirms(
            [
                make(
                    YellowCard,
                    firm="heng-shan",
                    name="湛江恒山钢铁有限公司",
                    uscc="91440800MA0000001X",
                ),
                make(
                    YellowCard,
                    firm="heng-shan",
                    name="湛江恒山特钢有限公司",
                    uscc="91440800MA0000001X",
                ),
                make(YellowCard, firm="da-tong", name="湛江大同水泥厂"),
                make(YellowCard, firm="da-tong-2", name="湛江大同水泥厂"),
            ]
        )

    def test_all_names_of_a_renamed_firm_lead_to_its_one_id(self, known):
        for name in ("湛江恒山钢铁有限公司", "湛江恒山特钢有限公司（一期）"):
            ids, (remark,) = known.match(name, None)
            assert ids == ("heng-shan",)
            assert remark.code is Code.KNOWN_FIRM

    def test_two_firms_of_one_name_are_both_suggested_and_neither_chosen(self, known):
        ids, (remark,) = known.match("湛江大同水泥厂", None)
        assert ids == ("da-tong", "da-tong-2")
        assert remark.code is Code.SEVERAL_KNOWN

    def test_a_known_code_under_a_new_name_may_be_a_renaming(self, known):
        _ids, (remark,) = known.match("湛江恒岳有限公司", "91440800MA0000001X")
        assert remark.code is Code.RENAMED

    def test_one_name_with_two_codes_is_a_conflict(self, known):
        _ids, (remark,) = known.match("湛江恒山钢铁有限公司", "91440800MA0000002X")
        assert remark.code is Code.CODE_CONFLICT

    def test_a_stranger_is_none_of_them(self, known):
        assert known.match("遂溪新厂", None) == ((), [])
