"""The official forms (様式) of a body of terms: fields, where their values come from, layouts. Words only.

Not here: filling one in (forms), what may leave (disclosure), and how it looks (templates/forms).
"""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from tracker.packs.words import Both, Identifier, KeyName, Right, State, Strict, Words

if TYPE_CHECKING:
    from tracker.packs.model import FactKind

Subject = Literal["filing", "right", "matter", "paper"]
"""What one sheet is about: a filing; a filing of industrial property, else the matter ("right"); the matter;
a paper of the secrecy procedure."""
Place = Literal["date", "to", "sender", "item", "contact"]
"""Where a field stands on the sheet."""
Source = Literal[
    "day", "reference", "right", "title", "agreement-number", "agreement-title",
    "agreement-period", "contractor", "agency", "due", "licence-kind", "licence-applicant",
    "licence-standing", "licence-designator", "licence-years", "licence-reason",
]  # fmt: skip
"""What the product knows by itself; everything else is read off a fact, or typed."""
Discloses = Literal["control", "particulars", "bibliographic"]
"""What a typed field tells, so that the gate can withhold it."""
Offer = Literal["inventors", "applicants"]
"""People named in the matter, offered for a typed field: inventors; the contractor and its co-applicants."""
Sheet = Literal["letter", "claim", "copy"]
"""A letter with numbered items; a claim of costs; a sheet to copy from into the agency's portal."""

Lines = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(strict=False)]


class FormTable(Strict):
    """Rows that are typed one a line, cells parted by `|`; one column may be computed or added up."""

    columns: Annotated[Lines, Field(min_length=1)]
    total: int | None = None
    """The column whose amounts are added up, counted from 1."""
    least: Annotated[tuple[int, ...], Field(strict=False)] = ()
    """The columns of which the total's column holds the least; it is not typed then."""


class FormField(Strict):
    """One field of a form: its label, and where its value comes from. Without source and fact it is typed."""

    name: KeyName
    label: Both
    place: Place = "item"
    source: Source | None = None
    fact: Identifier | None = None
    """The kind of fact it is read off: of the sheet's filing the first by its day, of a paper that paper."""
    read: KeyName = "on"
    """`on`, the day of the fact; a key of its kind; or the name of a number noted with it."""
    about: Words = ()
    """Only off a fact that is about one of these."""
    of_paper: bool = False
    """Only off a fact that names the sheet's paper."""
    discloses: Discloses | None = None
    """What a typed field tells; needed there, and only there."""
    required: bool = False
    required_late: bool = False
    """Required where the day of the sheet is after the last day of its duty."""
    rights: Annotated[tuple[Right, ...], Field(strict=False)] = ()
    """Only for these rights."""
    words: dict[str, str] = Field(default_factory=dict)
    """What stands on the sheet for a code."""
    default: str | None = None
    """What is offered where nothing is known."""
    offers: Offer | None = None
    keep: bool = False
    """What was typed is offered again on the organisation's next sheet."""
    lines: bool = False
    """Several lines."""
    table: FormTable | None = None
    hint: Both | None = None


class FormLayout(Strict):
    """One arrangement of a form: the fields beside the common ones, and what is declared."""

    id: Identifier
    label: Both
    subject: Subject
    about: Identifier | None = None
    """The value of `about` of the fact that its submission is."""
    rights: Annotated[tuple[Right, ...], Field(strict=False)] = ()
    """Only for these rights."""
    barred: Annotated[tuple[State, ...], Field(strict=False)] = ()
    """States of the matter in which it is not issued: the duty rests."""
    method: Identifier | None = None
    """The kind of fact by which the agency agrees how to report a paper that shows content."""
    fields: Annotated[tuple[FormField, ...], Field(strict=False)] = ()
    statements: Lines = ()
    """Fixed sentences, as the terms ask for them."""
    attachments: Lines = ()
    """What goes with it."""


