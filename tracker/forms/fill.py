"""Fills a form in: each value through the gate, what is missing, what was withheld. Pure.

A value that the agency may not see is withheld whatever its source, typed or known; a title may have a
neutral stand-in. Not here: where values come from (docket), and how the sheet looks (sheets).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.disclosure import WITHHELD, Audience, Field, FieldClass, Gate, view
from tracker.forms.tables import Table, UnreadableRow, read_table
from tracker.forms.wording import both_days, era_day
from tracker.packs.forms import FormField, FormLayout, OfficialForm

TITLE = "title"
"""The source that has a neutral stand-in."""
CLASSES: Mapping[str, FieldClass] = {
    "control": FieldClass.CONTROL,
    "particulars": FieldClass.PARTICULARS,
    "bibliographic": FieldClass.BIBLIOGRAPHIC,
}


@dataclass(frozen=True, slots=True)
class Value:
    """What is known for a field, with the class of what it tells. A day is a ``date``."""

    value: str | date | None
    field_class: FieldClass


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as it stands on the sheet. ``text`` is empty where nothing is known."""

    field: FormField
    text: str
    withheld: bool = False
    neutral: bool = False
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet: its entries in order, and what keeps it from being final."""

    form: OfficialForm
    layout: FormLayout
    entries: list[Entry]
    missing: list[FormField] = field(default_factory=list)
    broken: list[tuple[FormField, UnreadableRow]] = field(default_factory=list)

    @property
    def withheld(self) -> list[FormField]:
        """The fields whose value may not leave."""
        return [each.field for each in self.entries if each.withheld]

    @property
    def lacking(self) -> list[FormField]:
        """Of these, the ones that the form demands: without them it says less than it must."""
        return [
            each.field for each in self.entries if each.withheld and not each.neutral and each.field.required
        ]

    @property
    def is_draft(self) -> bool:
        """Whether something is missing that the form demands."""
        return bool(self.missing or self.broken)


def asked(form: OfficialForm, layout: FormLayout, right: str) -> list[FormField]:
    """The fields of a sheet for this right."""
    return [each for each in form.fields_of(layout) if not each.rights or right in each.rights]


def is_typed(spec: FormField) -> bool:
    """Whether a person types the field's value."""
    return spec.source is None and spec.fact is None


def fill(
    form: OfficialForm,
    layout: FormLayout,
    right: str,
    values: Mapping[str, Value],
    gate: Gate,
    *,
    neutral: str,
    late: bool = False,
) -> Filled:
    """The sheet. ``gate`` is that of the matter as reported: sending the sheet is what tells of it."""
    fields = asked(form, layout, right)
    record = {spec.name: _classed(spec, values.get(spec.name), neutral) for spec in fields}
    seen = view(record, Audience.AGENCY, gate)
    filled = Filled(form, layout, [])
    for spec in fields:
        known = values.get(spec.name)
        entry = _entry(spec, known, seen[spec.name], neutral, filled)
        filled.entries.append(entry)
        needed = spec.required or (spec.required_late and late)
        if needed and not entry.text and not entry.withheld and entry.table is None:
            filled.missing.append(spec)
    return filled


def _classed(spec: FormField, known: Value | None, neutral: str) -> Field:
    if known is None:
        return Field("", CLASSES.get(spec.discloses or "", FieldClass.OWN_ONLY))
    stand_in = neutral if spec.source == TITLE else None
    return Field(known.value, known.field_class, neutral=stand_in)


def _entry(spec: FormField, known: Value | None, seen: object, neutral: str, filled: Filled) -> Entry:
    """A field that holds nothing is empty, not withheld: there is nothing to keep back."""
    if known is None or known.value in (None, ""):
        return Entry(spec, "")
    if seen is WITHHELD:
        return Entry(spec, WITHHELD.text("ja"), withheld=True)
    if spec.table is not None:
        try:
            return Entry(spec, "", table=read_table(str(seen), spec.table))
        except UnreadableRow as wrong:
            filled.broken.append((spec, wrong))
            return Entry(spec, str(seen))
    is_neutral = spec.source == TITLE and seen == neutral and known.value != neutral
    return Entry(spec, said(spec, seen), withheld=is_neutral, neutral=is_neutral)


def said(spec: FormField, value: object) -> str:
    """A value as the sheet words it."""
    if isinstance(value, date):
        return era_day(value) if spec.place == "date" else both_days(value)
    return spec.words.get(str(value), str(value))
