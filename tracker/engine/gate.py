"""The secrecy of filings: review, states, ends, and what the agency may see. No duty is computed here."""

from collections.abc import Iterable
from datetime import date

from tracker.calendars import Counting, Period, counting_function, free_from
from tracker.engine.case import Fact, by_day
from tracker.engine.family import Family, Filing
from tracker.engine.ground import Ground
from tracker.packs.gates import Endings, SecretState

ORDER = ("designated", "security-review", "review-lapsed", "primary-review", "released", "exempt")
"""Which state speaks for the matter: the first that one of its Japanese filings is in."""
STRICTNESS = ("open", "detail-withheld", "invention-withheld")


MONTHS_ON = counting_function(Counting.JAPANESE, "months")
"""The last day of a period of months from an event, as the law counts it."""


class Gate:
    """States of the filings of one family on one day, each worked out at most once."""

    __slots__ = ("_ends", "_reviews", "_states", "agenda", "family", "ground", "secret")

    def __init__(self, family: Family, ground: Ground) -> None:
        self.family = family
        self.ground = ground
        self.secret = ground.review is not None and family.case.matter.right == ground.review.right
        self.agenda = ground.agendas[family.case.matter.right]
        self._states: dict[str, str] = {}
        self._reviews: dict[str, date | None] = {}
        self._ends: dict[str, Fact | date | None] = {}

    def japanese(self) -> list[Filing]:
        """The filings at the office JP."""
        return [filing for filing in self.family.filings.values() if filing.office == "JP"]

    def review_end(self, filing: Filing) -> date | None:
        """The last day of the primary review (K1); None where the filing has none."""
        if filing.name not in self._reviews:
            self._reviews[filing.name] = self._review_end(filing)
        return self._reviews[filing.name]

    def _review_end(self, filing: Filing) -> date | None:
        review = self.ground.review
        if review is None or not self.secret or filing.office != review.office:
            return None
        if filing.route in review.exempt_routes:
            return None
        if filing.on < review.in_force and not self.family.items(filing.name, review.caught_by_items):
            return None
        return MONTHS_ON(filing.review_from, review.months)

    def state(self, filing: Filing) -> str:
        """The state of a filing at JP on the as-of day."""
        found = self._states.get(filing.name)
        if found is None:
            found = self._states[filing.name] = self._state(filing)
        return found

    def _state(self, filing: Filing) -> str:
        review = self.ground.review
        if review is None or not self.secret:
            return "exempt"
        papers = self.family.items(filing.name, review.caught_by_items)
        if not papers and (filing.route in review.exempt_routes or filing.on < review.in_force):
            return "exempt"
        if papers or filing.parent or not self.ground.state_facts.isdisjoint(self.family.about(filing.name)):
            for state in self.ground.states:
                if self._stands(state, filing, papers):
                    return state.state
        end = self.review_end(filing)
        return "primary-review" if end is not None and self.family.as_of <= end else "review-lapsed"

    def _stands(self, state: SecretState, filing: Filing, papers: list[Fact]) -> bool:
        """Whether a state was entered, by a paper or a fact, and not ended on a later day."""
        entered = [fact for fact in papers if fact.keys["item"] in self.ground.entered[state.state]]
        if entered:
            last, ended = entered[-1].on, self.ground.ended[state.state]
            return not any(fact.on > last and fact.keys["item"] in ended for fact in papers)
        facts = self.family.about(filing.name)
        if any(kind in facts for kind in state.facts):
            return True
        line = self.family.line(filing)[1:] if state.inherited else ()
        return any(self.family.of(kind, ancestor.name) for kind in state.inherited for ancestor in line)

    def ended_by(self, filing: Filing) -> Fact | date | None:
        """What ended the filing first: a fact, or the day it was deemed withdrawn; None while it lives."""
        if filing.name not in self._ends:
            self._ends[filing.name] = self._ended_by(filing)
        return self._ends[filing.name]

    def _ended_by(self, filing: Filing) -> Fact | date | None:
        endings, facts = self.ground.endings, self.family.about(filing.name)
        if endings is None:
            return None
        found = [facts[kind][0] for kind in endings.facts if kind in facts]
        fact = min(found, key=by_day) if found else None
        deemed = self._deemed_withdrawn(filing, endings)
        return deemed if fact is None or (deemed is not None and deemed < fact.on) else fact

    def _deemed_withdrawn(self, filing: Filing, endings: Endings) -> date | None:
        """The day from which a domestic-priority parent is deemed withdrawn (PA 42), once it has come."""
        if filing.name not in self.family.priority_parents:
            return None
        day = free_from(filing.on, Period(endings.deemed_after_months, "months"), Counting.JAPANESE)
        if self.secret and filing.office == "JP":
            if self.state(filing) == endings.deferred_while:
                return None
            if self.family.items(filing.name, self.ground.entered[endings.deferred_while]):
                lifted = self.family.items(filing.name, self.ground.ended[endings.deferred_while])
                day = max([day, *(fact.on for fact in lifted[-1:])])
        return day if self.family.as_of >= day else None

    def field(self) -> str:
        """Whether the invention lies in a sensitive field: the latest determination, else the matter's word.

        Two determinations on one day: the one that is not `outside` (unknown is closed).
        """
        told = self.family.all("field-determined")
        if not told:
            return self.family.case.matter.sensitive_field
        values = [fact.keys["value"] for fact in told if fact.on == told[-1].on]
        return next((value for value in reversed(values) if value != "outside"), "outside")


def level_of(gate: Gate, filing: Filing) -> str:
    """What the agency may see of a filing at most: its state's level, where nothing lifts it."""
    told = gate.ground.level_of[gate.state(filing)]
    if told.lifted_by_field and gate.field() == "outside":
        return "open"
    if told.lifted_by_fact:
        since = gate.family.items(filing.name, told.on_or_after_items)
        lifts = gate.family.of(told.lifted_by_fact, filing.name)
        if since and any(fact.on >= since[-1].on for fact in lifts):
            return "open"
    return told.level


def strictest(levels: Iterable[str]) -> str:
    """The level that shows least."""
    return max(levels, key=STRICTNESS.index, default=STRICTNESS[0])