class OfficialForm(Strict):
    """One official form. Its templates stand in `templates/forms/<pack>/<id>.typ` and `.docx`."""

    id: Identifier
    title: Both
    article: Annotated[str, Field(min_length=1)]
    article_ja: Annotated[str, Field(min_length=1)]
    sheet: Sheet = "letter"
    opening: str = ""
    """The sentence above the items."""
    records: Identifier | None = None
    """The kind of fact that its submission is."""
    fields: Annotated[tuple[FormField, ...], Field(strict=False)] = ()
    """Fields that every layout has."""
    layouts: Annotated[tuple[FormLayout, ...], Field(strict=False, min_length=1)]
    confirmed: bool = False
    """Whether the agency's own sheet was seen; if not, the page says that the layout is ours."""

    def layout(self, name: str) -> FormLayout | None:
        """The layout of this name."""
        return next((each for each in self.layouts if each.id == name), None)

    def fields_of(self, layout: FormLayout) -> tuple[FormField, ...]:
        """The fields of a sheet in this layout, the common ones first."""
        return (*self.fields, *layout.fields)


# --- what must hold between the parts -----------------------------------------------------------------------


def form_faults(
    forms: Iterable[OfficialForm],
    facts: dict[str, "FactKind"],
    spared: Collection[str],
    numbers: Collection[str],
) -> Iterator[str]:
    """What is wrong with the forms of a pack. `numbers`: what may be noted with any fact."""
    for form in forms:
        at = f"forms.toml: forms.{form.id}"
        if form.records and form.records not in facts and form.records not in spared:
            yield f"{at}.records: fact '{form.records}' is not declared; allowed: {_list(facts)}"
        for layout in form.layouts:
            yield from _of_layout(form, layout, facts, f"{at}.{layout.id}")
        for n, layout in enumerate(form.layouts):
            if layout.id in {each.id for each in form.layouts[:n]}:
                yield f"{at}: layout '{layout.id}' stands twice; each name stands once"
            names = [each.name for each in form.fields_of(layout)]
            for name in sorted({each for each in names if names.count(each) > 1}):
                yield f"{at}.{layout.id}: field '{name}' stands twice; each name stands once"
            for field in form.fields_of(layout):
                if not (field.fact and field.fact in spared):
                    yield from _of_field(field, facts, numbers, f"{at}.{layout.id}.{field.name}")


def _of_layout(
    form: OfficialForm, layout: FormLayout, facts: dict[str, "FactKind"], at: str
) -> Iterator[str]:
    kind = facts.get(form.records or "")
    choices = next((key.choices for key in kind.keys if key.name == "about"), ()) if kind else ()
    if layout.about and layout.about not in choices:
        yield f"{at}.about: '{layout.about}' is no choice of '{form.records}'; there are: {_list(choices)}"
    if layout.method and layout.method not in facts:
        yield f"{at}.method: fact '{layout.method}' is not declared; allowed: {_list(facts)}"


def _of_field(
    field: FormField, facts: dict[str, "FactKind"], numbers: Collection[str], at: str
) -> Iterator[str]:
    ways = [word for word, given in (("source", field.source), ("fact", field.fact)) if given]
    if len(ways) > 1:
        yield f"{at}: has both source and fact; a value comes from one place"
    if not ways and field.discloses is None:
        yield f"{at}: is typed; needs 'discloses', control, particulars or bibliographic"
    if ways and field.discloses is not None:
        yield f"{at}.discloses: only typed fields have it; what {ways[0]} tells is known"
    if field.table is not None:
        yield from _of_table(field.table, f"{at}.table")
    if field.fact is None:
        return
    kind = facts.get(field.fact)
    if kind is None:
        yield f"{at}.fact: '{field.fact}' is not declared; allowed: {_list(facts)}"
        return
    known = {"on", *numbers, *(key.name for key in kind.keys)}
    if field.read not in known:
        yield f"{at}.read: '{field.read}' is nothing of '{field.fact}'; there are: {_list(known)}"


def _of_table(table: FormTable, at: str) -> Iterator[str]:
    columns = range(1, len(table.columns) + 1)
    if table.total is not None and table.total not in columns:
        yield f"{at}.total: there is no column {table.total}; they are counted from 1 to {len(columns)}"
    if table.least and (table.total is None or table.total in table.least):
        yield f"{at}.least: goes with 'total', the column that holds the least of the others"
    for number in table.least:
        if number not in columns:
            yield f"{at}.least: there is no column {number}; they are counted from 1 to {len(columns)}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
