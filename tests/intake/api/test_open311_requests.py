"""Open311 both ways: what clients file, what they and others may see of it afterwards."""

from xml.parsers import expat

import pytest
from civicbot.http import HttpTransport
from civicbot.open311 import Open311Client, Open311Error
from civicbot.registry import Endpoint
from georeport import GeoReport

from intake.domain.outcomes import Outcome, Publication
from intake.services.casework import open_case, reply, sign
from intake.services.closing import Result, close
from register.jurisdiction import Matter

SECRET = "廉江市石城镇有人夜里用中频炉化废钢"
PREFIX = "/open311/v2"


def form(live, **more):
    given = {
        "jurisdiction_id": "zhanjiang",
        "api_key": live.key.api_key,
        "service_code": "ground-bar-steel",
        "address_string": "石城镇",
        "description": SECRET,
        "first_name": "三",
        "phone": "13800000000",
    }
    return {name: value for name, value in (given | more).items() if value is not None}


@pytest.fixture
def client(live):
    return live.app.test_client()


@pytest.fixture
def number(live, client):
    return client.post(f"{PREFIX}/requests.json", data=form(live)).json[0]["service_request_id"]


def ask(client, path, **query):
    return client.get(f"{PREFIX}/{path}", query_string={"jurisdiction_id": "zhanjiang"} | query)


def test_civicbot_files_and_reads_a_request(live, desk_of):
    endpoint = Endpoint("zhanjiang", "湛江", f"{live.url}{PREFIX}", write=True)
    bot = Open311Client(endpoint, HttpTransport(), jurisdiction_id="zhanjiang")
    codes = [service["service_code"] for service in bot.list_services()]
    assert codes == [matter.value for matter in Matter]
    sent = bot.create_request(
        "ground-bar-steel",
        dry_run=False,
        confirm="SEND",
        api_key=live.key.api_key,
        validate_remote=True,
        lat=21.61,
        lng=110.28,
        description=SECRET,
        attributes={"area": "440881", "external_id": "civic-1"},
    )
    number = sent.response[0]["service_request_id"]
    assert bot.get_request(number)["status"] == "open"
    assert bot.get_token(number)[0]["service_request_id"] == number
    assert [one["service_request_id"] for one in bot.list_requests(service_request_ids=[number])] \
        == [number]  # fmt: skip
    view = open_case(live.system, desk_of("industry"), number)
    assert SECRET in view.report.text
    assert "坐标21.61，110.28" in view.report.text
    with pytest.raises(Open311Error):
        bot.create_request("no-such", validate_remote=True, lat=1, lng=1)


@pytest.mark.parametrize("encoding", ["json", "xml"])
def test_georeport_reads_both_encodings(live, number, encoding):
    city = GeoReport(f"{live.url}{PREFIX}", "zhanjiang", output_format=encoding)
    assert len(city.get_service_list()) == len(Matter)
    assert city.get_service_definition("energy")["service_code"] == "energy"
    found = city.get_service_request(number)
    assert found["service_request_id"] == number
    assert found["agency_responsible"] == "湛江市工业和信息化局"
    assert found["expected_datetime"] == "2026-12-14T23:59:59+08:00"
    listed = city.get_service_requests(service_request_id=number)
    listed = listed if isinstance(listed, list) else [listed]
    assert [one["service_request_id"] for one in listed] == [number]


def test_an_expat_client_reads_chinese(client, number):
    words = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = words.append
    parser.Parse(ask(client, f"requests/{number}.xml").data, True)
    assert "湛江市工业和信息化局" in "".join(words)


def test_nobody_is_shown_what_was_written_and_lists_are_for_the_key_that_filed(
    live, client, number
):
    from intake.domain.work_orders import Scope
    from intake.services.platforms import add_platform, make_key

    add_platform(live.system, "other", "另一平台")
    other = make_key(live.system, "other", frozenset({Scope.OPEN311})).api_key
    mine = ask(client, "requests.json", api_key=live.key.api_key)
    assert [one["service_request_id"] for one in mine.json] == [number]
    assert ask(client, "requests.json").json == []
    assert ask(client, "requests.json", api_key=other).json == []
    for found in (mine, ask(client, f"requests/{number}.json")):
        assert SECRET not in found.text
        assert "13800000000" not in found.text
        assert "石城" not in found.text
    assert ask(client, "servicerequestupdates.json").status_code == 403
    assert ask(client, "servicerequestupdates.json", api_key=other).json == []


