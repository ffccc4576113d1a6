"""What becomes of an issued form: submitted, received by the agency. Recording it is recording the fact.

The fact closes the duty or starts the transfer, as any other. A contractor's word that the agency received a
notice shows as claimed. Not here: the agency's own answer (receiving), and issuing (forms).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail, words
from tracker.docket.actor import Actor, require
from tracker.docket.draft import Ground
from tracker.docket.form_offers import NO_FORM, label_of, looked_at
from tracker.docket.incoming import desk_of, receipt_kind
from tracker.docket.ledger import hold
from tracker.docket.receiving import keys_of
from tracker.docket.record import record_fact
from tracker.docket.terms import kinds_of, shelf
from tracker.docket.views import Recorded
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound
from tracker.packs.forms import OfficialForm
from tracker.packs.model import FactKind
from tracker.store.facts import Fact
from tracker.store.forms import CHANNELS, FormStep, IssuedForm, form_here, forms_of, steps_of
from tracker.store.session import reading, transaction

SUBMITTED, RECEIVED = "submitted", "received"
AHEAD = "This day lies in the future; it is recorded once it was done."
BEFORE = "This day lies before the form was submitted."
SUBMITTED_ALREADY = "The submission of this form is on record. Correct that fact instead."
NOT_SUBMITTED = "Record the submission first."
RECEIVED_ALREADY = "The receipt of this form is on record."
ONLY_TO_COPY = "This sheet is for copying from; it is not submitted itself."


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as it holds; ``claimed``: not confirmed by the agency; ``by_agency``: recorded by it."""

    on: date
    channel: str | None = None
    receipt_no: str | None = None
    fact: str | None = None
    claimed: bool = False
    by_agency: bool = False


@dataclass(frozen=True, slots=True)
class IssuedView:
    """One issued form with what became of it."""

    public_id: str
    title: str
    layout: str
    filing: str | None
    paper: str | None
    issued_at: datetime
    issued_by: str | None
    withheld: list[str]
    level: str
    template: str
    digest: str
    is_letter: bool
    records_fact: bool
    submitted: StepView | None
    received: StepView | None


def issued_forms(actor: Actor, matter: str) -> list[IssuedView]:
    """The forms issued for one's own matter, the latest first. Raises NotFound."""
    found, standing = looked_at(actor, matter)
    session = reading()
    rows = forms_of(session, [found.id])
    if not rows:
        return []
    steps = steps_of(session, [row.id for row in rows])
    facts = {fact.fact_id: fact for fact in standing}
    desk = desk_of(session, found, standing)
    return [view_of_form(row, steps, facts, desk, actor.language) for row in rows]


def view_of_form(row: IssuedForm, steps: Any, facts: dict[str, Fact], desk: Any, language: str) -> IssuedView:
    """One issued form; a step whose fact was withdrawn did not happen."""
    title, layout = label_of(row.pack, row.form, row.layout, language)
    form = form_of(row)
    submitted = step_view(steps.get((row.id, SUBMITTED)), facts)
    received = step_view(steps.get((row.id, RECEIVED)), facts) if submitted else None
    answer = desk.answer_to(submitted.fact) if submitted and submitted.fact else None
    if answer is not None and answer.answer == RECEIVED:
        received = StepView(answer.on, fact=answer.fact, by_agency=True)
    return IssuedView(
        public_id=row.public_id,
        title=title,
        layout=layout,
        filing=row.filing,
        paper=row.paper,
        issued_at=row.issued_at,
        issued_by=row.issued_by.name if row.issued_by else None,
        withheld=list(row.withheld),
        level=row.level,
        template=row.template,
        digest=row.pdf.digest,
        is_letter=form is None or form.sheet != "copy",
        records_fact=form is not None and form.records is not None,
        submitted=submitted,
        received=received,
    )


def step_view(step: FormStep | None, facts: dict[str, Fact]) -> StepView | None:
    """A step as it holds: its day and number are the fact's where it is one, corrections included."""
    if step is None:
        return None
    if step.fact is None:
        return StepView(step.on, step.channel, step.receipt_no)
    fact = facts.get(step.fact)
    if fact is None:
        return None
    number = fact.details.get("receipt_no") or step.receipt_no
    return StepView(fact.on, step.channel, number, step.fact, claimed=fact.claimed)


def submit_form(
    actor: Actor,
    *,
    matter: str,
    form: str,
    on: date | None,
    channel: str,
    receipt_no: str,
    now: datetime,
    today: date,
    confirm: bool = False,
) -> Recorded | None:
    """Record that an issued form was submitted; answers the fact that it is, None where the terms know none.

    Raises Refused with every fault at its field, Conflict where it is on record already.
    """
    require(actor.may_record)
    with transaction() as session:
        ground, row = held_form(session, actor, matter, form)
        day, number = read_step(on, channel, receipt_no, today)
        spec = form_of(row)
        if spec is not None and spec.sheet == "copy":
            raise Conflict(ONLY_TO_COPY)
        if holding_step(session, ground, row, SUBMITTED) is not None:
            raise Conflict(SUBMITTED_ALREADY)
        done = None
        if spec is not None and spec.records is not None:
            done = record_fact(
                actor,
                matter=matter,
                kind=spec.records,
                on=day,
                keys=submission_keys(ground, spec, row),
                details={"receipt_no": number} if number else {},
                confirm=confirm,
                now=now,
                today=today,
            )
        keep_step(session, ground, actor, row, SUBMITTED, (day, channel, number), done, now)
        return done


