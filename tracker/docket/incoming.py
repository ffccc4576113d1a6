"""What lies between the two sides of a matter, and whose turn it is: read off facts, answers, applications.

Not here: answering (receiving), and what a list of it shows (turns).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.gate import AGENCY_SEES
from tracker.docket.terms import kinds_of
from tracker.engine import Result
from tracker.packs.model import FactKind
from tracker.store.facts import Fact
from tracker.store.incoming import AgencyAnswer, IncomingLine, answers_of, lines_of
from tracker.store.licensing import LicenceApplication, applications_of
from tracker.store.matters import Matter
from tracker.store.releases import releases_of

SUBMITTED, RECEIVED = "-submitted", "-received"
"""How the kinds of a notice sent and of its receipt are named."""
RETURNED, METHOD, DEMANDED = "notice-returned", "reporting-method-agreed", "disclosure-demanded"
"""Kinds by which the agency sends a notice back, agrees how to report a paper, and demands content."""
PAPERS = ("security", "settled")
"""Kinds of the papers that may have to be reported in an agreed way, and of what closes such a duty."""
NOTICE_KEYS = ("filing", "about", "of")
"""Keys by which one notice is told from another of its kind."""

Place = tuple[str, str]
"""What a line is known by within its matter: its kind and what it is about."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that came in: the day it did, who must act on it now, and how it went."""

    kind: str
    subject: str
    on: date
    turn: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the lines of one matter are read off."""

    kinds: Mapping[str, FactKind]
    standing: Sequence[Fact]
    answers: Sequence[AgencyAnswer]
    applications: Sequence[LicenceApplication]
    handed_over: frozenset[str] = frozenset()
    """Demands that were met by a disclosure outside the product."""

    def answer_to(self, subject: str) -> AgencyAnswer | None:
        """The last answer that holds: what was recorded with it, if anything, was not taken back."""
        there = {fact.fact_id for fact in self.standing}
        held = [a for a in self.answers if a.subject == subject and (a.fact is None or a.fact in there)]
        return held[-1] if held else None

    def by_agency(self, kind: str) -> list[Fact]:
        """The agency's own facts of a kind, by their day; what is only claimed is not among them."""
        found = [fact for fact in self.standing if fact.kind == kind and not fact.claimed]
        return sorted(found, key=lambda fact: (fact.on, fact.number))


def desk_of(session: Session, matter: Matter, standing: Sequence[Fact]) -> Desk:
    """Everything about one matter, as it is in the open transaction."""
    return Desk(
        kinds_of(matter.agreement.packs),
        standing,
        answers_of(session, [matter.id]),
        applications_of(session, matter.id),
        handed_over_in(session, matter),
    )


def handed_over_in(session: Session, matter: Matter) -> frozenset[str]:
    """The demands about a matter whose one disclosure was made."""
    made = releases_of(session, [matter.id])
    return frozenset(each.demand for each in made if each.demand and each.done_on is not None)


def lines_for(desk: Desk, blocked: Iterable[tuple[str, str]]) -> dict[Place, Line]:
    """The lines of one matter. ``blocked``: facts whose report waits for a fact of the named kind."""
    found = [*notices(desk), *methods(desk, blocked), *claims(desk), *demanded(desk)]
    found += [of_application(each) for each in desk.applications]
    return {(line.kind, line.subject): line for line in found}


# --- notices ------------------------------------------------------------------------------------------------


def is_notice(fact: Fact, kinds: Mapping[str, FactKind]) -> bool:
    """Whether a fact is a notice to the agency that it gets to see."""
    kind = kinds.get(fact.kind)
    ours = kind is not None and kind.recorded_by != "agency"
    return ours and fact.kind.endswith(SUBMITTED) and fact.kind in AGENCY_SEES


def receipt_kind(kind: str, kinds: Mapping[str, FactKind]) -> FactKind | None:
    """The kind of fact by which the terms know the receipt of a notice; None where they know none."""
    return kinds.get(kind.removesuffix(SUBMITTED) + RECEIVED)


def told_apart(fact: Fact) -> tuple[Any, ...]:
    """What a notice is about."""
    return tuple(fact.keys.get(name) for name in NOTICE_KEYS)


def notices(desk: Desk) -> list[Line]:
    """Every notice with how it went."""
    sent = sorted((f for f in desk.standing if is_notice(f, desk.kinds)), key=lambda f: (f.on, f.number))
    taken = {a.fact for a in desk.answers if a.fact and a.answer == "received"}
    return [notice_line(each, sent, desk, taken) for each in sent]


def notice_line(notice: Fact, sent: Sequence[Fact], desk: Desk, taken: set[str]) -> Line:
    """One notice; ``taken`` are receipts that belong to a notice already, and grows by the one found here."""
    returned, answer = returned_on(notice, desk), desk.answer_to(notice.fact_id)
    receipt = receipt_of(notice, desk, taken)
    if receipt is not None:
        taken.add(receipt.fact_id)
    if returned is not None:
        again = any(is_sent_again(notice, other, returned) for other in sent)
        turn, outcome = ("nobody", "replaced") if again else ("contractor", "returned")
    elif receipt is not None or (answer is not None and answer.answer == "received"):
        turn, outcome = "nobody", "received"
    else:
        turn, outcome = "agency", "open"
    return Line("notice", notice.fact_id, notice.on, turn, outcome)


