"""Whose turn it is: lists of what lies between contractor and agency, as each side may see it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker.disclosure import FieldClass
from tracker.docket.actor import Actor
from tracker.docket.cursors import read_due_cursor, write_cursor
from tracker.docket.gate import head_of, is_shown, own_scope
from tracker.docket.look import by_matter
from tracker.docket.telling import fact_view, may_see_fact
from tracker.docket.views import FactView
from tracker.errors import NotFound
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.incoming import (
    KINDS,
    AgencyAnswer,
    DisclosureDemand,
    IncomingLine,
    answers_of,
    count_turns,
    demands_of,
    incoming_page,
    lines_of,
)
from tracker.store.matters import find_matter
from tracker.store.session import reading

TURNS = ("agency", "contractor", "nobody")
LINE_KINDS = KINDS
COUNT_LIMIT = 1000
PAGE_LIMIT = 100


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the agency answered; ``by`` is told to its own people."""

    answer: str
    on: date
    comment: str | None
    comment_withheld: bool
    by: str | None


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One thing between the two sides, as its reader may see it."""

    kind: str
    subject: str
    on: date
    days: int
    turn: str
    outcome: str
    matter_public_id: str
    matter_ref: str
    matter_title: str
    organisation_name: str
    agency_name: str
    agreement_number: str
    level: str
    fact: FactView | None
    answers: list[AnswerView]
    recipient: str | None = None
    expires_on: date | None = None

    @property
    def answer(self) -> AnswerView | None:
        """The last answer."""
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True, slots=True)
class TurnList:
    """One page of lines; ``next_cursor`` asks for the page after it."""

    items: list[TurnLine]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many lines wait for one side, up to ``COUNT_LIMIT``, and the day of the oldest."""

    count: int
    oldest_on: date | None


def turn_list(
    actor: Actor,
    *,
    turn: str,
    today: date,
    kind: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> TurnList:
    """What waits for one side (``nobody``: what is settled), oldest first. Raises Refused."""
    session, limit = reading(), max(1, min(limit, PAGE_LIMIT))
    place = read_due_cursor(after)
    rows = incoming_page(session, own_scope(actor), turn=turn, kind=kind, after=place, limit=limit + 1)
    shown, more = rows[:limit], len(rows) > limit
    return TurnList(
        views_of(session, shown, actor, today),
        write_cursor(shown[-1].on, shown[-1].id) if more else None,
    )


def turns_of(actor: Actor, matter: str, *, today: date) -> list[TurnLine]:
    """Everything between the two sides about one matter, oldest first. Raises NotFound."""
    session = reading()
    found = find_matter(session, own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    return views_of(session, lines_of(session, [found.id]), actor, today)


def turn_line(actor: Actor, *, matter: str, subject: str, today: date, kind: str | None = None) -> TurnLine:
    """One line by what it is about, the one that waits first. Raises NotFound."""
    lines = [each for each in turns_of(actor, matter, today=today) if each.subject == subject]
    fitting = [each for each in lines if kind in (None, each.kind)]
    if not fitting:
        raise NotFound("There is no such thing here.")
    return min(fitting, key=lambda each: TURNS.index(each.turn))


def waiting(actor: Actor) -> dict[str, Waiting]:
    """For each side how much waits for it, in one question to the database."""
    sides = ("agency", "contractor")
    counts = count_turns(reading(), own_scope(actor), sides, COUNT_LIMIT)
    return {side: Waiting(each.count, each.oldest_on) for side, each in zip(sides, counts, strict=True)}


# --- how a line is seen -------------------------------------------------------------------------------------


def views_of(session: Session, rows: Sequence[IncomingLine], actor: Actor, today: date) -> list[TurnLine]:
    """Lines as the actor may see them, however many matters they are about, in a fixed number of questions.

    A line whose fact the actor does not see is left out: it does not show that there is one.
    """
    ids = {row.matter_id for row in rows}
    facts = by_matter(facts_of(session, ids, people=True))
    answers, demands = by_matter(answers_of(session, ids)), by_matter(demands_of(session, ids))
    found = []
    for row in rows:
        standing = standing_facts(facts.get(row.matter_id, []))
        fact = next((each for each in standing if each.fact_id == row.subject), None)
        if row.kind != "licence" and (fact is None or not may_see_fact(fact, row.matter, actor)):
            continue
        about = [a for a in answers.get(row.matter_id, []) if a.subject == row.subject]
        demand = next((d for d in demands.get(row.matter_id, []) if d.fact == row.subject), None)
        found.append(view_of(row, fact, about, demand, actor, today))
    return found


def view_of(
    row: IncomingLine,
    fact: Fact | None,
    answers: Sequence[AgencyAnswer],
    demand: DisclosureDemand | None,
    actor: Actor,
    today: date,
) -> TurnLine:
    """One line; what is not open to the agency is None."""
    matter = row.matter
    shown = is_shown(matter, actor, FieldClass.PARTICULARS)
    head = head_of(matter, actor)
    return TurnLine(
        kind=row.kind,
        subject=row.subject,
        on=row.on,
        days=(today - row.on).days,
        turn=row.turn,
        outcome=row.outcome,
        matter_public_id=matter.public_id,
        matter_ref=matter.ref,
        matter_title=head["title"],
        organisation_name=matter.organisation.name,
        agency_name=matter.agreement.agency.name,
        agreement_number=matter.agreement.number,
        level=head["level"],
        fact=None if fact is None else fact_view(fact, matter, actor),
        answers=[answer_view(each, actor, shown) for each in answers if concerns(each, row.kind)],
        recipient=demand.recipient if demand is not None and shown else None,
        expires_on=None if demand is None else demand.expires_on,
    )


ABOUT = {
    "notice": ("received", "returned"),
    "method": ("agreed",),
    "claim": ("confirmed", "disputed"),
}
"""Which answers belong to which kind of line: two lines can be about one fact."""


def concerns(answer: AgencyAnswer, kind: str) -> bool:
    """Whether an answer belongs to a line of this kind."""
    return answer.answer in ABOUT.get(kind, ())


def answer_view(row: AgencyAnswer, actor: Actor, shown: bool) -> AnswerView:
    """One answer; its comment is content towards the agency once the matter is closed to it."""
    return AnswerView(
        answer=row.answer,
        on=row.on,
        comment=row.comment if shown else None,
        comment_withheld=bool(row.comment) and not shown,
        by=row.answered_by.name if actor.is_officer and row.answered_by else None,
    )
