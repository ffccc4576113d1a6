"""What is known for the fields of an official form, each with the class of what it tells. Decides nothing.

Not here: which of it may leave (form_gate, by the disclosure policy), and what people type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from sqlalchemy.orm import Session

from tracker.disclosure import FieldClass, right_label
from tracker.docket.gate import SPOKEN_KEYS, TITLED_KEYS
from tracker.docket.terms import DETAILS, kinds_of, rule_of
from tracker.forms.fill import CLASSES, TITLE, Value, is_typed
from tracker.forms.wording import era_day
from tracker.packs.forms import FormField, FormLayout, OfficialForm
from tracker.packs.words import INDUSTRIAL_PROPERTY
from tracker.store.facts import Fact
from tracker.store.inventors import Inventor, inventors_of
from tracker.store.licensing import LicenceApplication, applications_of
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation, obligations_of

PAPER = "security"
"""The kind of fact that a paper of the secrecy procedure is."""


@dataclass(frozen=True, slots=True)
class About:
    """What one sheet is about, within its matter; ``pack``: whose form it is."""

    pack: str
    form: OfficialForm
    layout: FormLayout
    filing: str | None = None
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that values are read off."""

    matter: Matter
    standing: Sequence[Fact]
    about: About
    day: date
    due: date | None
    application: LicenceApplication | None
    inventors: Sequence[Inventor]


def known_of(session: Session, matter: Matter, standing: Sequence[Fact], about: About, day: date) -> Known:
    """What is on record for a sheet."""
    duty = duty_of(obligations_of(session, [matter.id]), about)
    applied = applications_of(session, matter.id)
    named = [each for each in inventors_of(session, [matter.id]) if each.ended_at is None]
    due = duty.due if duty else None
    return Known(matter, standing, about, day, due, applied[-1] if applied else None, named)


def duty_of(rows: Sequence[Obligation], about: About) -> Obligation | None:
    """The duty that submitting the sheet does, the earliest where there are several."""
    found = [row for row in rows if row.gone_at is None and does(row, about)]
    return min(found, key=lambda row: row.due or date.max, default=None)


def does(row: Obligation, about: About) -> bool:
    """Whether submitting the sheet does this duty."""
    rule = rule_of(row.pack, row.rule)
    if rule is None or about.form.records is None:
        return False
    if (row.filing or None) != about.filing and about.layout.subject != "paper":
        return False
    return any(
        meeting.fact == about.form.records
        and (not meeting.about or about.layout.about in meeting.about)
        and (not meeting.of_trigger or row.trigger == about.paper)
        for meeting in rule.met_by
    )


def values_of(known: Known, fields: Sequence[FormField], typed: Mapping[str, str]) -> dict[str, Value]:
    """A value for each field; what was typed counts where people type."""
    return {spec.name: value_of(known, spec, typed) for spec in fields}


def value_of(known: Known, spec: FormField, typed: Mapping[str, str]) -> Value:
    """One value with its class."""
    if is_typed(spec):
        return Value(typed.get(spec.name, ""), CLASSES[str(spec.discloses)])
    if spec.source is not None:
        return of_source(known, spec.source)
    return of_fact(known, spec)


# --- what the product knows by itself -----------------------------------------------------------------------


def of_source(known: Known, source: str) -> Value:
    """A value by the pack's word for it."""
    matter, agreement, asked = known.matter, known.matter.agreement, known.application
    control: dict[str, Any] = {
        "day": known.day,
        "reference": matter.ref,
        "agreement-number": agreement.number,
        "agreement-title": agreement.title,
        "agreement-period": period(agreement.starts_on, agreement.ends_on),
        "contractor": matter.organisation.name,
        "agency": agreement.agency.name,
        "due": known.due,
    }
    if source in control:
        return Value(control[source], FieldClass.CONTROL)
    if source == TITLE:
        return Value(matter.title, FieldClass.BIBLIOGRAPHIC)
    if source == "right":
        return Value(right_label(matter.right, "ja"), FieldClass.PARTICULARS)
    return Value(of_application(asked, source) if asked else None, FieldClass.PARTICULARS)


