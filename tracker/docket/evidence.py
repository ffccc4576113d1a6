"""Evidence of a matter: files that prove facts or go with issued forms. Added and superseded, never erased.

All evidence is technical content: the agency sees a file only where two people released that very file, and
while the level is open. Not here: which files are taken (filetypes), the releases (evidence_release).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.disclosure import WITHHELD, FieldClass
from tracker.disclosure import Field as Classed
from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.draft import Ground, read_reason
from tracker.docket.filetypes import read_upload
from tracker.docket.gate import is_own, own_scope, seen_matter
from tracker.docket.ledger import hold
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound
from tracker.store.evidence import Evidence, EvidenceOpening, evidence_here, evidence_of, openings_of
from tracker.store.files import StoredFile, bytes_kept, file_limit, file_quota, keep_file, read_file
from tracker.store.forms import forms_of
from tracker.store.matters import Matter, find_matter
from tracker.store.session import reading, transaction

NO_FILE = "There is no such file here."
NO_FACT = "There is no such fact in this matter."
NO_FORM = "There is no such form in this matter."
TOO_MUCH = "With this file your organisation would keep more than its %(most)s MB. Ask the administrator."
SUPERSEDED = "Another file has taken this one's place already."
SAME = "This is the very file that is there already."
MOST_FILES = 200
MEGABYTE = 2**20
TOO_MANY = "A matter keeps at most %(most)s files."


@dataclass(frozen=True, slots=True)
class OpeningView:
    """One act of opening a file to the agency; ``stage``: asked, running or ended."""

    public_id: str
    stage: str
    reason: str
    asked_by: str | None
    asked_by_id: int | None
    asked_at: datetime
    confirmed_by: str | None
    ended_why: str | None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One file as its reader may know it. ``superseded``: another took its place."""

    public_id: str
    name: str
    media_type: str
    size: int
    digest: str
    fact: str | None
    form: str | None
    added_by: str | None
    added_at: datetime
    reason: str | None
    superseded: bool
    openings: list[OpeningView] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether the agency may see it while the level is open."""
        return any(each.stage == "running" for each in self.openings)


def evidence_list(actor: Actor, matter: str) -> list[EvidenceView]:
    """The files of a matter that the actor may see: its own people all, the agency what was released.

    Raises NotFound, also to partners: evidence is its owner's.
    """
    session, found = reading(), owned_or_reported(actor, matter)
    rows = evidence_of(session, [found.id])
    acts = openings_of(session, [row.id for row in rows])
    replaced = {row.supersedes_id for row in rows}
    seen = [row for row in rows if may_see(found, row, acts, actor)]
    return [view_of(row, acts, row.id in replaced, actor) for row in seen]


def evidence_bytes(actor: Actor, matter: str, evidence: str, *, now: datetime) -> tuple[str, str, bytes]:
    """Name, type and content of one file; what the actor may not see is answered like what is not there."""
    session, found = reading(), owned_or_reported(actor, matter)
    row = evidence_here(session, found.id, evidence)
    if row is None or not may_see(found, row, openings_of(session, [row.id]), actor):
        raise NotFound(NO_FILE)
    name, media, content = row.name, row.file.media_type, read_file(row.file)
    note_read(actor, matter, evidence, now)
    return name, media, content


def note_read(actor: Actor, matter: str, evidence: str, now: datetime) -> None:
    """Every look into a file stands in the trail."""
    with transaction() as session:
        found = owned_or_reported(actor, matter)
        trail.record_act(
            session,
            actor,
            "read-evidence",
            ("evidence", evidence),
            now=now,
            organisation_id=found.organisation_id,
            changes={"matter": found.public_id},
        )


def add_evidence(
    actor: Actor,
    *,
    matter: str,
    name: str,
    content: bytes,
    now: datetime,
    fact: str | None = None,
    form: str | None = None,
    supersedes: str | None = None,
    reason: str = "",
) -> str:
    """Keep a file for a matter, a fact or an issued form of it; answers its outward id.

    ``supersedes``: the file whose place it takes; the reason is kept, and so is the other file. Raises
    Refused with every fault, NotFound, Conflict where another took that place already.
    """
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults = Faults()
        kept, media = read_upload(name, content, file_limit() * MEGABYTE, faults)
        why = read_reason(faults, reason) if supersedes else ""
        check_room(session, ground, content, faults)
        old = replaced_by(session, ground, supersedes) if supersedes else None
        proves = old.fact if old else checked_fact(ground, fact, faults)
        form_id = old.form_id if old else checked_form(session, ground, form, faults)
        faults.raise_any()
        stored = keep_file(session, ground.matter.organisation_id, content, media, now)
        if old is not None and old.file_id == stored.id:
            faults.add("file", SAME)
        faults.raise_any()
        row = Evidence(
            matter_id=ground.matter.id,
            fact=proves,
            form_id=form_id,
            file=stored,
            name=kept,
            supersedes_id=old.id if old else None,
            reason=why or None,
            added_by_id=actor.person_id,
            added_at=now,
        )
        session.add(row)
        session.flush()
        if old is not None:
            end_openings(session, [old], "replaced", now)
        note_added(session, ground, actor, row, stored, old, now)
        return row.public_id


# --- the parts they share -----------------------------------------------------------------------------------


def owned_or_reported(actor: Actor, matter: str) -> Matter:
    """One's own matter, or one that was reported to the actor's agency. Raises NotFound."""
    found = find_matter(reading(), own_scope(actor), matter)
    if found is None or not (actor.is_officer or is_own(found, actor)):
        raise NotFound("There is no such matter here.")
    return found


def may_see(matter: Matter, row: Evidence, acts: Sequence[EvidenceOpening], actor: Actor) -> bool:
    """Whether the gate lets the actor see a file: the policy decides, by what was released."""
    released = [row.public_id] if any(a.evidence_id == row.id and a.is_running for a in acts) else []
    asked = {row.public_id: Classed(True, FieldClass.TECHNICAL)}
    return seen_matter(matter, actor, asked, released=released)[row.public_id] is not WITHHELD


def view_of(row: Evidence, acts: Sequence[EvidenceOpening], superseded: bool, actor: Actor) -> EvidenceView:
    """One file; to the agency without the people and reasons of the other side."""
    own = not actor.is_officer
    return EvidenceView(
        public_id=row.public_id,
        name=row.name,
        media_type=row.file.media_type,
        size=row.file.size,
        digest=row.file.digest,
        fact=row.fact,
        form=row.form.public_id if row.form and own else None,
        added_by=row.added_by.name if row.added_by and own else None,
        added_at=row.added_at,
        reason=row.reason if own else None,
        superseded=superseded,
        openings=[view_of_opening(each) for each in acts if each.evidence_id == row.id] if own else [],
    )


def view_of_opening(row: EvidenceOpening) -> OpeningView:
    """One act of opening, for its own people."""
    stage = "ended" if row.ended_at else "running" if row.confirmed_at else "asked"
    return OpeningView(
        public_id=row.public_id,
        stage=stage,
        reason=row.reason,
        asked_by=row.asked_by.name if row.asked_by else None,
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        confirmed_by=row.confirmed_by.name if row.confirmed_by else None,
        ended_why=row.ended_why,
    )


def check_room(session: Session, ground: Ground, content: bytes, faults: Faults) -> None:
    """Whether the organisation and the matter have room for one more file."""
    quota = file_quota()
    if bytes_kept(session, ground.matter.organisation_id) + len(content) > quota * MEGABYTE:
        faults.add("file", TOO_MUCH, most=quota)
    if len(evidence_of(session, [ground.matter.id])) >= MOST_FILES:
        faults.add("file", TOO_MANY, most=MOST_FILES)


def checked_fact(ground: Ground, fact: str | None, faults: Faults) -> str | None:
    """A fact of the matter that stands."""
    if fact and not any(each.fact_id == fact for each in ground.standing):
        faults.add("fact", NO_FACT)
    return fact or None


def checked_form(session: Session, ground: Ground, form: str | None, faults: Faults) -> int | None:
    """An issued form of the matter."""
    if not form:
        return None
    found = next((row for row in forms_of(session, [ground.matter.id]) if row.public_id == form), None)
    if found is None:
        faults.add("form", NO_FORM)
    return found.id if found else None


def replaced_by(session: Session, ground: Ground, evidence: str) -> Evidence:
    """The file whose place is taken. Raises NotFound, Conflict where another did so."""
    rows = evidence_of(session, [ground.matter.id])
    found = next((row for row in rows if row.public_id == evidence), None)
    if found is None:
        raise NotFound(NO_FILE)
    if any(row.supersedes_id == found.id for row in rows):
        raise Conflict(SUPERSEDED)
    return found


def end_openings(session: Session, rows: Sequence[Evidence], why: str, now: datetime) -> None:
    """End what opens these files."""
    for act in openings_of(session, [row.id for row in rows]):
        if act.ended_at is None:
            act.ended_at, act.ended_why = now, why


def note_added(
    session: Session,
    ground: Ground,
    actor: Actor,
    row: Evidence,
    stored: StoredFile,
    old: Evidence | None,
    now: datetime,
) -> None:
    """The audit row of a file."""
    trail.record_act(
        session,
        actor,
        "supersede-evidence" if old else "add-evidence",
        ("evidence", row.public_id),
        now=now,
        organisation_id=ground.matter.organisation_id,
        reason=row.reason,
        changes={
            "matter": ground.matter.public_id,
            "fact": row.fact,
            "name": trail.digest(row.name),
            "content": trail.digest(stored.digest),
            "size": stored.size,
            "replaces": old.public_id if old else None,
        },
    )
    session.flush()
