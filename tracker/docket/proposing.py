"""What a new edition of the terms would change of duties on record, worked out and kept as proposals.

Nothing moves by this: each duty that would differ is held under its edition until a person decides. Not
here: the decision (proposals).
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor
from tracker.docket.editions import keep_present, present_edition
from tracker.docket.forewarning import Sides, key_of_proposal, warn
from tracker.docket.inforce import DISCLOSURE, Pins, derive_matter, derive_present, opens, pins_of
from tracker.docket.kept import KEPT, Frozen, Key, key_of, values_of
from tracker.engine import CaseFaults, Result
from tracker.engine import Obligation as Derived
from tracker.errors import DateOutOfRange
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.proposals import Proposal, proposals_of

WORDING = frozenset({"article", "basis", "unknowns"})
"""What may differ between editions without a duty being due otherwise."""
DAYS = ("nominal", "due", "act_by")
FOLLOWING = ("foreign_filing", "holders", "licences", "licence_window")
"""What is said of a matter as a whole and follows new terms at once; the audit trail tells that it did."""

log = logging.getLogger(__name__)


def foreseen_pins(matter: Matter, facts: Sequence[Fact], today: date) -> Pins:
    """The editions a matter will stand under once it was held against the present terms. Stores nothing."""
    pins = pins_of(matter)
    present = present_edition(matter.agreement.packs)
    if pins.edition == present:
        return pins
    try:
        parted = differing(matter, facts, today)
    except (CaseFaults, DateOutOfRange):
        return pins
    return Pins(present, {key: pins.held.get(key, pins.edition) for key in parted})


def differing(matter: Matter, facts: Sequence[Fact], today: date) -> dict[Key, Sides]:
    """Each duty that the present terms tell otherwise than it stands, both ways. Raises CaseFaults."""
    return parted_in(derive_matter(matter, facts, today), derive_present(matter, facts, today))


def parted_in(standing: Result, fresh: Result) -> dict[Key, Sides]:
    """The same of two results: as a matter stands, and by the present terms."""
    now, then = by_key(fresh), by_key(standing)
    keys = list(dict.fromkeys([*then, *now]))
    parted = {key: (then.get(key), now.get(key)) for key in keys if differs(then.get(key), now.get(key))}
    if opens(standing.disclosure, fresh.disclosure):
        parted[DISCLOSURE] = level_told(standing), level_told(fresh)
    return parted


def level_told(result: Result) -> Derived:
    """What the agency may see, as one side of a proposal."""
    said = result.disclosure or {}
    blank: dict[str, Any] = dict.fromkeys(KEPT) | {
        "unknowns": [],
        "phase": "over",
        "basis": "",
        "article": "",
    }
    told = Frozen(DISCLOSURE, blank | {"standing": said.get("state") or "", "kind": said.get("level") or ""})
    told.steps = []
    return told  # type: ignore[return-value]  # read alike


def by_key(result: Any) -> dict[Key, Derived]:
    """The duties of a result by what they are known by."""
    return {key_of(each): each for each in result.obligations}


def differs(then: Derived | None, now: Derived | None) -> bool:
    """Whether two editions come to more than other words for the same duty."""
    if then is None or now is None:
        return then is not now
    one, other = values_of(then), values_of(now)
    return any(one[name] != other[name] for name in one if name not in WORDING)


# --- when the terms have changed ----------------------------------------------------------------------------


def stage(session: Session, matter: Matter, facts: Sequence[Fact], today: date, now: datetime) -> int:
    """Hold a matter against the present terms, once for each edition: what would differ is proposed.

    Returns how many proposals were made. A matter that the new terms cannot tell stays under the old ones.
    """
    packs = matter.agreement.packs
    present = present_edition(packs)
    if not matter.edition or matter.edition == present or not present:
        return 0
    before = pins_of(matter)
    try:
        standing, fresh = derive_matter(matter, facts, today), derive_present(matter, facts, today)
        parted = parted_in(standing, fresh)
    except (CaseFaults, DateOutOfRange) as error:
        log.error("matter %s cannot be told by the new terms: %s", matter.public_id, type(error).__name__)
        return 0
    declined, ended = set(), []
    for row in proposals_of(session, matter.id):
        key = key_of_proposal(row)
        if row.state == "kept" and key in parted and same_days(row.after, parted[key][1]):
            declined.add(key)
            continue
        row.state = "superseded" if key in parted else "moot"
        ended.append(row.public_id)
    made = []
    for key, (then, after) in parted.items():
        if key in declined:
            continue
        origin = before.held.get(key, before.edition)
        made.append(proposal_of(matter, key, then, after, origin, present, now))
    session.add_all(made)
    matter.held = written({key: before.held.get(key, before.edition) for key in parted})
    matter.edition = keep_present(session, packs, now)
    session.flush()
    follow = [name for name in FOLLOWING if getattr(standing, name) != getattr(fresh, name)]
    if made or ended or follow:
        changes = {"edition": present, "made": [each.public_id for each in made], "ended": ended}
        changes |= {"followed_at_once": follow} if follow else {}
        note(session, matter, "propose-changes", changes, now)
    return len(made)


def note(session: Session, matter: Matter, action: str, changes: dict[str, Any], now: datetime) -> None:
    """Leave an audit row of what was worked out by itself."""
    worker = Actor(person_id=None, organisation_id=matter.organisation_id, role="", source="worker")
    trail.record_act(session, worker, action, ("matter", matter.public_id), now=now, changes=changes)


def written(held: Mapping[Key, str]) -> list[dict[str, str]] | None:
    """Held duties as the matter keeps them."""
    names = ("pack", "rule", "filing", "trigger")
    return [dict(zip(names, key, strict=True), edition=edition) for key, edition in held.items()] or None


def proposal_of(
    matter: Matter,
    key: Key,
    then: Derived | None,
    now: Derived | None,
    from_edition: str,
    to_edition: str,
    at: datetime,
) -> Proposal:
    """A new proposal."""
    pack, rule, filing, trigger = key
    row = Proposal(
        organisation_id=matter.organisation_id,
        matter_id=matter.id,
        pack=pack,
        rule=rule,
        filing=filing,
        trigger=trigger,
        from_edition=from_edition,
        to_edition=to_edition,
        made_at=at,
        state="open",
    )
    tell_both(row, then, now)
    return row


def tell_both(row: Proposal, then: Derived | None, now: Derived | None) -> None:
    """Write both sides into a proposal."""
    before, after = told(then), told(now)
    if (row.before, row.after) != (before, after) or row.action is None:
        row.before, row.after, row.action = before, after, action_of(before, after)


def told(duty: Derived | None) -> dict[str, Any] | None:
    """One side of a proposal: its values as JSON, and its explanation in both languages."""
    if duty is None:
        return None
    values = {name: v.isoformat() if isinstance(v, date) else v for name, v in values_of(duty).items()}
    steps = [{"kind": step.kind, "ja": step.ja, "en": step.en} for step in duty.steps]
    return {**values, "steps": steps}


def action_of(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """What accepting would do to the duty, in one word."""
    if before is None or after is None:
        return "appear" if before is None else "go"
    return "stand" if all(before[name] == after[name] for name in DAYS) else "move"


def same_days(known: Mapping[str, Any] | None, now: Derived | None) -> bool:
    """Whether the new terms come to the days that a person has already declined."""
    after = told(now)
    if known is None or after is None:
        return known is after
    return all(known[name] == after[name] for name in (*DAYS, "kind"))


# --- while proposals stand ----------------------------------------------------------------------------------


def renew(
    session: Session,
    matter: Matter,
    facts: Sequence[Fact],
    today: date,
    now: datetime,
    stored: Collection[Key] = (),
) -> None:
    """Tell open proposals anew after a fact or a day; end those whose two sides have come to the same.

    ``stored``: the duties that were just stored as they follow, which a self-check holds no longer.
    """
    session.flush()
    held = pins_of(matter).held
    try:
        parted = differing(matter, facts, today)
    except (CaseFaults, DateOutOfRange):
        return
    ended = []
    for row in proposals_of(session, matter.id):
        key = key_of_proposal(row)
        if key not in parted:
            row.state = "moot"
            ended.append(row.public_id)
        elif row.state == "open":
            tell_both(row, *parted[key])
    left = {key: edition for key, edition in held.items() if key in parted}
    if left != dict(held):
        matter.held = written(left)
    if ended:
        note(session, matter, "end-proposals", {"ended": ended}, now)
    warn(session, matter, parted, stored, now)
