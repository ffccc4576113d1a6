"""Twenty-five looks at what a restore brought back; each function answers what is wrong, or nothing.

Not here: bringing it back (restoring).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cryptography.fernet import InvalidToken
from flask import Flask
from sqlalchemy import Connection, LargeBinary, func, select, type_coerce
from sqlalchemy.orm import Session

from tracker.backup.making import houses, levels, reach, stored_files
from tracker.backup.restoring import Restored
from tracker.config import anchor_file, arm, files_folder
from tracker.docket import anchoring
from tracker.docket.checking import check_matter, is_of_present_terms, stored_portions
from tracker.docket.terms import faults_of_terms
from tracker.errors import Misconfigured
from tracker.reminders.post import message_id
from tracker.store import audit_reading, files, snapshot
from tracker.store.audit import INSERT_ONLY
from tracker.store.audit_proof import ChainCheck
from tracker.store.base import Base
from tracker.store.keys import audit_keys, current_ring
from tracker.store.outbox.tables import OutboxRow
from tracker.store.people import Person
from tracker.store.rotation import sealed_columns
from tracker.store.session import reading

LETTERS = 1000
ADMINISTRATOR = "administrator"
REFUSED = {"sqlite": ("update", "delete"), "postgresql": ("change",)}


@dataclass(slots=True)
class Place:
    """What the looks look at."""

    app: Flask
    restored: Restored
    connection: Connection
    session: Session
    today: date

    @property
    def manifest(self) -> dict[str, Any]:
        """The list of the backup."""
        return self.restored.manifest


Faults = Iterator[str]
Check = Callable[[Place], Faults]
CHECKS: list[tuple[str, Check]] = []


def named(text: str) -> Callable[[Check], Check]:
    """Add a look to the list, under what it proves."""

    def add(check: Check) -> Check:
        CHECKS.append((text, check))
        return check

    return add


def look_at(
    app: Flask, restored: Restored, today: date, looks: Iterable[tuple[str, Check]] = CHECKS
) -> Iterator[tuple[str, list[str]]]:
    """Every look's text with what it found; a look that cannot be taken is a finding."""
    for text, check in looks:
        with snapshot.frozen() as connection:
            try:
                found = list(check(Place(app, restored, connection, reading(), today)))
            except Exception as error:
                found = [f"could not be looked at: {type(error).__name__}"]
        reading().rollback()
        yield text, found


# --- the rows -----------------------------------------------------------------------------------------------


@named("every table of the backup is here")
def tables_are_here(place: Place) -> Faults:
    there = {table.name for table in snapshot.our_tables(place.connection, place.manifest["tables"])}
    yield from (f"{name} is missing" for name in sorted(set(place.manifest["tables"]) - there))


@named("every row was put in")
def rows_were_put_in(place: Place) -> Faults:
    for name, told in place.manifest["tables"].items():
        if place.restored.rows.get(name) != told["rows"]:
            yield f"{name}: {place.restored.rows.get(name)} of {told['rows']}"


@named("every table counts what the backup counted")
def counts_agree(place: Place) -> Faults:
    counted = snapshot.count_rows(place.connection)
    for name, told in place.manifest["tables"].items():
        if counted.get(name, 0) != told["rows"]:
            yield f"{name}: {counted.get(name, 0)}, not {told['rows']}"


@named("every row of every table is the same, value by value")
def rows_are_the_same(place: Place) -> Faults:
    if snapshot.revision(place.connection) != place.manifest["revision"]:
        return  # the schema has moved on since; the digests speak of the older one
    for table in snapshot.our_tables(place.connection, place.manifest["tables"]):
        _, digest = snapshot.digest_of(snapshot.lines_of(place.connection, table))
        if digest != place.manifest["tables"][table.name]["digest"]:
            yield f"{table.name} differs"


@named("every organisation has as many matters as before")
def houses_agree(place: Place) -> Faults:
    if houses(place.session) != place.manifest["proofs"]["houses"]:
        yield "matters per organisation differ"


@named("every reference leads somewhere")
def references_hold(place: Place) -> Faults:
    count = snapshot.broken_references(place.connection)
    if count:
        yield f"{count} lead nowhere"


@named("the file of the database is sound")
def file_is_sound(place: Place) -> Faults:
    if not snapshot.file_is_whole(place.connection):
        yield "the integrity check found damage"


@named("new rows get numbers that are free")
def counters_go_on(place: Place) -> Faults:
    if place.connection.dialect.name != "postgresql":
        return
    for table in snapshot.our_tables(place.connection):
        for column in table.primary_key.columns:
            top = place.connection.scalar(select(func.max(column)))
            asked = {"table": f'"{table.name}"', "column": column.name}
            if isinstance(top, int) and not snapshot.counter_is_past(place.connection, top, **asked):
                yield f"{table.name} would give a number twice"


# --- the schema ---------------------------------------------------------------------------------------------


@named("the schema is the one this edition needs")
def schema_is_right(place: Place) -> Faults:
    context = MigrationContext.configure(place.connection, opts={"compare_type": False})
    ours = set(Base.metadata.tables)
    for step in compare_metadata(context, Base.metadata):
        thing = step[1] if isinstance(step, tuple) and len(step) > 1 else None
        name = getattr(getattr(thing, "table", thing), "name", "")
        if name in ours:
            yield f"{step[0]} {name}"