def of_application(asked: LicenceApplication, source: str) -> str | None:
    """A value off the latest application for a licence."""
    found = {
        "licence-kind": asked.kind,
        "licence-applicant": asked.applicant,
        "licence-standing": asked.standing,
        "licence-designator": asked.designator,
        "licence-years": str(asked.years) if asked.years else None,
        "licence-reason": asked.years_reason,
    }
    return found[source]


def period(starts_on: date, ends_on: date | None) -> str:
    """A period in the words of a Japanese letter."""
    return f"{era_day(starts_on)}から" + (f"{era_day(ends_on)}まで" if ends_on else "")


# --- what the facts say -------------------------------------------------------------------------------------


def of_fact(known: Known, spec: FormField) -> Value:
    """A value off the fact that a field names; the first by its day where several fit."""
    fits = [fact for fact in known.standing if is_meant(known, spec, fact)]
    if not fits:
        return Value(None, FieldClass.CONTROL)
    fact = min(fits, key=lambda each: (each.on, each.number))
    if spec.read == "on":
        return Value(fact.on, FieldClass.CONTROL)
    if spec.read in DETAILS and spec.read in fact.details:
        return Value(fact.details[spec.read], FieldClass.PARTICULARS)
    return Value(worded(known, spec, fact), class_of_key(fact, spec.read))


def is_meant(known: Known, spec: FormField, fact: Fact) -> bool:
    """Whether a field is read off this fact."""
    if fact.kind != spec.fact:
        return False
    if spec.fact == PAPER and known.about.paper:
        return fact.fact_id == known.about.paper
    if spec.of_paper:
        return fact.keys.get("of") == known.about.paper
    if spec.about and fact.keys.get("about") not in spec.about:
        return False
    filing = known.about.filing or filing_of_paper(known)
    return filing is None or fact.keys.get("filing") in (None, filing)


def filing_of_paper(known: Known) -> str | None:
    """The filing that the sheet's paper is about."""
    paper = next((fact for fact in known.standing if fact.fact_id == known.about.paper), None)
    return paper.keys.get("filing") if paper else None


def class_of_key(fact: Fact, key: str) -> FieldClass:
    """What a key of a fact tells. Which paper came is a state of the secrecy procedure, and control data."""
    if fact.kind == PAPER and key in ("item", "direction"):
        return FieldClass.CONTROL
    if key in SPOKEN_KEYS or key in DETAILS:
        return FieldClass.PARTICULARS
    return FieldClass.BIBLIOGRAPHIC if key in TITLED_KEYS else FieldClass.OWN_ONLY


def worded(known: Known, spec: FormField, fact: Fact) -> str | date | None:
    """A key's value: a day as one, an office by its country where the form has no word for it."""
    value = fact.keys.get(spec.read)
    if value is None:
        return None
    kind = kinds_of(known.matter.agreement.packs).get(fact.kind)
    key = next((each for each in kind.keys if each.name == spec.read), None) if kind else None
    if key is not None and key.type == "date":
        return date.fromisoformat(value)
    if key is not None and key.type == "office" and str(value) not in spec.words:
        return countries().get(str(value), str(value))
    return str(value)


@cache
def countries() -> dict[str, str]:
    """Names of countries in Japanese, by their codes."""
    return dict(Locale("ja").territories)


# --- what is offered for typed fields -----------------------------------------------------------------------


def offered(known: Known, spec: FormField) -> str:
    """People named in the matter, for a field that is typed."""
    if spec.offers == "inventors":
        named = [each for each in known.inventors if each.part == "inventor"]
        return "\n".join(
            f"{each.name}（{each.affiliation}）" if each.affiliation else each.name for each in named
        )
    if spec.offers == "applicants":
        others = [each for each in known.inventors if each.part == "co-applicant"]
        return "\n".join([known.matter.organisation.name, *(with_share(each) for each in others)])
    return ""


def with_share(named: Inventor) -> str:
    """A co-applicant with the share."""
    share = f"（持分 {named.share_part}/{named.share_whole}）" if named.share_whole else ""
    return f"{named.name}{share}"


def is_about_filing(layout: FormLayout, right: str) -> bool:
    """Whether a sheet of this layout is about one filing."""
    return layout.subject == "filing" or (layout.subject == "right" and right in INDUSTRIAL_PROPERTY)
