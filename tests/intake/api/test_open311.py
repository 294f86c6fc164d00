"""Open311 GeoReport v2: what a client that knows only the specification needs."""

from xml.etree import ElementTree as ET

import pytest

from intake.api import create_app
from register.jurisdiction import Matter

ZHANJIANG = {"jurisdiction_id": "zhanjiang"}


@pytest.fixture
def client(on_sqlite):
    return create_app(on_sqlite).test_client()


def tree(found):
    assert found.content_type == "text/xml; charset=utf-8"
    return ET.fromstring(found.data)


def test_the_index_names_only_what_answers(client):
    index = client.get("/").json
    assert index["jurisdiction_id"] == "zhanjiang"
    offered = [index["health"], *index["open311"]["discovery"], *index["open311"]["services"]]
    for address in offered:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_health_tells_of_the_database(client, on_sqlite, monkeypatch):
    assert client.get("/healthz").json == {"status": "ok"}
    monkeypatch.setattr(type(on_sqlite), "is_alive", lambda _self: False)
    assert client.get("/healthz").status_code == 503


def test_discovery_says_the_same_in_both_encodings(client):
    as_json = client.get("/open311/v2/discovery.json").json
    as_xml = tree(client.get("/open311/v2/discovery.xml"))
    assert as_xml.tag == "discovery"
    assert as_xml.findtext("changeset") == as_json["changeset"]
    endpoint = as_json["endpoints"][0]
    assert as_xml.findtext("endpoints/endpoint/url") == endpoint["url"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] == "test"


def test_every_matter_is_a_service_with_its_lead_and_clause(client, on_sqlite):
    services = client.get("/open311/v2/services.json", query_string=ZHANJIANG).json
    assert [service["service_code"] for service in services] == [m.value for m in Matter]
    steel = services[0]
    assert steel["group"] == "湛江市工业和信息化局"
    assert "二（五）2" in steel["description"]
    assert steel["metadata"] is True
    as_xml = tree(client.get("/open311/v2/services.xml", query_string=ZHANJIANG))
    assert as_xml.tag == "services"
    assert [s.findtext("service_code") for s in as_xml.findall("service")] == list(Matter)
    assert as_xml.findtext("service/metadata") == "true"


def test_the_definition_offers_the_places_areas(client, on_sqlite):
    asked = {"query_string": ZHANJIANG}
    found = client.get("/open311/v2/services/energy.json", **asked).json
    attribute = found["attributes"][0]
    assert found["service_code"] == "energy"
    assert attribute["order"] == 1
    assert [v["key"] for v in attribute["values"]] == [a.id for a in on_sqlite.profile.areas]
    as_xml = tree(client.get("/open311/v2/services/energy.xml", **asked))
    assert as_xml.tag == "service_definition"
    names = [
        value.findtext("name") for value in as_xml.iterfind("attributes/attribute/values/value")
    ]
    assert names == [a.name for a in on_sqlite.profile.areas]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("services.{}", 400),
        ("services.{}?jurisdiction_id=", 400),
        ("services.{}?jurisdiction_id=enping", 404),
        ("services/energy.{}", 400),
        ("services/energy.{}?jurisdiction_id=nowhere", 404),
        ("services/ufo.{}?jurisdiction_id=zhanjiang", 404),
        ("requests.{}", 400),
    ],
)
@pytest.mark.parametrize("encoding", ["xml", "json"])
def test_an_error_has_the_specifications_shape(client, address, status, encoding):
    found = client.get("/open311/v2/" + address.format(encoding))
    assert found.status_code == status
    if encoding == "json":
        assert found.json[0]["code"] == status
        assert found.json[0]["description"]
    else:
        root = tree(found)
        assert root.tag == "errors"
        assert root.findtext("error/code") == str(status)
        assert root.findtext("error/description")


@pytest.mark.parametrize("odd", ["<x>&", "\x00", "\u202e", "湛" * 500])
def test_whatever_is_asked_for_the_answer_is_well_formed(client, odd):
    found = client.get("/open311/v2/services.xml", query_string={"jurisdiction_id": odd})
    assert found.status_code == 404
    tree(found)


def test_writing_is_refused_and_named_so(client):
    found = client.post("/open311/v2/services.xml")
    assert found.status_code == 405
    assert tree(found).findtext("error/code") == "405"
    assert set(found.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "path", ["/api", "/open311", "/v1/orders", "/open311/v2/things.json", "/en/v3", "/\x00\x01"]
)
def test_an_unknown_address_is_named_with_where_the_known_ones_are(client, on_sqlite, path):
    found = client.get(path)
    assert found.status_code == 404
    told = found.json[0]["description"] if path.endswith(".json") else found.json["detail"]
    assert f"“{path}”" in told
    assert on_sqlite.settings.api_url.rstrip("/") + "/" in told
    assert ("本接口没有" in told) is not path.startswith("/en")


def test_a_method_that_is_not_taken_is_told_those_that_are(client):
    assert "不接受DELETE方法，可用：GET、HEAD、OPTIONS。" in client.delete("/guide").json["detail"]
    assert "does not take PUT" in client.put("/en/open311/v2/services.json").json[0]["description"]


def test_an_unknown_kind_of_problem_is_told_the_known_ones(client):
    assert "order-over" in client.get("/problems/ufo").json["detail"]


def test_the_services_are_named_in_english_under_en(client):
    services = client.get("/en/open311/v2/services.json", query_string=ZHANJIANG).json
    assert services[0]["service_name"] == "Ground-bar steel"
    assert services[0]["group"] == "Industry and Information Technology Bureau"
