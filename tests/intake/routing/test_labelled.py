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


def test_at_least_400_reports_are_labelled_and_about_a_fifth_is_held_out(bench):
    held_out = len(list(bench.reports("held out")))
    everything = held_out + len(list(bench.reports("tuning")))
    assert everything >= 400
    assert held_out / everything >= 0.19


def test_every_matter_and_both_places_are_labelled_in_the_part_held_out(bench):
    held_out = list(bench.reports("held out"))
    assert {report["place"] for report in held_out} == {"zhanjiang", "enping"}
    assert len({report["expect"]["matter"] for report in held_out}) == 13


@pytest.mark.parametrize(("what", "least"), [("lead", 0.97), ("matter", 0.95), ("area", 0.95)])
def test_the_tuning_reports_find_their_department(bench, what, least):
    results = bench.outcomes("tuning")
    assert bench.share(getattr(result, what) for result in results) >= least


def test_proposals_sure_enough_to_dispatch_are_right_99_times_in_100(bench):
    sure = [
        result
        for part in ("tuning", "held out")
        for result in bench.outcomes(part)
        if result.proposal.automatic
    ]
    assert len(sure) > 300
    assert bench.share(result.right for result in sure) >= 0.99