@named("records that must stay cannot be changed or deleted")
def triggers_are_there(place: Place) -> Faults:
    there = snapshot.refusals(place.connection)
    verbs = REFUSED[place.connection.dialect.name]
    wanted = {f"{name}_no_{verb}" for name in INSERT_ONLY for verb in verbs}
    yield from (f"the trigger {name} is missing" for name in sorted(wanted - there))


# --- the audit trail ----------------------------------------------------------------------------------------


@named("every chain of the audit trail holds from its first row")
def chains_hold(place: Place) -> Faults:
    keys = audit_keys()
    for stream in audit_reading.streams(place.session):
        check = ChainCheck(stream, keys)
        for row in audit_reading.chain_of(place.session, stream):
            check.take(row)
        yield from map(str, check.findings)


@named("every chain ends where it ended in the backup")
def heads_agree(place: Place) -> Faults:
    known = {stream: tuple(head) for stream, head in place.manifest["proofs"]["heads"].items()}
    there = audit_reading.heads(place.session)
    yield from (f"{stream} ends elsewhere" for stream in sorted(known) if there.get(stream) != known[stream])


@named("the anchors in the records hold")
def anchors_hold(place: Place) -> Faults:
    yield from map(str, anchoring.verify(None).findings)


@named("the anchors kept outside know no other past")
def anchors_outside_agree(place: Place) -> Faults:
    kept, faults = anchoring.readable(anchor_file(place.app))
    yield from map(str, faults)
    inside = {each["number"]: each["digest"] for each in audit_reading.anchors(place.session)}
    for each in kept:
        if inside.get(each["number"], each["digest"]) != each["digest"]:
            yield f"anchor {each['number']} is another than the one kept outside"


# --- what is sealed -----------------------------------------------------------------------------------------


@named("sealed content opens with the keys of this installation")
def content_opens(place: Place) -> Faults:
    for column in sealed_columns():
        query = select(type_coerce(column, LargeBinary)).where(column.is_not(None))
        for sealed in place.session.scalars(query.order_by(*column.table.primary_key).limit(LETTERS)):
            try:
                current_ring().decrypt(sealed)
            except InvalidToken:
                yield f"{column.table.name}.{column.name}: KIGEN_DATA_KEYS lacks the key it was sealed with"
                break


@named("every kept file of the backup is here and opens")
def files_open(place: Place) -> Faults:
    for row in place.session.scalars(select(files.StoredFile).order_by(files.StoredFile.id)):
        try:
            files.read_file(row)
        except Misconfigured as error:
            yield str(error)


@named("no file is here that the backup did not hold")
def files_are_ours(place: Place) -> Faults:
    folder = files_folder(place.app)
    listed = {
        Path(name).relative_to("files") for name in place.manifest["files"] if name.startswith("files/")
    }
    odd = {path.relative_to(folder) for path in stored_files(folder)} - listed
    if odd:
        yield f"{len(odd)} files of another past lie beside them"


# --- duties, reminders, walls -------------------------------------------------------------------------------


@named("the terms prove themselves")
def terms_hold(place: Place) -> Faults:
    yield from faults_of_terms()


@named("every duty follows again from its facts")
def duties_follow(place: Place) -> Faults:
    for portion in stored_portions(place.session):
        for stored in portion:
            found = check_matter(stored, place.today)
            if found and is_of_present_terms(stored):
                yield f"{stored.ref}: {len(found)} differences"


@named("what the agency knows of is exactly what it knew")
def reach_is_the_same(place: Place) -> Faults:
    if reach(place.session) != place.manifest["proofs"]["reach"]:
        yield "the matters reported or shared differ"


@named("what the agency sees of every matter is what it saw")
def levels_are_the_same(place: Place) -> Faults:
    if levels(place.session) != place.manifest["proofs"]["levels"]:
        yield "the levels of disclosure differ"


@named("no reminder would go again under a new Message-ID")
def letters_keep_their_names(place: Place) -> Faults:
    secret, sender = arm(place.app), place.app.config["MAIL_SENDER"]
    query = select(OutboxRow.key, OutboxRow.message_id).order_by(OutboxRow.id.desc()).limit(LETTERS)
    wrong = [key for key, told in place.session.execute(query) if message_id(secret, key, sender) != told]
    if wrong:
        yield f"{len(wrong)} mails: KIGEN_SECRET_KEY or KIGEN_MAIL_SENDER are not those of the backup"


@named("no mail is held by a sender that is gone")
def letters_can_go(place: Place) -> Faults:
    query = select(func.count()).where(OutboxRow.state == "sending", OutboxRow.lease_until.is_(None))
    count = place.session.scalar(query)
    if count:
        yield f"{count} are marked as being sent, without an end"


@named("an administrator can sign in")
def somebody_can_sign_in(place: Place) -> Faults:
    able = Person.active.is_(True) & (Person.role == ADMINISTRATOR) & Person.password.is_not(None)
    if not place.session.scalar(select(func.count()).where(able)):
        yield "there is none: add one with `flask users add`"


@named("passwords are kept as they must be")
def passwords_are_hashed(place: Place) -> Faults:
    kept = place.session.scalars(select(Person.password))
    count = sum(1 for each in kept if each and not each.startswith("$argon2id$"))
    if count:
        yield f"{count} are kept in another way"
