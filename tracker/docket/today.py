"""The home page's figures: what is owed in which time, in all and agreement by agreement. Reads only."""

from dataclasses import dataclass, replace
from datetime import date

from tracker.docket.actor import Actor
from tracker.docket.asking import Asked, duty_ask
from tracker.docket.gate import scope_of
from tracker.docket.look import COUNT_LIMIT, agreement_view
from tracker.docket.views import AgreementView
from tracker.store.agreements import agreements_of
from tracker.store.duty_lists import count_duties
from tracker.store.session import reading

FIGURES = (
    ("overdue", Asked(standing="overdue")),
    ("target-passed", Asked(standing="target-passed")),
    ("7", Asked(within="7")),
    ("30", Asked(within="30")),
    ("90", Asked(within="90")),
    ("all", Asked()),
)
"""What is counted, by name, with the list behind it; each of the days takes in the shorter ones."""
ASIDE = 20
"""So many agreements stand side by side; the others are reached through the list."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One count, up to a cap, and the list that it counts."""

    name: str
    count: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class AgreementFigures:
    """One agreement with its counts."""

    agreement: AgreementView
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Figures:
    """All counts of the home page, read in one question."""

    whole: list[Figure]
    agreements: list[AgreementFigures]
    more_agreements: int


def figures(actor: Actor, *, today: date, whose: str | None = None) -> Figures:
    """What is owed, for all the actor sees or for what is theirs alone."""
    session, scope = reading(), scope_of(actor)
    signed = [] if actor.is_agent else agreements_of(session, actor.organisation_id)
    shown = signed[:ASIDE] if len(signed) > 1 else []
    plain = [(name, replace(asked, whose=whose)) for name, asked in FIGURES]
    asks = [duty_ask(session, actor, scope, asked) for _, asked in plain]
    every = [*asks, *(replace(ask, agreement_ids=[row.id]) for row in shown for ask in asks)]
    counts = iter(count_duties(session, scope, every, today, COUNT_LIMIT))
    whole = [Figure(name, next(counts), asked) for name, asked in plain]
    aside = [
        AgreementFigures(
            agreement_view(row),
            [Figure(name, next(counts), replace(asked, agreement=row.public_id)) for name, asked in plain],
        )
        for row in shown
    ]
    return Figures(whole, aside, len(signed) - len(shown) if shown else 0)