def receive_form(
    actor: Actor,
    *,
    matter: str,
    form: str,
    on: date | None,
    channel: str,
    receipt_no: str,
    now: datetime,
    today: date,
    confirm: bool = False,
) -> Recorded | None:
    """Record that the agency received a form. Where the terms know that as a fact it is claimed until the
    agency confirms it; a receipt that the agency recorded itself stands as it is."""
    require(actor.may_record)
    with transaction() as session:
        ground, row = held_form(session, actor, matter, form)
        day, number = read_step(on, channel, receipt_no, today)
        sent = holding_step(session, ground, row, SUBMITTED)
        if sent is None:
            raise Conflict(NOT_SUBMITTED)
        submission = next((fact for fact in ground.standing if fact.fact_id == sent.fact), None)
        faults = Faults()
        if day < (submission.on if submission else sent.on):
            faults.add("on", BEFORE)
        faults.raise_any()
        answer = desk_of(session, ground.matter, ground.standing).answer_to(sent.fact or "")
        if holding_step(session, ground, row, RECEIVED) is not None or (answer and answer.answer == RECEIVED):
            raise Conflict(RECEIVED_ALREADY)
        done = None
        kind = receipt_of_kind(ground, submission)
        if kind is not None and submission is not None:
            done = record_fact(
                actor,
                matter=matter,
                kind=kind.kind,
                on=day,
                keys=keys_of(kind, submission),
                details={"receipt_no": number} if number else {},
                now=now,
                today=today,
                confirm=confirm,
            )
        keep_step(session, ground, actor, row, RECEIVED, (day, channel, number), done, now)
        return done


# --- the parts they share -----------------------------------------------------------------------------------


def form_of(row: IssuedForm) -> OfficialForm | None:
    """The form as the pack has it now."""
    pack = shelf().packs.get(row.pack)
    return pack.forms.get(row.form) if pack else None


def held_form(session: Session, actor: Actor, matter: str, form: str) -> tuple[Ground, IssuedForm]:
    """An issued form with its matter, held. Raises NotFound."""
    ground = hold(session, actor, matter)
    row = form_here(session, ground.matter.id, form)
    if row is None:
        raise NotFound(NO_FORM)
    return ground, row


def read_step(on: date | None, channel: str, receipt_no: str, today: date) -> tuple[date, str]:
    """Day and number of a step. Raises Refused."""
    faults = Faults()
    day = faults.day("on", on)
    if day is not None and day > today:
        faults.add("on", AHEAD)
    faults.word("channel", channel, CHANNELS)
    number = faults.text("receipt_no", receipt_no, words.NUMBER_LENGTH)
    faults.raise_any()
    return day or today, number


def holding_step(session: Session, ground: Ground, row: IssuedForm, step: str) -> FormStep | None:
    """The step of a form that holds: its fact, if it is one, was not withdrawn."""
    found = steps_of(session, [row.id]).get((row.id, step))
    there = {fact.fact_id for fact in ground.standing}
    return found if found is not None and (found.fact is None or found.fact in there) else None


def submission_keys(ground: Ground, form: OfficialForm, row: IssuedForm) -> dict[str, Any]:
    """The keys of the fact that a submission is, as far as its kind has them."""
    layout = form.layout(row.layout)
    kind = kinds_of(ground.matter.agreement.packs)[str(form.records)]
    named = {key.name for key in kind.keys}
    about = layout.about if layout else None
    paper = next((fact for fact in ground.standing if fact.fact_id == row.paper), None)
    filing = row.filing or (paper.keys.get("filing") if paper else None)
    told = {"filing": filing, "about": about, "of": row.paper}
    return {name: value for name, value in told.items() if value is not None and name in named}


def receipt_of_kind(ground: Ground, submission: Fact | None) -> FactKind | None:
    """The kind by which the terms know the receipt of a submission."""
    known = kinds_of(ground.matter.agreement.packs)
    return None if submission is None else receipt_kind(submission.kind, known)


def keep_step(
    session: Session,
    ground: Ground,
    actor: Actor,
    row: IssuedForm,
    step: str,
    said: tuple[date, str, str],
    done: Recorded | None,
    now: datetime,
) -> None:
    """Keep a step with its audit row."""
    day, channel, number = said
    fact = done.fact.fact_id if done else None
    session.add(
        FormStep(
            form_id=row.id,
            step=step,
            on=day,
            channel=channel,
            receipt_no=number or None,
            fact=fact,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
    )
    session.flush()
    trail.record_act(
        session,
        actor,
        "submit-form" if step == SUBMITTED else "receive-form",
        ("form", row.public_id),
        now=now,
        organisation_id=row.organisation_id,
        changes={"matter": ground.matter.public_id, "on": day.isoformat(), "channel": channel, "fact": fact},
    )
    session.flush()
