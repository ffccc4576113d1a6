"""Official forms of a matter: which there are, preparing one, issuing one. One function, one transaction.

Not here: submitting and receiving (form_steps), what is known for a field (form_values), whether it may leave
(form_gate), and which there are (form_offers).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.draft import Ground
from tracker.docket.form_gate import gate_for, neutral_for, refusals
from tracker.docket.form_offers import NO_FORM, Offered, about_of, looked_at
from tracker.docket.form_values import About, Known, known_of, offered, values_of
from tracker.docket.gate import level_of
from tracker.docket.ledger import hold
from tracker.docket.words import Faults
from tracker.errors import Conflict, Fault, NotFound, Refused
from tracker.forms.fill import Filled, asked, fill, is_typed
from tracker.forms.sheets import as_docx, as_pdf, sheet_data, template_version
from tracker.packs.forms import FormField
from tracker.store.facts import Fact
from tracker.store.files import keep_file, read_file
from tracker.store.forms import IssuedForm, as_kept, form_by_request, form_here, last_forms
from tracker.store.matters import Matter
from tracker.store.session import reading, transaction

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TEXT_LENGTH = 4_000
REMEMBERED = 20
"""How many earlier sheets are looked at for what was typed before."""

FILL_IN = "The form demands this."
NO_ROW = "Row %(line)s has %(cells)s cells; %(expected)s are asked for, parted by |."
NO_AMOUNT = "Row %(line)s: %(cell)s is no amount in whole yen."
CHANGED = "The matter changed while the sheet was made. Look at it again, then issue it."


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as it is shown for filling in. ``text`` is what stands on the sheet now."""

    name: str
    label: str
    typed: bool
    required: bool
    lines: bool
    hint: str
    value: str
    text: str
    withheld: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sheet before it is issued: its fields, what is missing, what keeps it from leaving."""

    offered: Offered
    matter_ref: str
    article: str
    confirmed: bool
    is_letter: bool
    fields: list[FieldView]
    missing: list[str]
    withheld: list[str]
    neutral: bool
    refusals: list[Fault] = field(default_factory=list)
    level: str = ""


# --- preparing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet being made: what is known, what was typed, and how it comes out."""

    known: Known
    typed: Mapping[str, str]
    fields: list[FormField]
    filled: Filled
    refusals: list[Fault]

    @property
    def about(self) -> About:
        """What it is about."""
        return self.known.about


def prepare(
    actor: Actor, matter: str, wanted: Offered, *, typed: Mapping[str, str] | None, today: date
) -> Prepared:
    """A sheet as it would come out. ``typed`` None: with what was typed last time. Stores nothing."""
    require(actor.may_record)
    found, standing = looked_at(actor, matter)
    session = reading()
    if typed is None:
        known = known_of(session, found, standing, about_of(found, standing, wanted), today)
        typed = suggested(session, known)
    made = sheet_of(session, found, standing, wanted, typed, today, actor.language)
    return view_of_sheet(made, wanted, actor.language)


def draft_of(
    actor: Actor,
    matter: str,
    wanted: Offered,
    form: str,
    *,
    typed: Mapping[str, str],
    now: datetime,
    today: date,
) -> bytes:
    """The sheet marked as a draft, as ``pdf`` or ``docx``, gated like the real one. Raises Refused."""
    require(actor.may_record)
    found, standing = looked_at(actor, matter)
    made = sheet_of(reading(), found, standing, wanted, typed, today, actor.language)
    if made.refusals:
        raise Refused(made.refusals)
    data, about = sheet_data(made.filled, draft=True), made.about
    return (
        as_pdf(about.pack, about.form, data, now) if form == "pdf" else as_docx(about.pack, about.form, data)
    )


