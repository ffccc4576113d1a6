"""Warns before a fact is stored: which cautions apply, and whether a person has read those that stop.

Not here: when a caution applies (engine, by the data of the packs), and storing the fact (ledger).
"""

from dataclasses import dataclass, replace
from datetime import date

from tracker.docket.actor import Actor
from tracker.docket.deriving import case_of
from tracker.docket.draft import Ground
from tracker.docket.terms import article_words, shelf
from tracker.engine import CaseFaults, asked_before, cautions, read_case
from tracker.errors import DateOutOfRange, Fault, Refused
from tracker.packs.cautions import Caution
from tracker.store.facts import Fact

FIELD = "confirm"
READ_FIRST = "Confirm that you have read this: %(caution)s"


@dataclass(frozen=True, slots=True)
class CautionView:
    """A word of warning in the reader's language; ``stop``: nothing is stored until it is confirmed."""

    id: str
    text: str
    source: str
    stop: bool


def cautions_of(ground: Ground, fresh: Fact, today: date) -> list[Caution]:
    """The cautions that apply to a fact before it is stored; none where it cannot stand among the others."""
    packs, office = ground.matter.agreement.packs, fresh.keys.get("office")
    if not asked_before(fresh.kind, office, packs, shelf()):
        return []
    others = [fact for fact in ground.standing if fact.number != fresh.number]
    try:
        case = read_case(case_of(ground.matter, [*others, fresh], today), shelf())
        told = next(fact for fact in case.facts if fact.id == fresh.fact_id)
        before = replace(case, facts=tuple(fact for fact in case.facts if fact is not told))
        return cautions(before, told, shelf())
    except (CaseFaults, DateOutOfRange):
        return []  # it cannot stand: the ledger names the faults


def check_read(found: list[Caution], confirm: bool, actor: Actor) -> None:
    """Raise Refused where a caution that stops was not confirmed, each at the same field."""
    stops = [each for each in found if each.stop]
    if stops and not confirm:
        told = " ".join(
            f"{each.text[actor.language]} ({article_words(each.source, actor.language)})" for each in stops
        )
        raise Refused([Fault(FIELD, READ_FIRST, caution=told)])


def view_of_caution(caution: Caution, language: str) -> CautionView:
    """A caution as its reader sees it."""
    return CautionView(
        caution.id, caution.text[language], article_words(caution.source, language), caution.stop
    )
