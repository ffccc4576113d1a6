"""Applications for licences (special terms, Articles 9 and 10): who may apply, until when, what was decided.

Not here: how long a licence lasts (engine), and the fact that it was agreed, which this records (record).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.disclosure import FieldClass
from tracker.docket import trail, words
from tracker.docket.actor import Actor, require
from tracker.docket.agency_trail import tell_of_application
from tracker.docket.deriving import derive_matter
from tracker.docket.draft import Ground
from tracker.docket.gate import is_shown, own_scope
from tracker.docket.incoming import keep_application
from tracker.docket.ledger import hold
from tracker.docket.terms import shelf
from tracker.docket.words import Faults
from tracker.errors import NotFound
from tracker.store.licensing import KINDS, STANDINGS, LicenceApplication, applications_of
from tracker.store.matters import Matter, find_matter
from tracker.store.session import reading, transaction

NO_TERMS = "The terms of this matter know no priority licence."
CLOSED_ON = "The window to apply closed on %(day)s."
CLOSED = "The window to apply is closed."
FUTURE = "This day lies in the future; an application is recorded once it was made."
NO_DESIGNATOR = "Name the original owner who designates the applicant."
NO_CONSENT = "Each other original owner must have consented; note the evidence: %(name)s."
NO_OTHERS = "Name the other original owners and their consents, or say that there are none."
NOT_YEARS = "This should be a whole number from 1 to 99."
WHY_LONGER = "More than %(years)s years need a reason."
MANY = 20
"""Original owners of one right; more is a slip."""


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One application as its reader sees it; None where it is withheld."""

    public_id: str
    kind: str
    applicant: str | None
    standing: str | None
    designator: str | None
    consents: list[dict[str, str]]
    fee_reduction: bool | None
    years: int | None
    years_reason: str | None
    submitted_on: date
    decision: str
    decided_on: date | None
    decision_reason: str | None
    fact: str | None


def applications(actor: Actor, matter: str) -> list[ApplicationView]:
    """The applications of a matter, the earliest first. Raises NotFound."""
    found = find_matter(reading(), own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    return [view_of(row, found, actor) for row in applications_of(reading(), found.id)]


def view_of(row: LicenceApplication, matter: Matter, actor: Actor) -> ApplicationView:
    """One application as the actor may see it."""
    shown = is_shown(matter, actor, FieldClass.PARTICULARS)
    return ApplicationView(
        public_id=row.public_id,
        kind=row.kind,
        applicant=row.applicant if shown else None,
        standing=row.standing if shown else None,
        designator=row.designator if shown else None,
        consents=list(row.consents) if shown else [],
        fee_reduction=row.fee_reduction if shown else None,
        years=row.years if shown else None,
        years_reason=row.years_reason if shown else None,
        submitted_on=row.submitted_on,
        decision=row.decision,
        decided_on=row.decided_on,
        decision_reason=row.decision_reason if shown else None,
        fact=row.fact if shown else None,
    )


def apply_for_licence(
    actor: Actor,
    *,
    matter: str,
    kind: str,
    applicant: str,
    standing: str,
    submitted_on: date,
    now: datetime,
    today: date,
    designator: str | None = None,
    consents: Iterable[Mapping[str, str]] = (),
    fee_reduction: bool = False,
    years: int | None = None,
    years_reason: str | None = None,
    sole_owner: bool = False,
) -> ApplicationView:
    """Record an application. ``consents``: the other original owners, ``{"name", "evidence"}`` each.

    ``sole_owner``: the actor says that there is no other original owner than the one who designates.

    Raises Refused with every fault at its field: a closed window, a designee without the consents.
    """
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults = Faults()
        given: dict[str, Any] = {
            "kind": faults.word("kind", kind, KINDS),
            "applicant": faults.text("applicant", applicant, 200, needed=True),
            "standing": faults.word("standing", standing, STANDINGS),
            "designator": faults.text("designator", designator, 200) or None,
            "consents": read_consents(faults, consents, standing, kind),
            "fee_reduction": fee_reduction is True,
            "years": years,
            "years_reason": faults.text("years_reason", years_reason, words.REASON_LENGTH, lines=True)
            or None,
        }
        if given["kind"] == "priority" and standing == "designee" and not given["designator"]:
            faults.add("designator", NO_DESIGNATOR)
        if given["kind"] == "priority" and standing == "designee" and not (given["consents"] or sole_owner):
            faults.add("consents", NO_OTHERS)
        check_years(faults, ground.matter, years, given["years_reason"])
        check_day(faults, ground, kind, submitted_on, today)
        faults.raise_any()
        row = LicenceApplication(
            **given,
            matter_id=ground.matter.id,
            submitted_on=submitted_on,
            recorded_by_id=actor.person_id,
            recorded_at=now,
            decision="open",
        )
        session.add(row)
        session.flush()
        note(session, actor, "apply-for-licence", ground.matter, row, now, {"kind": row.kind})
        return view_of(row, ground.matter, actor)


def read_consents(
    faults: Faults, consents: Iterable[Mapping[str, str]], standing: str, kind: str
) -> list[dict[str, str]]:
    """Consents with their evidence; only a designee needs them."""
    kept = []
    for each in list(consents)[:MANY]:
        name = faults.text("consents", each.get("name"), 200)
        evidence = faults.text("consents", each.get("evidence"), 500)
        if name:
            kept.append({"name": name, "evidence": evidence})
            if kind == "priority" and standing == "designee" and not evidence:
                faults.add("consents", NO_CONSENT, name=name)
    return kept


def read_text(faults: Faults, field: str, value: str | None) -> str | None:
    """A reason of several lines; None where none is given."""
    return faults.text(field, value, words.REASON_LENGTH, lines=True) or None


def check_years(faults: Faults, matter: Matter, years: int | None, reason: str | None) -> None:
    """A longer term than the usual one needs a reason."""
    terms = [p.licensing for p in shelf().with_ground(matter.agreement.packs) if p.licensing]
    if years is None:
        return
    if type(years) is not int or not 1 <= years <= 99:
        faults.add("years", NOT_YEARS)
    elif terms and years > terms[0].usual_years and not reason:
        faults.add("years_reason", WHY_LONGER, years=terms[0].usual_years)


def check_day(faults: Faults, ground: Ground, kind: str, on: Any, today: date) -> None:
    """The day of the application, and whether the window was open then, by the facts up to that day."""
    day = faults.day("submitted_on", on)
    if day is None:
        return
    if day > today:
        faults.add("submitted_on", FUTURE)
        return
    if kind != "priority":
        return
    known = [fact for fact in ground.standing if fact.on <= day]
    window = derive_matter(ground.matter, known, day).licence_window
    if window is None:
        faults.add("kind", NO_TERMS)
    elif window["standing"] == "closed" and window["closed_on"]:
        faults.add("submitted_on", CLOSED_ON, day=window["closed_on"])
    elif window["standing"] == "closed":
        faults.add("submitted_on", CLOSED)


def note(
    session: Any,
    actor: Actor,
    action: str,
    matter: Matter,
    row: LicenceApplication,
    now: datetime,
    changes: Mapping[str, Any],
) -> None:
    """The audit row of an act on an application, and whose turn it is after it."""
    subject = ("licence-application", row.public_id)
    home = matter.organisation_id
    trail.record_act(session, actor, action, subject, now=now, organisation_id=home, changes=changes)
    tell_of_application(session, actor, action, matter, row, now)
    keep_application(session, matter, row)
    session.flush()