def returned_on(notice: Fact, desk: Desk) -> date | None:
    """The day a notice was sent back, whether the terms know a fact for that or not."""
    facts = [fact.on for fact in desk.by_agency(RETURNED) if fact.keys.get("of") == notice.fact_id]
    answer = desk.answer_to(notice.fact_id)
    if facts:
        return max(facts)
    return answer.on if answer is not None and answer.answer == "returned" else None


def is_sent_again(notice: Fact, other: Fact, returned: date) -> bool:
    """Whether another notice takes the place of one that was sent back."""
    same = (other.kind, told_apart(other)) == (notice.kind, told_apart(notice))
    return same and other.number > notice.number and other.on >= returned


def receipt_of(notice: Fact, desk: Desk, taken: set[str]) -> Fact | None:
    """The receipt that was recorded for a notice; of receipts that name none, the first that fits."""
    kind = receipt_kind(notice.kind, desk.kinds)
    if kind is None:
        return None
    answer = desk.answer_to(notice.fact_id)
    named = answer.fact if answer is not None and answer.answer == "received" else None
    for fact in desk.by_agency(kind.kind):
        if fact.fact_id == named:
            return fact
        if named is None and fact.fact_id not in taken and fits(fact, notice, kind):
            return fact
    return None


def fits(receipt: Fact, notice: Fact, kind: FactKind) -> bool:
    """Whether a receipt can be that of a notice: about the same, and not before it."""
    names = {key.name for key in kind.keys} & set(NOTICE_KEYS)
    return receipt.on >= notice.on and all(receipt.keys.get(n) == notice.keys.get(n) for n in names)


# --- the other lines ----------------------------------------------------------------------------------------


def methods(desk: Desk, blocked: Iterable[tuple[str, str]]) -> list[Line]:
    """Papers that show content: how they are reported must be agreed first."""
    facts = {fact.fact_id: fact for fact in desk.standing}
    agreed = {fact.keys.get("of") for fact in desk.by_agency(METHOD)}
    lines = [
        Line("method", subject, facts[subject].on, "agency", "open")
        for kind, subject in blocked
        if subject in facts and kind in desk.kinds and desk.kinds[kind].recorded_by == "agency"
    ]
    asked = {line.subject for line in lines}
    done = [facts[each] for each in agreed if each in facts and each not in asked]
    return [*lines, *(Line("method", fact.fact_id, fact.on, "nobody", "agreed") for fact in done)]


def claims(desk: Desk) -> list[Line]:
    """Acts of the agency that the contractor entered."""
    lines = []
    for fact in desk.standing:
        if fact.claimed:
            answer = desk.answer_to(fact.fact_id)
            disputed = answer is not None and answer.answer == "disputed"
            turn, outcome = ("contractor", "disputed") if disputed else ("agency", "open")
            lines.append(Line("claim", fact.fact_id, fact.on, turn, outcome))
        elif fact.confirmed_at is not None:
            lines.append(Line("claim", fact.fact_id, fact.on, "nobody", "confirmed"))
    return lines


def demanded(desk: Desk) -> list[Line]:
    """Demands to be shown content, until it was handed over as demanded."""
    return [
        Line("demand", fact.fact_id, fact.on, "nobody", "handed-over")
        if fact.fact_id in desk.handed_over
        else Line("demand", fact.fact_id, fact.on, "contractor", "open")
        for fact in desk.by_agency(DEMANDED)
    ]


def of_application(row: LicenceApplication) -> Line:
    """An application for a licence; an open one waits for the agency."""
    turn = "agency" if row.decision == "open" else "nobody"
    return Line("licence", row.public_id, row.submitted_on, turn, row.decision)


# --- keeping them -------------------------------------------------------------------------------------------


def blocked_in(result: Result) -> list[tuple[str, str]]:
    """What the engine says must be recorded first, by the fact whose report waits for it."""
    return [(d.blocked_by, d.trigger) for d in result.obligations if d.blocked_by and d.trigger]


def concerns(fact: Fact, kinds: Mapping[str, FactKind]) -> bool:
    """Whether a fact can change whose turn it is: a notice, an act of the agency, a paper, a settling."""
    kind = kinds.get(fact.kind)
    agencys = kind is not None and kind.recorded_by == "agency"
    return agencys or fact.kind.endswith(SUBMITTED) or fact.kind in PAPERS


def keep_lines(session: Session, matter: Matter, standing: Sequence[Fact], result: Result) -> None:
    """Bring the kept lines of a matter up to date, in the open transaction."""
    rows = {(row.kind, row.subject): row for row in lines_of(session, [matter.id])}
    lines = lines_for(desk_of(session, matter, standing), blocked_in(result))
    for place, line in lines.items():
        row = rows.pop(place, None) or new_line(matter, line)
        row.on, row.turn, row.outcome = line.on, line.turn, line.outcome
        session.add(row)
    for row in rows.values():
        row.turn, row.outcome = "nobody", "gone"
    session.flush()


def keep_application(session: Session, matter: Matter, application: LicenceApplication) -> None:
    """Bring the line of one application up to date, in the open transaction."""
    line = of_application(application)
    rows = lines_of(session, [matter.id])
    row = next((r for r in rows if (r.kind, r.subject) == (line.kind, line.subject)), None)
    row = row or new_line(matter, line)
    row.on, row.turn, row.outcome = line.on, line.turn, line.outcome
    session.add(row)


def new_line(matter: Matter, line: Line) -> IncomingLine:
    """A row for a line that appears for the first time."""
    return IncomingLine(
        matter_id=matter.id,
        organisation_id=matter.organisation_id,
        agency_id=matter.agreement.agency_id,
        kind=line.kind,
        subject=line.subject,
    )
