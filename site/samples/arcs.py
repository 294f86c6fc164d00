"""What may happen to a sampled firm: whole stories, each with three to five acts.

`ARCS` are told in turn, so that a dozen firms already show every kind of act. A story's first day
leaves room for all of it before the sample's last day; the last stories are still open then.
"""

from __future__ import annotations

from collections.abc import Callable

from register.acts import Scope, Subject
from samples import answers, exits, listings
from samples.chronicle import Chronicle

EARLIEST = 0.09
"""The catalogue of 2024 that acts cite came into force in February, the sample's fourth month."""
ROOM = 0.5
"""The longest finished story takes less than half of the three years."""


def _mends_its_ways(c: Chronicle) -> None:
    c.begin(EARLIEST, ROOM)
    listings.inspect(c, compliant=False)
    c.wait(8, 20)
    card = listings.yellow(c, Subject.ENERGY, c.rng.randint(120, 170))
    c.wait(60, 70)
    listings.extend(c, card, c.rng.randint(30, 80))
    c.wait(20, 50)
    listings.rectify(c, card)


def _is_closed(c: Chronicle) -> None:
    c.begin(EARLIEST, ROOM)
    card = listings.yellow(c, Subject.TECHNOLOGY, c.rng.randint(60, 150))
    c.wait_until_after(card.deadline)
    c.wait(3, 20)
    listings.red(c, card)
    c.wait(20, 60)
    closure = exits.close(c, Scope.ENTERPRISE)
    c.wait(10, 40)
    gone = exits.dismantle(c, closure)
    c.wait(10, 40)
    exits.accept(c, gone)


def _seals_then_dismantles(c: Chronicle) -> None:
    c.begin(EARLIEST, ROOM)
    sealed = exits.seal(c, c.rng.randint(120, 300))
    c.wait(20, 60)
    exits.look_back(c, sealed, resumed=False)
    c.wait(30, 90)
    gone = exits.dismantle(c, sealed)
    c.wait(10, 40)
    exits.accept(c, gone)


def _starts_again(c: Chronicle) -> None:
    c.begin(EARLIEST, ROOM)
    closure = exits.close(c, Scope.LINE)
    c.wait(20, 60)
    exits.accept(c, closure)
    c.wait(60, 240)
    exits.look_back(c, closure, resumed=c.rng.random() < 0.3)


def _emits_again(c: Chronicle) -> None:
    c.begin(EARLIEST, ROOM)
    first = listings.exceed(c)
    c.wait(8, 20)
    answers.reply(c, first)
    c.wait(60, 200)
    again = listings.exceed(c, serious=True)
    c.wait(8, 20)
    answers.object_to(c, again, upheld=False)


def _has_figures_corrected(c: Chronicle) -> None:
    c.begin(EARLIEST, 0.9)
    listing = listings.exceed(c)
    c.wait(8, 20)
    answers.object_to(c, listing, upheld=True)
    c.wait(1, 4)
    answers.correct(c, listing)


def _loses_its_licence(c: Chronicle) -> None:
    c.begin(EARLIEST, ROOM)
    listings.fail_product(c)
    c.wait(5, 15)
    card = listings.yellow(c, Subject.QUALITY, c.rng.randint(60, 120))
    c.wait_until_after(card.deadline)
    c.wait(3, 20)
    listings.red(c, card)
    c.wait(5, 30)
    listings.cancel_licence(c)


def _was_listed_wrongly(c: Chronicle) -> None:
    c.begin(EARLIEST, 0.8)
    listings.inspect(c, compliant=True)
    c.wait(20, 60)
    card = listings.yellow(c, Subject.SAFETY, c.rng.randint(60, 120))
    c.wait(8, 20)
    answers.object_to(c, card, upheld=True)
    c.wait(0, 1)
    answers.withdraw(c, card)


def _repairs_its_credit(c: Chronicle) -> None:
    c.begin(EARLIEST, ROOM)
    card = listings.yellow(c, Subject.SAFETY, c.rng.randint(60, 150))
    c.wait(30, 80)
    listings.rectify(c, card)
    c.wait(40, 100)
    listings.inspect(c, compliant=True)
    c.wait(20, 40)
    answers.end_publicity(c, card)


def _has_days_left(c: Chronicle) -> None:
    c.begin(0.7, 0.8)
    listings.fail_product(c)
    c.wait(10, 40)
    listings.inspect(c, compliant=False)
    c.begin(0.93, 0.97)
    card = listings.yellow(c, Subject.ENERGY, c.rng.randint(90, 170))
    c.wait(8, 18)
    answers.reply(c, card)


def _keeps_a_sealed_line(c: Chronicle) -> None:
    c.begin(0.3, 0.6)
    exits.close(c, Scope.LINE)
    c.wait(40, 90)
    listings.inspect(c, compliant=True)
    c.begin(0.86, 0.98)
    exits.seal(c, c.rng.randint(40, 400))


def _is_overdue(c: Chronicle) -> None:
    c.begin(0.3, 0.6)
    listings.exceed(c)
    c.begin(0.72, 0.85)
    card = listings.yellow(c, Subject.TECHNOLOGY, c.rng.randint(60, 150))
    c.wait(8, 18)
    answers.reply(c, card)


ARCS: tuple[Callable[[Chronicle], None], ...] = (
    _mends_its_ways,
    _is_closed,
    _seals_then_dismantles,
    _starts_again,
    _emits_again,
    _has_figures_corrected,
    _loses_its_licence,
    _was_listed_wrongly,
    _repairs_its_credit,
    _has_days_left,
    _keeps_a_sealed_line,
    _is_overdue,
)
