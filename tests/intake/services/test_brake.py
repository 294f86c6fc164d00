"""The brake costs floods work or time; it refuses nobody and remembers no address."""

import dataclasses
import itertools

import pytest

from intake.services.brake import (
    PER_NETWORK,
    SHORTEST_WAIT,
    WINDOW,
    Fare,
    TollDue,
    is_on,
    is_work,
    issue_ticket,
    network_of,
    pass_brake,
)
from intake.services.counting import MemoryCounts
from intake.services.reports import NewReport, new_form_token, submit


@pytest.fixture
def braked(on_sqlite, clock):
    """Return a system whose brake is on for everyone."""
    counts = MemoryCounts(clock.timestamp)
    system = dataclasses.replace(
        on_sqlite,
        counts=counts,
        settings=dataclasses.replace(on_sqlite.settings, brake_at=3),
    )
    for _ in range(3):
        pass_brake(system, None, Fare("", ""))
    return system


def fare(system, work: str = "") -> Fare:
    token = new_form_token()
    return Fare(token, issue_ticket(system, token), work)


def worked(system) -> Fare:
    blank = fare(system)
    work = next(str(n) for n in itertools.count() if is_work(blank.token, str(n)))
    return dataclasses.replace(blank, work=work)


def test_below_the_limit_nothing_is_asked(on_sqlite):
    for _ in range(PER_NETWORK):
        assert not is_on(on_sqlite, "a")
        pass_brake(on_sqlite, "a", Fare("", ""))
    assert is_on(on_sqlite, "a")
    assert not is_on(on_sqlite, "b")
    pass_brake(on_sqlite, "b", Fare("", ""))


@pytest.mark.parametrize("ticket", ["", "1", "1.é", "１.é", "1.票", "x.1"])
def test_a_ticket_that_is_none_of_ours_has_to_wait(braked, ticket):
    with pytest.raises(TollDue):
        pass_brake(braked, None, Fare(new_form_token(), ticket))


def test_a_form_that_was_open_long_enough_passes(braked, clock):
    mine = fare(braked)
    with pytest.raises(TollDue, match="请等60秒") as due:
        pass_brake(braked, None, mine)
    assert due.value.seconds == SHORTEST_WAIT
    clock.advance(seconds=SHORTEST_WAIT - 20)
    with pytest.raises(TollDue, match="请等20秒"):
        pass_brake(braked, None, mine)
    clock.advance(seconds=20)
    pass_brake(braked, None, mine)


def test_work_passes_at_once_and_once(braked):
    mine = worked(braked)
    pass_brake(braked, None, mine)
    with pytest.raises(TollDue):
        pass_brake(braked, None, mine)


@pytest.mark.parametrize("work", ["", "x", "-1", "1" * 10, "٣", "0.5", "1e3"])
def test_what_is_no_number_is_no_work(work):
    assert not is_work("token", work)


def test_work_for_another_form_is_no_work(braked):
    mine, other = worked(braked), fare(braked)
    while is_work(other.token, mine.work):
        other = fare(braked)
    with pytest.raises(TollDue):
        pass_brake(braked, None, dataclasses.replace(other, work=mine.work))


def test_a_ticket_that_was_not_issued_here_buys_nothing(braked, clock):
    mine = fare(braked)
    earlier = f"{int(mine.ticket.split('.')[0]) - 10_000}.{mine.ticket.split('.')[1]}"
    clock.advance(seconds=SHORTEST_WAIT)
    for ticket in ("", "0", earlier, "x.y", mine.ticket + "0", fare(braked).ticket):
        with pytest.raises(TollDue):
            pass_brake(braked, None, Fare(mine.token, ticket, "0"))


def test_the_longer_the_flood_the_longer_the_wait_and_then_it_is_over(braked, clock):
    for _ in range(12):
        braked.counts.add("reports", WINDOW)
    with pytest.raises(TollDue, match="请等300秒"):
        pass_brake(braked, None, fare(braked))
    for _ in range(1000):
        braked.counts.add("reports", WINDOW)
    with pytest.raises(TollDue, match="请等600秒"):
        pass_brake(braked, None, fare(braked))
    clock.advance(seconds=WINDOW)
    assert not is_on(braked, None)


def test_the_same_form_posted_again_is_answered_with_its_receipt_without_paying_again(braked):
    mine = worked(braked)
    report = NewReport("炉子又开了", mine.token)
    pay = lambda: pass_brake(braked, None, mine)  # noqa: E731 - as the page does it
    first = submit(braked, report, pay=pay)
    assert submit(braked, report, pay=pay).receipt == first.receipt


def test_a_network_has_a_name_for_an_hour_and_no_address_is_in_it(clock):
    counts = MemoryCounts(clock.timestamp)
    name = network_of(counts, "203.0.113.7")
    assert name == network_of(counts, "203.0.113.250")
    assert name == network_of(counts, "::ffff:203.0.113.9")
    assert name != network_of(counts, "203.0.114.7")
    assert network_of(counts, "2001:db8:1::1") == network_of(counts, "2001:db8:1:ff::2")
    assert "203" not in str(name) or name != "203.0.113.7"
    clock.advance(hours=1)
    assert name != network_of(counts, "203.0.113.7")
    assert name != network_of(MemoryCounts(), "203.0.113.7")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", None, "", "unix:", "nobody"])
def test_this_machine_speaks_for_everybody_and_is_no_network(address):
    assert network_of(MemoryCounts(), address) is None
