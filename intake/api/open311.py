"""Open311 GeoReport v2: discovery, services, service definitions.

Specification: http://wiki.open311.org/GeoReport_v2. Everything is read from the place's profile,
so that departments, matters and areas are the same here, on the form and on the public site.
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from intake.api.encoding import Value, respond
from intake.web.installation import the_system
from register.jurisdiction import Matter, Profile
from register.matters import MATTER_NAMES, MATTER_SIGNS
from register.wording import SOURCE_LANGUAGE, language
from register.wording import gettext as _

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-22T00:00:00+08:00"
"""When the shape of these documents last changed."""

PREFIX = "/open311/v2"
_MEDIA_TYPES = ("text/xml", "application/json")

open311 = Blueprint("open311", __name__, url_prefix=PREFIX)


@open311.get("/discovery.<any(xml, json):encoding>")
def discovery(encoding: str) -> Response:
    """Say where the service is, in what formats, and whom to ask."""
    profile = served()
    endpoint: Value = {
        "specification": SPECIFICATION,
        "url": the_system().settings.api_url.rstrip("/") + PREFIX,
        "changeset": CHANGESET,
        "type": "test" if profile.place.demo else "production",
        "formats": list(_MEDIA_TYPES),
    }
    document: Value = {
        "changeset": CHANGESET,
        "contact": _("%(unit)s，%(contact)s", unit=_host(profile), contact=profile.site.contact),
        "key_service": _("提交须有密钥，请向本平台管理员申请。不带密钥可以按编号查询办理状态。"),
        "endpoints": [endpoint],
    }
    return respond("discovery", document, encoding)


@open311.get("/services.<any(xml, json):encoding>")
def services(encoding: str) -> Response:
    """List the matters that can be reported here, with who leads each.

    400 without `jurisdiction_id`, 404 for another place's.
    """
    profile = jurisdiction()
    return respond("services", [_service(profile, matter) for matter in Matter], encoding)


@open311.get("/services/<code>.<any(xml, json):encoding>")
def service_definition(code: str, encoding: str) -> Response:
    """Describe what a report on one matter may carry beside its text.

    404 for a code that is no matter; 400 and 404 as in `services`.
    """
    profile = jurisdiction()
    if code not in set(Matter):
        raise NotFound(_("没有代码为“%(code)s”的事项，可用代码见services。", code=code))
    document: Value = {
        "service_code": code,
        "attributes": [_area_attribute(profile), _number_attribute()],
    }
    return respond("service_definition", document, encoding)


def served() -> Profile:
    """Return the place that this installation serves."""
    return the_system().profile


def jurisdiction() -> Profile:
    """Return the place asked for; an empty parameter is an absent one.

    Mingjian serves several jurisdictions, so the specification wants to be told which; this
    installation answers for its own.
    """
    profile = served()
    asked = request.values.get("jurisdiction_id", "")  # some clients POST it in the query
    if not asked:
        raise BadRequest(
            _("缺少jurisdiction_id参数，本接口的地区是“%(place)s”。", place=profile.place.id)
        )
    if asked != profile.place.id:
        raise NotFound(
            _(
                "没有地区“%(asked)s”，本接口的地区是“%(place)s”。",
                asked=asked[:40],
                place=profile.place.id,
            )
        )
    return profile


def _service(profile: Profile, matter: Matter) -> Value:
    entry = profile.responsibility(matter)
    lead = profile.department(entry.lead)
    name = lead.name if language() == SOURCE_LANGUAGE else lead.name_en
    return {
        "service_code": matter.value,
        "service_name": str(MATTER_NAMES[matter]),
        "description": _(
            "%(signs)s。由%(lead)s承办，依据：%(clause)s",
            signs=MATTER_SIGNS[matter],
            lead=name,
            clause=profile.cite(entry),
        ),
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join((profile.place.name, str(MATTER_NAMES[matter]))),
        "group": name,
    }


def _area_attribute(profile: Profile) -> Value:
    chinese = language() == SOURCE_LANGUAGE
    values: Value = [
        {"key": area.id, "name": area.name if chinese else area.name_en} for area in profile.areas
    ]
    return {
        "variable": True,
        "code": "area",
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": _("从所列地区中选一个，不清楚可以不选"),
        "order": 1,
        "description": _("问题所在的地区"),
        "values": values,
    }


def _number_attribute() -> Value:
    return {
        "variable": True,
        "code": "external_id",
        "datatype": "string",
        "required": False,
        "datatype_description": _("来件系统自己的编号；同一编号重复提交，只登记一次"),
        "order": 2,
        "description": _("来件编号"),
        "values": [],
    }


def _host(profile: Profile) -> str:
    site = profile.site
    return site.host_unit if language() == SOURCE_LANGUAGE else site.host_unit_en