def issue_form(
    actor: Actor,
    *,
    matter: str,
    wanted: Offered,
    typed: Mapping[str, str],
    now: datetime,
    today: date,
    request_key: str | None = None,
) -> str:
    """Issue a sheet and keep it: data, templates, bytes. Answers its outward id.

    Raises Refused with everything that is missing or may not leave, Conflict where the matter changed.
    """
    require(actor.may_record)
    found, standing = looked_at(actor, matter)
    made = sheet_of(reading(), found, standing, wanted, typed, today, actor.language)
    raise_faults(made)
    about = made.about
    data = sheet_data(made.filled, draft=False)
    pdf, docx = as_pdf(about.pack, about.form, data, now), as_docx(about.pack, about.form, data)
    with transaction() as session:
        ground = hold(session, actor, matter)
        known = form_by_request(session, ground.matter.id, request_key) if request_key else None
        if known is not None:
            return known.public_id
        again = sheet_of(session, ground.matter, ground.standing, wanted, typed, today, actor.language)
        if again.refusals or sheet_data(again.filled, draft=False) != data:
            raise Conflict(CHANGED)
        row = kept_form(session, ground, actor, made, data, (pdf, docx), now)
        row.request_key = request_key
        session.flush()
        note_issued(session, ground, actor, row, now)
        return row.public_id


def kept_form(
    session: Session,
    ground: Ground,
    actor: Actor,
    made: Sheet,
    data: dict[str, Any],
    bytes_: tuple[bytes, bytes],
    now: datetime,
) -> IssuedForm:
    """The row of an issued form, with its bytes kept."""
    home, about = ground.matter.organisation_id, made.about
    pdf, docx = (
        keep_file(session, home, content, MEDIA[kind], now)
        for content, kind in zip(bytes_, MEDIA, strict=True)
    )
    row = IssuedForm(
        organisation_id=home,
        matter_id=ground.matter.id,
        pack=about.pack,
        form=about.form.id,
        layout=about.layout.id,
        filing=about.filing,
        paper=about.paper,
        data=json.dumps({"typed": dict(made.typed), "sheet": data}, ensure_ascii=False),
        withheld=[each.name for each in made.filled.withheld],
        level=str(level_of(ground.matter)),
        template=template_version(about.pack, about.form),
        pdf=pdf,
        docx=docx,
        issued_by_id=actor.person_id,
        issued_at=now,
    )
    session.add(row)
    return row


def note_issued(session: Session, ground: Ground, actor: Actor, row: IssuedForm, now: datetime) -> None:
    """The audit row of an issued form."""
    trail.record_act(
        session,
        actor,
        "issue-form",
        ("form", row.public_id),
        now=now,
        organisation_id=row.organisation_id,
        changes={
            "matter": ground.matter.public_id,
            "form": f"{row.form}/{row.layout}",
            "template": row.template,
            "level": row.level,
            "withheld": row.withheld,
            "data": trail.digest(row.data),
            "pdf": trail.digest(row.pdf.digest),
        },
    )
    session.flush()


def issued_bytes(actor: Actor, matter: str, form: str, kind: str) -> tuple[str, bytes]:
    """The bytes of an issued form with a name for them, for its own people. Raises NotFound."""
    require(actor.is_contractor and kind in MEDIA)
    found, _ = looked_at(actor, matter)
    row = form_here(reading(), found.id, form)
    if row is None:
        raise NotFound(NO_FORM)
    return f"{row.form}-{found.ref}.{kind}", read_file(row.pdf if kind == "pdf" else row.docx)


# --- the parts they share -----------------------------------------------------------------------------------


def sheet_of(
    session: Session,
    matter: Matter,
    standing: Sequence[Fact],
    wanted: Offered,
    typed: Mapping[str, str],
    today: date,
    language: str,
) -> Sheet:
    """A sheet filled in and gated. Raises Refused where a typed text cannot stand."""
    about = about_of(matter, standing, wanted)
    known = known_of(session, matter, standing, about, today)
    fields = asked(about.form, about.layout, matter.right)
    read = read_typed(fields, typed)
    late = known.due is not None and today > known.due
    filled = fill(
        about.form,
        about.layout,
        matter.right,
        values_of(known, fields, read),
        gate_for(matter),
        neutral=neutral_for(matter),
        late=late,
    )
    return Sheet(known, read, fields, filled, refusals(matter, standing, about, filled, language))


