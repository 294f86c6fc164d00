import json

import pytest

from intake.routing import route_lines

FIELDS = {
    "id",
    "matter",
    "lead",
    "co",
    "territorial",
    "clause",
    "confidence",
    "ambiguous",
    "reason",
}


def answers(router, *lines):
    return [json.loads(line) for line in route_lines(router, lines)]


def test_a_line_in_is_a_line_out_with_the_promised_fields(zhanjiang_router):
    asked = {"id": "a1", "text": "廉江有人炼地条钢", "channel": "12345", "matter": None}
    (answer,) = answers(zhanjiang_router, json.dumps(asked).encode())
    assert set(answer) == FIELDS
    assert (answer["id"], answer["lead"], answer["territorial"]) == ("a1", "industry", "440881")


def test_a_bad_line_is_answered_with_its_error_and_stops_nothing(zhanjiang_router):
    bad, wrong, bytes_, good = answers(
        zhanjiang_router,
        b"{not json",
        b'{"id": 7, "text": 5}',
        b'{"id": 8, "text": "\xff\xfe"}',
        '{"id": 9, "text": "麻章黑烟"}'.encode(),
    )
    assert bad["line"] == 1
    assert "error" in bad
    assert wrong["id"] == 7
    assert "error" in wrong
    assert "error" in bytes_
    assert good["lead"] == "ecology"


def test_blank_lines_and_a_byte_order_mark_are_passed_over(zhanjiang_router):
    line = b"\xef\xbb\xbf" + '{"id": 1, "text": "黑烟"}\r\n'.encode()
    assert len(answers(zhanjiang_router, b"\n", line, b"  \n")) == 1


def test_a_matter_that_is_none_of_ours_is_no_hint(zhanjiang_router):
    line = '{"id": 1, "text": "排黑烟", "matter": "nonsense", "area": "000000"}'.encode()
    (answer,) = answers(zhanjiang_router, line)
    assert answer["matter"] == "emissions"
    assert answer["territorial"] is None


def test_a_hint_that_was_not_heard_is_named_in_the_reason(zhanjiang_router):
    asked = {"id": 1, "text": "排黑烟", "matter": "smoke", "area": "440000", "channel": "pigeon"}
    (answer,) = answers(zhanjiang_router, json.dumps(asked).encode())
    assert "所填事项“smoke”不在事项表内，未采用。" in answer["reason"]
    assert "所填地区“440000”不在本地区名单内，未采用。" in answer["reason"]
    assert "来源渠道“pigeon”未登记" in answer["reason"]


@pytest.mark.parametrize("channel", ["web", "12345", "city-12345", "", None])
def test_a_hint_that_was_heard_is_not_complained_of(zhanjiang_router, channel):
    asked = {"id": 1, "text": "排黑烟", "matter": "emissions", "area": "440802", "channel": channel}
    (answer,) = answers(zhanjiang_router, json.dumps(asked).encode())
    assert "未采用" not in answer["reason"]
    assert "未登记" not in answer["reason"]


def test_a_line_nested_too_deeply_is_answered_and_stops_nothing(zhanjiang_router):
    deep, good = answers(
        zhanjiang_router,
        b"[" * 200_000,
        json.dumps({"id": 2, "text": "廉江有人炼地条钢"}).encode(),
    )
    assert "第1行" in deep["error"]
    assert good["id"] == 2
