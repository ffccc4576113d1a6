"""Inventors and co-applicants of a matter with their shares: who they are, entering and ending them.

To the agency they are bibliographic data and pass the gate. Not here: who holds the rights (panel).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from tracker.disclosure import FieldClass
from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.draft import read_reason
from tracker.docket.gate import is_own, is_shown, scope_of
from tracker.docket.ledger import hold
from tracker.docket.words import Faults
from tracker.errors import NotFound
from tracker.store.inventors import PARTS, Inventor, inventors_of
from tracker.store.matters import Matter, find_matter
from tracker.store.session import reading, transaction

NAME_LENGTH = 200
WHOLE_MOST = 1000
NOT_A_SHARE = "Write the share as a fraction or a percentage, such as 1/3 or 40%, above 0 and at most 1."
TOO_MUCH = "The shares would come to more than the whole: %(left)s is left."
NAMED_TWICE = "This name is there already."

_FRACTION = re.compile(r"(\d{1,4}) ?[/／] ?(\d{1,4})")
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d))? ?[%％]")


@dataclass(frozen=True, slots=True)
class InventorView:
    """Somebody named in a matter; ``share`` as `1/3`. ``reason``: why they were taken off."""

    public_id: str
    part: str
    name: str
    affiliation: str | None
    share: str | None
    entered_at: datetime
    entered_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class People:
    """Who is named, who was; ``incomplete``: parts whose shares do not come to the whole. ``withheld``: the
    reader may not know them."""

    standing: list[InventorView]
    former: list[InventorView]
    incomplete: list[str]
    withheld: bool = False


def people_named(actor: Actor, matter: str) -> People:
    """The people and shares of a matter as the actor may see them. Raises NotFound."""
    found = find_matter(reading(), scope_of(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    if not is_shown(found, actor, FieldClass.BIBLIOGRAPHIC):
        return People([], [], [], withheld=True)
    rows = inventors_of(reading(), [found.id])
    own = is_own(found, actor)
    standing = [row for row in rows if row.ended_at is None]
    short = [part for part in PARTS if is_short([row for row in standing if row.part == part])]
    return People(
        standing=[view_of(row, own) for row in sorted(standing, key=lambda row: PARTS.index(row.part))],
        former=[view_of(row, own) for row in rows if row.ended_at is not None] if own else [],
        incomplete=short if own else [],
    )


def is_short(rows: list[Inventor]) -> bool:
    """Whether some shares are given and do not come to the whole."""
    shares = [share_of(row) for row in rows]
    return any(shares) and sum(share or Fraction(0) for share in shares) != 1


def share_of(row: Inventor) -> Fraction | None:
    """The share of a row."""
    return Fraction(row.share_part, row.share_whole) if row.share_part and row.share_whole else None


def view_of(row: Inventor, own: bool) -> InventorView:
    """Somebody named, as their own side or the agency reads it."""
    return InventorView(
        public_id=row.public_id,
        part=row.part,
        name=row.name,
        affiliation=row.affiliation,
        share=f"{row.share_part}/{row.share_whole}" if row.share_part else None,
        entered_at=row.entered_at,
        entered_by=row.entered_by.name if own and row.entered_by else None,
        ended_at=row.ended_at,
        ended_by=row.ended_by.name if own and row.ended_by else None,
        reason=row.reason if own else None,
    )


def enter_inventor(
    actor: Actor, *, matter: str, part: str, name: str, affiliation: str, share: str, now: datetime
) -> InventorView:
    """Name somebody with their share. Raises Refused where the shares would exceed the whole."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        rows = [row for row in inventors_of(session, [ground.matter.id]) if row.ended_at is None]
        faults = Faults()
        kind = faults.word("part", part, PARTS)
        called = faults.text("name", name, NAME_LENGTH, needed=True)
        home = faults.text("affiliation", affiliation, NAME_LENGTH)
        fraction = read_share(share, [row for row in rows if row.part == kind], faults)
        if any((row.part, row.name, row.affiliation or "") == (kind, called, home) for row in rows):
            faults.add("name", NAMED_TWICE)
        faults.raise_any()
        row = Inventor(
            matter_id=ground.matter.id,
            part=kind,
            name=called,
            affiliation=home or None,
            share_part=fraction.numerator if fraction else None,
            share_whole=fraction.denominator if fraction else None,
            entered_by_id=actor.person_id,
            entered_at=now,
        )
        session.add(row)
        session.flush()
        note(session, actor, "enter-inventor", ground.matter, row, now)
        return view_of(row, True)


def end_inventor(actor: Actor, *, matter: str, inventor: str, reason: str, now: datetime) -> None:
    """Take somebody off; the row stays with the reason. Raises Refused, NotFound."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        rows = inventors_of(session, [ground.matter.id])
        row = next((each for each in rows if each.public_id == inventor and each.ended_at is None), None)
        if row is None:
            raise NotFound("There is no such thing here.")
        faults = Faults()
        why = read_reason(faults, reason)
        faults.raise_any()
        row.ended_at, row.ended_by_id, row.reason = now, actor.person_id, why
        session.flush()
        note(session, actor, "end-inventor", ground.matter, row, now, why)


def note(
    session: Session,
    actor: Actor,
    action: str,
    matter: Matter,
    row: Inventor,
    now: datetime,
    reason: str | None = None,
) -> None:
    """The act in the trail; the name stands there as a digest alone."""
    changes = {"part": row.part, "name": trail.digest(row.name)}
    home = matter.organisation_id
    subject = ("inventor", row.public_id)
    trail.record_act(
        session, actor, action, subject, now=now, organisation_id=home, reason=reason, changes=changes
    )


def read_share(text: str, others: list[Inventor], faults: Faults) -> Fraction | None:
    """A share as it was typed; none where nothing was."""
    typed = faults.text("share", text, 20)
    if not typed:
        return None
    found = fraction_in(typed)
    if found is None or not 0 < found <= 1 or found.denominator > WHOLE_MOST:
        faults.add("share", NOT_A_SHARE)
        return None
    left = 1 - sum((share_of(row) or Fraction(0) for row in others), Fraction(0))
    if found > left:
        faults.add("share", TOO_MUCH, left=str(left))
    return found


def fraction_in(text: str) -> Fraction | None:
    """`1/3`, `40%` or `12.5%` as a fraction."""
    if match := _FRACTION.fullmatch(text):
        part, whole = int(match[1]), int(match[2])
        return Fraction(part, whole) if whole else None
    if match := _PERCENT.fullmatch(text):
        return Fraction(int(match[1]) * 10 + int(match[2] or 0), 1000)
    return Fraction(1) if text == "1" else None
