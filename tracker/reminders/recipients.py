"""Who is told of a duty: owner and deputy, a second person in time, who stands in, who is next when all are
silent. Not here: which rung holds, wording, and SQL.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from tracker.reminders.house import House
from tracker.reminders.ladder import DEFAULT, Ladder

MANAGER = "ip-manager"
PARTNER = "partner"
"""The role of somebody whose organisation a matter is shared with: told beside its owner, never instead."""
CHAIN = (MANAGER, "administrator")
"""The roles that a duty climbs to, one person after another."""


@dataclass(slots=True)
class Register:
    """What is stored about people and what they did, for one sweep."""

    people: dict[int, Any]
    ladders: dict[int, Ladder] = field(default_factory=dict)
    choices: dict[int, Any] = field(default_factory=dict)
    stand_ins: dict[int, int] = field(default_factory=dict)
    bad: frozenset[int] = frozenset()
    acknowledged: dict[tuple[int, int], list[Any]] = field(default_factory=dict)
    first_told: dict[tuple[int, int], date] = field(default_factory=dict)
    mailed: frozenset[int] = frozenset()
    partners: dict[int, list[int]] = field(default_factory=dict)

    def ladder(self, organisation_id: int) -> Ladder:
        """The rules of an organisation."""
        return self.ladders.get(organisation_id, DEFAULT)


class Recipients:
    """Answers for one day who is told of a duty and in which role."""

    def __init__(self, register: Register, house: House, day: date) -> None:
        self.register = register
        self.house = house
        self.day = day
        self.chains: dict[int, list[int]] = defaultdict(list)
        for number, ladder in register.ladders.items():
            self.chains[number] += [one for one in ladder.chain if self._belongs(one, number)]
        for role in CHAIN:
            for person in register.people.values():
                if person.role == role and person.id not in self.chains[person.organisation_id]:
                    self.chains[person.organisation_id].append(person.id)

    def chosen(self, duty: Any, named: list[tuple[int, str]]) -> list[tuple[int, str, int]]:
        """Of all whom a duty concerns those who are told, as (person, role, round).

        Left out is who acknowledged it in time, or does not want to hear; if nobody wanted to, all are told.
        """
        register = self.register
        if not register.choices and (duty.obligation_id, duty.due_revision) not in register.acknowledged:
            return [(person, role, 0) for person, role in named]
        left = (duty.act_by - self.day).days
        own = [each for each in named if each[1] != PARTNER]
        wanted = [each for each in own if self._wants(each, duty, left)] or own
        wanted += [each for each in named if each[1] == PARTNER and self._wants(each, duty, left)]
        return [
            (person, role, len(self._seen(duty, person)))
            for person, role in wanted
            if not self._rests(duty, person, left) and not self._had_theirs(person, left)
        ]

    def named(self, duty: Any) -> list[tuple[int, str]]:
        """Everybody a duty concerns today, each once, with the role that makes them a recipient."""
        named = self._own(duty)
        known = dict(named)
        return named + [each for each in self._partners(duty) if each[0] not in known]

    def _partners(self, duty: Any) -> list[tuple[int, str]]:
        """The IP managers of those with whom the duty's matter is shared; what is between its owner and
        others does not concern them."""
        if not self.register.partners or duty.rule in self.house.owners_rules:
            return []
        found = []
        for organisation in self.register.partners.get(duty.matter_id, ()):
            chain = [one for one in self.chains[organisation] if self.register.people[one].role == MANAGER]
            reached = [one for one in chain if one not in self.register.bad] or chain
            found += [(person, PARTNER) for person in reached]
        return found

    def _own(self, duty: Any) -> list[tuple[int, str]]:
        """Everybody of the house whose duty it is."""
        named = self._responsible(duty)
        ladder, left = self.register.ladder(duty.organisation_id), (duty.act_by - self.day).days
        chain = self.chains[duty.organisation_id]
        if left > ladder.two_from or not named:
            return named
        present = [person for person, _ in named if person not in self.register.stand_ins]
        if len(present) < 2:
            named += self._next(chain, named, 1, "second")
        return named + self._next(chain, named, self._level(duty, ladder, left), "escalated")

    def backups(self, organisation_id: int, but: Iterable[int]) -> list[int]:
        """Who is told instead of somebody whose mail comes back: the heads of the house, the first who is
        there."""
        bad = self.register.bad
        others = [one for one in self.chains[organisation_id] if one not in set(but) | bad]
        return others[:1]

    def _responsible(self, duty: Any) -> list[tuple[int, str]]:
        named: list[tuple[int, str]] = []
        returned = False
        for person, role in ((duty.owner_id, "owner"), (duty.deputy_id, "deputy")):
            if not self._is_here(person, duty) or person in dict(named):
                continue
            if person in self.register.bad:
                returned = True
                continue
            named.append((person, role))
            other = self.register.stand_ins.get(person)
            if other is not None and other not in dict(named) and self._is_here(other, duty):
                named.append((other, "stand-in"))
        if returned:
            backups = self.backups(duty.organisation_id, dict(named))
            named += [(person, "backup") for person in backups]
        if named:
            return named
        managers = [
            one for one in self.chains[duty.organisation_id] if self.register.people[one].role == MANAGER
        ]
        reached = [one for one in managers if one not in self.register.bad]
        if reached or managers:
            return [(person, MANAGER) for person in reached or managers]
        both = ((duty.owner_id, "owner"), (duty.deputy_id, "deputy"))
        return [(person, role) for person, role in both if self._is_here(person, duty)]

    def _next(
        self, chain: Sequence[int], named: list[tuple[int, str]], count: int, role: str
    ) -> list[tuple[int, str]]:
        known = dict(named)
        bad = self.register.bad
        # Only as far as needed: a house may have hundreds of managers, and this is asked for every duty.
        free = (person for person in chain if person not in known and person not in bad)
        return [(person, role) for person in islice(free, count)]

    def _level(self, duty: Any, ladder: Ladder, left: int) -> int:
        key = duty.obligation_id, duty.due_revision
        told_on = self.register.first_told.get(key)
        if told_on is None:
            return 0
        for seen in self.register.acknowledged.get(key, ()):
            if self._is_elsewhere(seen.person_id, duty):
                continue
            told_on = max(told_on, seen.day + ladder.rest(left))
        return ladder.level(told_on, self.day, self.house.is_open)

    def _seen(self, duty: Any, person: int) -> list[date]:
        rows = self.register.acknowledged.get((duty.obligation_id, duty.due_revision), ())
        return [row.day for row in rows if row.person_id == person]

    def _rests(self, duty: Any, person: int, left: int) -> bool:
        rest = self.register.ladder(duty.organisation_id).rest(left)
        return any(day + rest > self.day for day in self._seen(duty, person))

    def _had_theirs(self, person: int, left: int) -> bool:
        """Whether someone who wants one digest a day had it, and this can wait until tomorrow."""
        choice = self.register.choices.get(person)
        return choice is not None and choice.one_a_day and person in self.register.mailed and left > 1

    def _wants(self, each: tuple[int, str], duty: Any, left: int) -> bool:
        person, role = each
        choice = self.register.choices.get(person)
        if choice is None or role in ("escalated", "backup"):
            return True
        if choice.kinds is not None and duty.kind not in choice.kinds:
            return False
        if left >= 0:
            return choice.days_before is None or left <= choice.days_before
        return choice.days_after is None or -left <= choice.days_after

    def _is_here(self, person_id: int | None, duty: Any) -> bool:
        return person_id is not None and self._belongs(person_id, duty.organisation_id)

    def _is_elsewhere(self, person_id: int, duty: Any) -> bool:
        person = self.register.people.get(person_id)
        return person is not None and person.organisation_id != duty.organisation_id

    def _belongs(self, person_id: int, organisation_id: int) -> bool:
        person = self.register.people.get(person_id)
        return person is not None and person.organisation_id == organisation_id