def read_typed(fields: Sequence[FormField], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed for the fields that are typed; nothing else is taken."""
    faults = Faults()
    read = {
        spec.name: faults.text(spec.name, typed.get(spec.name, ""), TEXT_LENGTH, lines=spec.lines)
        for spec in fields
        if is_typed(spec)
    }
    faults.raise_any()
    return read


def raise_faults(made: Sheet) -> None:
    """Raise Refused where a sheet may not be issued."""
    faults = Faults()
    faults.found += made.refusals
    for spec in made.filled.missing:
        faults.add(spec.name, FILL_IN)
    for spec, wrong in made.filled.broken:
        told = {"line": wrong.line, "cells": wrong.cells, "expected": wrong.expected}
        if wrong.cell:
            faults.add(spec.name, NO_AMOUNT, line=wrong.line, cell=wrong.cell)
        else:
            faults.add(spec.name, NO_ROW, **told)
    faults.raise_any()


def suggested(session: Session, known: Known) -> dict[str, str]:
    """What is offered for the typed fields: what was typed before, else the people of the matter, else the
    form's own words. What stands among the items is taken from sheets of the same agreement alone."""
    before: dict[str, str] = {}
    near: dict[str, str] = {}
    for row in reversed(last_forms(session, known.matter.organisation_id, REMEMBERED)):
        typed = as_kept(json.loads(row.data))
        before.update({name: text for name, text in typed.items() if text})
        if row.pack == known.about.pack and same_agreement(session, row, known.matter):
            near.update({name: text for name, text in typed.items() if text})
    found = {}
    for spec in known.about.form.fields_of(known.about.layout):
        if is_typed(spec):
            kept = (near if spec.place == "item" else before).get(spec.name, "") if spec.keep else ""
            found[spec.name] = kept or offered(known, spec) or spec.default or ""
    return found


def same_agreement(session: Session, row: IssuedForm, matter: Matter) -> bool:
    """Whether a form was issued under the agreement of a matter."""
    other = session.get(Matter, row.matter_id)
    return other is not None and other.agreement_id == matter.agreement_id


def view_of_sheet(made: Sheet, wanted: Offered, language: str) -> Prepared:
    """A sheet as the page shows it."""
    about = made.about
    missing = {spec.name for spec in made.filled.missing}
    return Prepared(
        offered=Offered(
            about.pack,
            about.form.id,
            about.layout.id,
            about.form.title[language],
            about.layout.label[language] if len(about.form.layouts) > 1 else "",
            wanted.about,
            about.filing,
            about.paper,
        ),
        matter_ref=made.known.matter.ref,
        article=about.form.article_ja if language == "ja" else about.form.article,
        confirmed=about.form.confirmed,
        is_letter=about.form.sheet != "copy",
        fields=[
            FieldView(
                name=entry.field.name,
                label=entry.field.label[language],
                typed=is_typed(entry.field),
                required=entry.field.required or entry.field.name in missing,
                lines=entry.field.lines,
                hint=entry.field.hint[language] if entry.field.hint else "",
                value=made.typed.get(entry.field.name, ""),
                text=entry.text,
                withheld=entry.withheld,
                missing=entry.field.name in missing,
            )
            for entry in made.filled.entries
        ],
        missing=[spec.label[language] for spec in made.filled.missing],
        withheld=[entry.field.label[language] for entry in made.filled.entries if entry.withheld],
        neutral=any(entry.neutral for entry in made.filled.entries),
        refusals=made.refusals,
        level=str(level_of(made.known.matter)),
    )
