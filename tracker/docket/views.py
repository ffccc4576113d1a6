"""What docket answers with: plain records, as their reader may see them. Not here: how they are made."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Action = Literal["appear", "move", "go", "stand"]


@dataclass(frozen=True, slots=True)
class ObligationView:
    """One duty, with the words of its term in the reader's language.

    ``days_left`` counts to ``act_by``, else ``due``; negative once past. ``steps`` explain the date, one
    mapping ``{"kind", "text"}`` each; they are filled where one matter is looked at, empty in lists.
    """

    public_id: str
    matter_ref: str
    matter_public_id: str
    matter_title: str
    agreement_number: str
    organisation_name: str
    pack: str
    rule: str
    label: str
    article: str
    clause_summary: str
    references: list[dict[str, str]]
    filing: str | None
    trigger: str | None
    kind: str
    actor: str
    nominal: date | None
    due: date | None
    act_by: date | None
    standing: str
    days_left: int | None
    met_by: str | None
    blocked_by: str | None
    provisional: bool
    unknowns: list[str]
    steps: list[dict[str, str]] = field(default_factory=list)
    clear: str | None = None
    level: str = "invention-withheld"
    """How far its matter is open to the agency; the strictest where nobody says."""
    shared: bool = False
    """Whether its matter is another organisation's, which shares it with the reader."""


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact as it holds now. ``fields`` are its further keys with their labels, for reading."""

    fact_id: str
    kind: str
    label: str
    on: date
    keys: dict[str, Any]
    fields: list[tuple[str, str]]
    details: dict[str, str]
    note: str | None
    filing: str | None
    revision: int
    claimed: bool
    withdrawn: bool
    recorded_by: str | None
    recorded_by_agency: bool
    recorded_at: datetime
    confirmed_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class FilingView:
    """One filing of the family, gathered from its facts."""

    name: str
    office: str | None
    route: str | None
    filed_on: date | None
    numbers: dict[str, str]
    events: dict[str, date]
    state: str | None
    level: str | None


@dataclass(frozen=True, slots=True)
class MatterView:
    """One matter in full. For the agency, withheld values are already replaced or None."""

    public_id: str
    ref: str
    right: str
    title: str
    title_withheld: bool
    agreement_number: str
    agreement_public_id: str
    agreement_title: str
    organisation_name: str
    organisation_code: str
    sensitive_field: str | None
    perennial: bool | None
    technical: str | None
    content: list[Any]
    shelf_no: str | None
    owner: str | None
    owner_public_id: str | None
    packs: list[str]
    version: int
    created_at: datetime | None
    reported_at: datetime | None
    derived_on: date | None
    level: str
    facts: list[FactView]
    history: list[FactView]
    filings: list[FilingView]
    obligations: list[ObligationView]
    disclosure: dict[str, Any] | None
    foreign_filing: dict[str, Any] | None
    holders: dict[str, Any]
    licences: list[dict[str, Any]]
    licence_window: dict[str, Any] | None
    unknowns: list[str]
    shared: bool = False
    may_record: bool = False

    @property
    def content_by_field(self) -> dict[str, str | None]:
        """The technical content that its reader sees, by field."""
        return {each.field: each.text for each in self.content}


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One matter in a list, with the duty that comes next."""

    public_id: str
    ref: str
    right: str
    title: str
    title_withheld: bool
    agreement_number: str
    organisation_name: str
    level: str
    reported_at: datetime | None
    next_duty: ObligationView | None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class MatterList:
    """One page of matters; ``next_cursor`` asks for the page after it."""

    items: list[MatterLine]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DueList:
    """One page of duties. ``counts`` by standing over all pages, each up to ``COUNT_LIMIT`` at most."""

    items: list[ObligationView]
    counts: dict[str, int]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a fact did to one duty: it appeared, its dates moved, it went, or it stands otherwise."""

    action: Action
    rule: str
    label: str
    filing: str | None
    before: ObligationView | None
    after: ObligationView | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact that was recorded and what it changed. ``repeated``: it had been recorded by this request."""

    fact: FactView
    changes: list[Change]
    version: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One agreement as both its sides see it."""

    public_id: str
    number: str
    title: str
    contractor_name: str
    contractor_code: str
    agency_name: str
    packs: list[str]
    parameters: dict[str, Any]
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class EngineLine:
    """Proof that the engine ran: duties tracked, when and for which day they were told, what comes next.

    ``changed`` rows differed in the last run; ``failed`` matters could not be told, which is a defect.
    """

    tracked: int
    derived_at: datetime | None
    derived_on: date | None
    changed: int | None
    failed: int | None
    next_due: date | None


@dataclass(frozen=True, slots=True)
class KeyView:
    """One further key of a kind of fact, with what the input may be."""

    name: str
    type: str
    label: str
    required: bool
    choices: list[str]


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind of fact that can be recorded; its input is built from ``keys``."""

    kind: str
    label: str
    recorded_by: str
    keys: list[KeyView]


@dataclass(frozen=True, slots=True)
class UnknownView:
    """A question only the issuing body can answer, and what is taken until it does."""

    id: str
    question: str
    default: str
