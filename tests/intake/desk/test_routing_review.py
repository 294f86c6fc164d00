"""The page that shows what the router's rules get wrong, and where examples are made up."""

import json

import pytest
from click.testing import CliRunner

from intake.commands.route import command
from intake.services.casework import Dispatch, dispatch
from intake.services.corrections import review
from intake.services.demo import PASSPHRASE
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import log_in, officer_of
from register.jurisdiction import Matter


@pytest.fixture
def corrected(on_sqlite):
    """The id of one correction."""
    number = submit(on_sqlite, NewReport("旧砖厂有事", new_form_token())).case.number
    dispatcher = officer_of(on_sqlite, log_in(on_sqlite, "dispatcher", PASSPHRASE))
    dispatch(on_sqlite, dispatcher, number, 1, Dispatch(Matter.EMISSIONS, "440881", "ecology"))
    return review(on_sqlite).corrections[0].ruling.id


def test_with_nothing_dispatched_by_hand_the_page_says_so(at_desk):
    page = at_desk("dispatcher").open("/routing/")
    assert "近一年没有人工分办的案件" in page.text


def test_a_correction_is_shown_and_its_example_routed_anew(at_desk, corrected):
    dispatcher = at_desk("dispatcher")
    page = dispatcher.open("/routing/")
    assert "建议被采纳0件，被改正1件" in page.text
    assert "旧砖厂" not in page.text
    page = dispatcher.send(page, f"/routing/{corrected}/", example="某厂排黑水")
    assert "某厂排黑水" in page.html
    assert "仍不一致" in page.text


def test_a_refused_example_comes_back_as_it_was_typed(at_desk, corrected):
    dispatcher = at_desk("dispatcher")
    page = dispatcher.open("/routing/")
    page = dispatcher.send(page, f"/routing/{corrected}/", example="打13812345678")
    assert page.status == 400
    assert "像是个人信息" in page.text
    assert "打13812345678" in page.html


def test_the_page_is_for_dispatchers_alone(at_desk):
    assert 'href="/routing/"' in at_desk("dispatcher").open("/").html
    assert 'href="/routing/"' not in at_desk("industry").open("/").html
    assert at_desk("industry").open("/routing/").status == 403


def test_the_corrections_are_exported_in_the_labelled_reports_own_form(
    on_sqlite, corrected, monkeypatch
):
    settings = on_sqlite.settings
    for name, value in {
        "MINGJIAN_INSTANCE": settings.instance,
        "MINGJIAN_CONTENT": settings.content,
        "MINGJIAN_DATABASE_URL": settings.database_url,
        "MINGJIAN_DEMO": "1",
    }.items():
        monkeypatch.setenv(name, str(value))
    written = CliRunner().invoke(command, ["--place", "zhanjiang", "--corrections"])
    assert written.exit_code == 0, written.output
    (line,) = map(json.loads, written.output.splitlines())
    assert line["id"] == corrected
    expect = {"matter": "emissions", "lead": "ecology", "territorial": "440881"}
    assert line["expect"] == expect
    assert (line["text"], line["now"], line["mended"]) == (None, None, False)


def test_without_an_instance_the_export_says_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setenv("MINGJIAN_INSTANCE", str(tmp_path / "none"))
    written = CliRunner().invoke(command, ["--place", "zhanjiang", "--corrections"])
    assert written.exit_code == 1
    assert "mingjian init" in written.output
