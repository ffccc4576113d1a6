"""What an import is held against: the agreements, people and matters of one organisation, read at once.

Not here: the holding itself (import_plan).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from tracker.store.agreements import Agreement, agreements_of
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.imports import matter_heads
from tracker.store.matters import Matter, matters_by_id
from tracker.store.people import people_of

AHEAD = 200
"""So many matters on record are read at once."""


@dataclass(slots=True)
class Record:
    """A matter on record with the facts that stand, and the greatest number of any fact."""

    matter: Matter
    facts: list[Fact]
    last: int


class Known:
    """What is on record of an organisation, as far as a file speaks of it."""

    def __init__(self, session: Session, organisation_id: int) -> None:
        self.session, self.home = session, organisation_id
        found = [each for each in agreements_of(session, organisation_id) if each.contractor_id == self.home]
        self.agreements: dict[str, Agreement] = {}
        for each in found:
            self.agreements |= {each.number: each, each.public_id: each}
        self.only = found[0] if len(found) == 1 else None
        self.people = {
            each.email.casefold(): each.id for each in people_of(session, organisation_id) if each.active
        }
        self.ids: dict[str, int] = {}
        self.titles: dict[tuple[int, str, str], str] = {}
        for number, ref, agreement, right, title in matter_heads(session, organisation_id):
            self.ids[ref] = number
            self.titles[agreement, right, title] = ref
        self.read: dict[str, Record] = {}

    def agreement(self, name: Any) -> Agreement | None:
        """An agreement by its number; the only one where none is named."""
        return self.agreements.get(str(name)) if name not in (None, "") else self.only

    def owner(self, email: Any) -> int | None:
        """The person of the organisation with a mail address."""
        return self.people.get(str(email).casefold())

    def titled(self, agreement_id: int, right: str, title: str) -> str | None:
        """The reference of a matter that has this title already."""
        return self.titles.get((agreement_id, right, title)) if title else None

    def take(self, matter: Any) -> None:
        """Note a matter that will be stored, so that no other takes its title."""
        self.titles[matter.agreement_id, matter.right, matter.title] = matter.ref

    def look_ahead(self, groups: Mapping[str, Any], ref: str) -> None:
        """Read the next matters on record that the file speaks of, all at once."""
        if ref not in self.ids or ref in self.read:
            return
        refs = iter(groups)
        for each in refs:
            if each == ref:
                break
        wanted = [ref, *islice((each for each in refs if each in self.ids), AHEAD - 1)]
        self.read = self.records([self.ids[each] for each in wanted])

    def records(self, ids: Sequence[int]) -> dict[str, Record]:
        """Matters with their facts, by reference."""
        facts: dict[int, list[Fact]] = {}
        for fact in facts_of(self.session, ids):
            facts.setdefault(fact.matter_id, []).append(fact)
        return {
            each.ref: Record(
                each,
                standing_facts(facts.get(each.id, [])),
                max((fact.number for fact in facts.get(each.id, [])), default=0),
            )
            for each in matters_by_id(self.session, ids, held=False)
        }

    def record(self, ref: str) -> Record | None:
        """The matter on record with this reference."""
        return self.read.get(ref) if ref in self.ids else None

    def told(self, matter: Matter, name: str, value: Any) -> bool:
        """Whether a value that a row gives is the one on record."""
        if name == "agreement":
            return str(value) in (matter.agreement.number, matter.agreement.public_id)
        if name == "owner":
            return self.owner(value) == matter.owner_id
        if name == "perennial":
            return value is matter.perennial
        return str(value) == str(getattr(matter, name) or "")