def test_answers_go_to_the_key_that_filed_and_to_nobody_else(live, client, number, desk_of):
    industry = desk_of("industry")
    case = sign(live.system, industry, number, 1)
    case = reply(live.system, industry, number, case.version, text="已到现场查看")
    close(
        live.system,
        industry,
        number,
        case.version,
        Result(Outcome.SUBSTANTIATED, "已拆除", Publication.TOO_SLIGHT),
    )
    mine = ask(client, "requests.json", api_key=live.key.api_key, status="closed").json[0]
    assert (mine["status"], mine["status_notes"]) == ("closed", "已拆除")
    assert ask(client, f"requests/{number}.json").json[0]["status_notes"] == ""
    assert ask(client, "requests.json", api_key=live.key.api_key, status="open").json == []
    told = ask(client, "servicerequestupdates.json", api_key=live.key.api_key).json
    assert [one["status"] for one in told] == ["OPEN", "INVESTIGATING", "IN_PROGRESS", "CLOSED"]
    assert told[2]["description"] == "已到现场查看"
    later = {"start_date": "2026-11-24T00:00:00+08:00"}
    found = ask(client, "servicerequestupdates.json", api_key=live.key.api_key, **later)
    assert found.json == []


def test_an_update_is_added_once_and_read_by_the_department(live, client, number, desk_of):
    sent = {
        "api_key": live.key.api_key,
        "service_request_id": number,
        "update_id": "77",
        "status": "OPEN",
        "updated_datetime": "2026-11-23T10:00:00+08:00",
        "description": "炉子还在",
    }
    address = f"{PREFIX}/servicerequestupdates.xml?jurisdiction_id=zhanjiang"
    for _ in range(2):
        assert "<update_id>77</update_id>" in client.post(address, data=sent).text
    entries = open_case(live.system, desk_of("industry"), number).entries
    assert [entry.text for entry in entries][-1] == "炉子还在\nstatus: OPEN"
    assert len(entries) == 2
    assert client.post(address, data=sent | {"description": "别的"}).status_code == 409
    assert client.post(address, data=sent | {"service_request_id": "1"}).status_code == 404
    assert client.post(address, data=sent | {"update_id": ""}).status_code == 400


def test_the_senders_own_number_makes_one_request(live, client):
    data = form(live, **{"attribute[external_id]": "fms-9"})
    found = {client.post(f"{PREFIX}/requests.json", data=data).text for _ in range(3)}
    assert len(found) == 1
    other = client.post(f"{PREFIX}/requests.json", data=data | {"description": "别的事"})
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"api_key": None}, 403),
        ({"api_key": "x.y"}, 403),
        ({"service_code": None}, 400),
        ({"service_code": "ufo"}, 404),
        ({"address_string": None}, 400),
        ({"address_string": None, "lat": "21"}, 400),
        ({"address_string": None, "lat": "nan", "long": "1"}, 400),
        ({"address_string": None, "lat": "91", "long": "1"}, 400),
        ({"jurisdiction_id": None}, 400),
        ({"jurisdiction_id": "enping"}, 404),
        ({"attribute[area]": "mars"}, 400),
        ({"attribute[external_id]": "a b"}, 400),
        ({"description": "字" * 50_001}, 400),
    ],
)
@pytest.mark.parametrize("encoding", ["xml", "json"])
def test_what_is_wrong_is_named_in_the_specifications_shape(
    live, client, changed, status, encoding
):
    found = client.post(f"{PREFIX}/requests.{encoding}", data=form(live, **changed))
    assert found.status_code == status
    if encoding == "json":
        assert found.json[0]["code"] == status
    else:
        assert f"<code>{status}</code>" in found.text
    assert ask(client, "requests.json", api_key=live.key.api_key).json == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"start_date": "yesterday"}, 400),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, 400),
        ({"status": "lost"}, 400),
        ({"service_code": "ufo"}, 404),
        ({"page_size": "0"}, 400),
        ({"start_date": "", "status": "", "page": ""}, 200),
        ({"start_date": "2026-11-20T00:00:00+08:00", "status": "open,closed"}, 200),
    ],
)
def test_filters_say_what_they_cannot_mean(client, query, status):
    assert ask(client, "requests.json", **query).status_code == status


def test_the_key_is_not_kept_in_what_is_kept(live):
    from intake.api.open311_requests import without_key

    assert without_key(b"api_key=s3cret&a=b") == b"api_key=&a=b"
    assert without_key(b"a=my_api_key=1&api_key=s3cret") == b"a=my_api_key=1&api_key="


@pytest.mark.parametrize("name", ["page", "page_size"])
def test_a_page_beyond_all_counting_is_refused_also_with_zeros_before_it(client, live, name):
    for digits in ("9" * 30, "000000001" + "9" * 30, "0" * 8 + "9" * 3000):
        asked = ask(client, "requests.json", api_key=live.key.api_key, **{name: digits})
        assert asked.status_code == 400
