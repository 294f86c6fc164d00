"""The promise of the router, on the labelled reports of both places."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench" / "bench_routing.py"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_routing", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def all_outcomes(bench, parts):
    return [result for part in parts for result in bench.outcomes(part)]


def test_at_least_400_reports_are_labelled_and_about_a_fifth_is_held_out(bench):
    """Whole reports are counted, not the second author's bare sentences that teach the model."""
    tuned_on = [part for part in bench.TUNING if part != "tuning, second author"]
    held_out = sum(len(list(bench.reports(part))) for part in bench.HELD_OUT)
    everything = held_out + sum(len(list(bench.reports(part))) for part in tuned_on)
    assert everything >= 400
    assert held_out / everything >= 0.19


def test_every_matter_and_both_places_are_labelled_in_the_parts_held_out(bench):
    for part in ("held out, first author", bench.UNREAD):
        parts = (part,) if isinstance(part, str) else part
        held_out = [report for name in parts for report in bench.reports(name)]
        assert {report["place"] for report in held_out} == {"zhanjiang", "enping"}
        assert len({report["expect"]["matter"] for report in held_out}) == 13


@pytest.mark.parametrize(("what", "least"), [("lead", 0.97), ("matter", 0.95), ("area", 0.95)])
def test_the_tuning_reports_find_their_department(bench, what, least):
    for part in bench.TUNING:
        results = bench.outcomes(part)
        assert bench.share(getattr(result, what) for result in results) >= least


LEAST_UNREAD = {"lead": 0.97, "matter": 0.95, "area": 0.97}


@pytest.mark.parametrize(("what", "least"), LEAST_UNREAD.items())
def test_reports_that_nobody_tuned_on_find_their_department(bench, what, least):
    """What is really reached on texts by four other authors, never read while tuning."""
    results = all_outcomes(bench, bench.UNREAD)
    assert bench.share(getattr(result, what) for result in results) >= least


@pytest.mark.parametrize("parts", ["HELD_OUT", "UNREAD"])
def test_proposals_sure_enough_to_dispatch_reach_the_right_department(bench, parts):
    """Of the reports held out that would be dispatched without a person, 99 in 100 go right."""
    sure = [r for r in all_outcomes(bench, getattr(bench, parts)) if r.proposal.automatic]
    assert len(sure) > 150
    assert bench.share(result.lead for result in sure) >= 0.99


def test_proposals_sure_enough_to_dispatch_are_right_in_everything_98_times_in_100(bench):
    sure = [r for r in all_outcomes(bench, bench.PARTS) if r.proposal.automatic]
    assert bench.share(result.right for result in sure) >= 0.98
