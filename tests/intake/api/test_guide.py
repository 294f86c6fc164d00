"""The guide for platforms: every example in it is run as it stands."""

import datetime as dt
import json
import os
import re
import subprocess
from shutil import which
from textwrap import dedent

import pytest
import requests

from intake.api import create_app
from intake.domain.work_orders import Scope
from intake.services.platforms import add_platform, make_key
from intake.vault.http_signatures import Message, verify

BOTH = frozenset({Scope.READ, Scope.WRITE})


@pytest.fixture
def app(on_sqlite):
    add_platform(on_sqlite, "zj-12345", "湛江12345")
    return create_app(on_sqlite)


def test_the_guides_example_in_python_is_accepted(app, on_sqlite, monkeypatch):
    """What a platform's programmer copies must run as it stands."""
    import datetime as dt

    import requests

    object.__setattr__(on_sqlite, "now", lambda: dt.datetime.now(dt.UTC))
    made = make_key(on_sqlite, "zj-12345", BOTH)
    client, answers = app.test_client(), []

    def send(_self, sent):
        path = sent.url.removeprefix("http://localhost")
        found = client.open(path, method=sent.method, data=sent.body, headers=dict(sent.headers))
        answers.append(found)
        return found

    monkeypatch.setattr(requests.Session, "send", send)
    guide = client.get("/guide").text
    example = guide[guide.index("    from http_message") : guide.index("  命令行示例")]
    code = "\n".join(line[4:] for line in example.splitlines())
    code = code.replace("……", "炼钢").replace(".json())", ".json)")
    exec(code, {"SECRET": made.secret, "KEY_ID": made.id, "ADDRESS": "http://localhost"})
    assert [found.status_code for found in answers] == [201]


@pytest.mark.skipif(not (which("curl") and which("openssl")), reason="needs curl and openssl")
@pytest.mark.parametrize("address", ["/guide", "/en/guide"])
def test_the_guides_command_line_example_is_accepted(live, address):
    guide = requests.get(live.url + address, timeout=30).text
    start = guide.index("    BODY='")
    example = dedent(guide[start : guide.index("\n\n", start)])
    example = example.replace("$(date +%s)", str(int(live.system.now().timestamp())))
    known = {"ADDRESS": live.url, "KEY_ID": live.key.id, "SECRET": live.key.secret}
    answer = subprocess.run(
        ["sh", "-e"], input=example, env=os.environ | known, capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(answer.stdout)["number"] == "ZJ20261122001", answer


def test_the_guides_values_to_compare_with_are_right(app):
    guide = app.test_client().get("/guide").text
    given = dict(
        re.findall(r"^    (BODY|SECRET|Content-Digest|Signature\S*) +(.*)$", guide, re.MULTILINE)
    )
    message = Message("POST", "https://anywhere/v1/work-orders", given)
    created = dt.datetime.fromtimestamp(1795329000, dt.UTC)
    signed = verify(message, secret_of=lambda _key: given["SECRET"], now=created)
    signed.body.update(given["BODY"].encode())
    signed.body.check()


@pytest.mark.parametrize(
    ("address", "limits"),
    [
        ("/guide", "咨询 2个工作日，求助和建议 10个工作日，投诉和举报 15个工作日"),
        ("/en/guide", "enquiry 2 working days, help or suggestion 10 working days"),
    ],
)
def test_the_guide_says_the_profiles_own_time_limits(app, address, limits):
    told = app.test_client().get(address).text
    assert limits in told
    assert not re.search(r"\$[a-z]", told)
