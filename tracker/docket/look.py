"""What people look at: matters, duties, agreements, as each may see them. Nothing here changes anything.

Not here: the policy of what is shown (disclosure), and how a duty is worded (duties).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker.clock import day_of
from tracker.disclosure import FieldClass, Level
from tracker.docket.accounts import people as people
from tracker.docket.actor import Actor
from tracker.docket.content import MAIN_FIELD, content_seen
from tracker.docket.cursors import read_due_cursor, read_matter_cursor, write_cursor
from tracker.docket.deriving import derive_matter, key_of, key_of_row
from tracker.docket.duties import DUTIES, view_of_derived, view_of_row
from tracker.docket.gate import DECISIONS, head_of, is_own, is_shared, is_shown, owners_rules, scope_of
from tracker.docket.telling import fact_view, filing_views, may_see_fact
from tracker.docket.terms import kind_view, kinds_of, shelf
from tracker.docket.views import (
    AgreementView,
    DueList,
    EngineLine,
    KindView,
    MatterLine,
    MatterList,
    MatterView,
    ObligationView,
)
from tracker.docket.words import NOT_ONE_OF
from tracker.engine import Result
from tracker.errors import Fault, NotFound, Refused
from tracker.store import agreements as agreement_rows
from tracker.store import matters as matter_rows
from tracker.store import obligations as duty_rows
from tracker.store.agreements import Agreement
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.grants import CO_OWNER, role_of_grant
from tracker.store.matters import Matter
from tracker.store.obligations import DueFilter, Obligation
from tracker.store.session import look_anew, reading

COUNT_LIMIT = 1000
"""No list is counted beyond this: a count must not cost more than the page it stands on."""
PAGE_LIMIT = 200
COUNTED = ("overdue", "target-passed", "due-soon", "open", "waiting", "on-hold")
STANDINGS = (*COUNTED, "passed", "met", "met-late", "waived", "closed")
CHUNK = 200


# --- duties -------------------------------------------------------------------------------------------------


def due_list(
    actor: Actor,
    *,
    today: date,
    standing: str | None = None,
    due_before: date | None = None,
    agreement: str | None = None,
    after: str | None = None,
    limit: int = 50,
    counted: bool = True,
) -> DueList:
    """Duties by the day to act, what is overdue on top; without ``standing`` all that is still to be done.

    Not ``counted``: the counts are left out, for who has them already.
    Raises Refused for an unknown standing or cursor, NotFound for an agreement that is not the actor's.
    """
    if standing is not None and standing not in STANDINGS:
        raise Refused([Fault("standing", NOT_ONE_OF, words=", ".join(STANDINGS))])
    session, scope = reading(), scope_of(actor)
    signed = agreement_id(session, actor, agreement)
    packs = agency_packs() if actor.is_officer else None
    chosen = DueFilter(DUTIES, packs, standing, due_before, signed)
    limit = max(1, min(limit, PAGE_LIMIT))
    rows = duty_rows.due_page(session, scope, chosen, today, read_due_cursor(after), limit + 1)
    names = COUNTED if counted else ()
    lists = [DueFilter(DUTIES, packs, each, None, signed) for each in names]
    counts = duty_rows.count_due(session, scope, lists, today, COUNT_LIMIT) if lists else []
    shown, more = rows[:limit], len(rows) > limit
    return DueList(
        items=[view_of_row(row, row.matter, actor, today) for row in shown],
        counts=dict(zip(names, counts, strict=True)),
        next_cursor=write_cursor(shown[-1].sort_on, shown[-1].id) if more else None,
    )


def obligation(actor: Actor, public_id: str, *, today: date) -> ObligationView:
    """One duty with the steps that lead to its date. Raises NotFound."""
    row = duty_rows.find_obligation(reading(), scope_of(actor), public_id)
    if row is None:
        raise NotFound("There is no such duty here.")
    whole = matter(actor, row.matter.public_id, today=today)
    for duty in whole.obligations:
        if duty.public_id == public_id:
            return duty
    raise NotFound("There is no such duty here.")


def agency_packs() -> list[str]:
    """The packs that are agreed with an agency: they say who owns the results. Statutes do not."""
    return [pack.id for pack in shelf().packs.values() if pack.ownership is not None]


# --- matters ------------------------------------------------------------------------------------------------


def matters(
    actor: Actor,
    *,
    today: date,
    query: str | None = None,
    agreement: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> MatterList:
    """Matters by reference, each with the duty that comes next. ``query``: part of the reference or of a
    title that the actor sees."""
    session, scope = reading(), scope_of(actor)
    limit = max(1, min(limit, PAGE_LIMIT))
    found = matter_rows.matter_page(
        session,
        scope,
        text=(query or "").strip()[:200] or None,
        agreement_id=agreement_id(session, actor, agreement),
        after=read_matter_cursor(after),
        limit=limit + 1,
        titled=str(Level.OPEN) if actor.is_officer else None,
    )
    shown, more = found[:limit], len(found) > limit
    coming = next_of(session, shown, actor, today)
    return MatterList(
        items=[matter_line(each, coming.get(each.id), actor, today) for each in shown],
        next_cursor=write_cursor(shown[-1].ref, shown[-1].id) if more else None,
    )


def next_of(session: Session, found: Sequence[Matter], actor: Actor, today: date) -> dict[int, Obligation]:
    """For each matter the duty that comes next, in one query."""
    rows = duty_rows.next_duties(session, [each.id for each in found], DUTIES, today)
    packs = set(agency_packs()) if actor.is_officer else None
    own = {each.id for each in found if not is_shared(each, actor)}
    hidden = owners_rules() if len(own) < len(found) else ()
    coming: dict[int, Obligation] = {}
    for row in rows:
        if (packs is None or row.pack in packs) and (row.matter_id in own or row.rule not in hidden):
            coming.setdefault(row.matter_id, row)
    return coming


def matter_line(found: Matter, coming: Obligation | None, actor: Actor, today: date) -> MatterLine:
    """One matter in a list."""
    return MatterLine(
        public_id=found.public_id,
        ref=found.ref,
        agreement_number=found.agreement.number,
        organisation_name=found.organisation.name,
        reported_at=found.reported_at,
        next_duty=None if coming is None else view_of_row(coming, found, actor, today),
        **head_of(found, actor),
    )


def matter(actor: Actor, name: str, *, today: date) -> MatterView:
    """One matter in full, by outward id or reference, told for ``today``. Raises NotFound."""
    session = reading()
    found = matter_rows.find_matter(session, scope_of(actor), name)
    if found is None:
        raise NotFound("There is no such matter here.")
    revisions = facts_of(session, [found.id], people=True)
    rows = duty_rows.obligations_of(session, [found.id])
    content = content_seen(session, found, actor)
    main = next((each.text for each in content if each.field == MAIN_FIELD), None)
    technical = None if actor.is_officer else main
    return replace(whole_matter(found, revisions, rows, actor, today), content=content, technical=technical)


def whole_matters(
    actor: Actor, *, today: date, agreement: str | None = None, known_by: date | None = None
) -> Iterator[MatterView]:
    """All matters the actor sees, in the order of entry, but for technical content; read in portions.

    With ``known_by`` as they were known at the end of that day, which ``today`` must be as well: what was
    recorded later is left out. What may be seen of it is decided by the gate as it is now.
    """
    session, scope = reading(), scope_of(actor)
    signed, last = agreement_id(session, actor, agreement), 0
    while found := matter_rows.stream_matters(session, scope, signed, last, CHUNK):
        last = found[-1].id
        ids = [each.id for each in found]
        facts = by_matter(facts_of(session, ids, people=True))
        rows = by_matter(duty_rows.obligations_of(session, ids))
        for each in found:
            revisions = facts.get(each.id, [])
            if known_by is not None:
                if not was_known(each, actor, known_by):
                    continue
                revisions = [fact for fact in revisions if max(day_of(fact.recorded_at), fact.on) <= known_by]
            yield whole_matter(each, revisions, rows.get(each.id, []), actor, today)
        look_anew()


def was_known(found: Matter, actor: Actor, day: date) -> bool:
    """Whether the actor's side knew of a matter at the end of a day."""
    since = found.reported_at if actor.is_officer else found.created_at
    return since is not None and day_of(since) <= day


def by_matter(rows: Sequence[Any]) -> dict[int, list[Any]]:
    """Rows put together by their matter."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.matter_id, []).append(row)
    return found


def whole_matter(
    found: Matter, revisions: Sequence[Fact], rows: Sequence[Obligation], actor: Actor, today: date
) -> MatterView:
    """A matter from its rows. Duties are derived anew, so that the page is right whatever the hour."""
    standing = standing_facts(revisions)
    result = derive_matter(found, standing, today)
    own = is_own(found, actor)
    seen = [fact for fact in revisions if may_see_fact(fact, found, actor)]
    facts = [fact for fact in standing if fact in seen]
    return MatterView(
        public_id=found.public_id,
        ref=found.ref,
        agreement_number=found.agreement.number,
        agreement_public_id=found.agreement.public_id,
        agreement_title=found.agreement.title,
        organisation_name=found.organisation.name,
        organisation_code=found.organisation.code,
        sensitive_field=found.sensitive_field if own else None,
        perennial=found.perennial if own else None,
        technical=None,
        content=[],
        shelf_no=found.shelf_no if own else None,
        owner=found.owner.name if own and found.owner else None,
        owner_public_id=found.owner.public_id if own and found.owner else None,
        packs=list(found.agreement.packs),
        version=found.version,
        created_at=found.created_at if own else None,
        reported_at=found.reported_at,
        derived_on=found.derived_on,
        facts=[fact_view(fact, found, actor) for fact in sorted(facts, key=lambda f: (f.on, f.number))],
        history=[] if actor.is_officer else [fact_view(fact, found, actor) for fact in seen],
        filings=filing_views(standing, found, actor, result),
        obligations=duties_of(found, rows, result, actor, today, hidden_by(standing, found, actor)),
        may_record=actor.is_officer or (actor.may_record and (own or is_joint(found, actor))),
        **findings(result, actor, own, is_shown(found, actor, FieldClass.PARTICULARS)),
        **head_of(found, actor),
    )


def is_joint(found: Matter, actor: Actor) -> bool:
    """Whether the actor's side owns a matter together with another one."""
    role = role_of_grant(reading(), found.id, actor.organisation_id, None)
    return role == CO_OWNER


def hidden_by(standing: Sequence[Fact], found: Matter, actor: Actor) -> set[str]:
    """The facts that a partner does not see and whose duties would tell of them."""
    if actor.is_officer or is_own(found, actor):
        return set()
    return {fact.fact_id for fact in standing if not may_see_fact(fact, found, actor)}


def duties_of(
    found: Matter,
    rows: Sequence[Obligation],
    result: Result,
    actor: Actor,
    today: date,
    hidden: Collection[str] = (),
) -> list[ObligationView]:
    """The duties of a matter in the contract's order, with their steps; none that comes of a hidden fact."""
    ids = {key_of_row(row): row.public_id for row in rows}
    packs = set(agency_packs()) if actor.is_officer else None
    return [
        view_of_derived(each, ids.get(key_of(each), ""), found, actor, today)
        for each in result.obligations
        if (packs is None or each.pack in packs) and each.trigger not in hidden
    ]


def findings(result: Result, actor: Actor, own: bool, particulars: bool) -> dict[str, Any]:
    """What the engine says of the matter as a whole; the agency gets states, days and holders, a partner all
    but the owner's licences to others."""
    if not actor.is_officer and not own:
        return findings(result, actor, True, particulars) | {"licences": []}
    if own:
        return {
            "disclosure": result.disclosure,
            "foreign_filing": result.foreign_filing,
            "holders": result.holders,
            "licences": result.licences,
            "licence_window": result.licence_window,
            "unknowns": result.unknowns,
        }
    return {
        "disclosure": told_disclosure(result.disclosure, particulars),
        "foreign_filing": None,
        "holders": result.holders if particulars else {},
        "licences": [],
        "licence_window": None,
        "unknowns": [],
    }


def told_disclosure(said: dict[str, Any] | None, particulars: bool) -> dict[str, Any] | None:
    """State, level and day, which the agency is told at every level; of filings where it knows them."""
    if not said:
        return None
    filings = said.get("filings", {}) if particulars else {}
    told = {name: {"state": each["state"], "level": each["level"]} for name, each in filings.items()}
    return {name: said.get(name) for name in ("level", "state", "until")} | {"filings": told}


# --- agreements, kinds of fact, the engine ------------------------------------------------------------------


def agreements(actor: Actor) -> list[AgreementView]:
    """The agreements the actor's organisation is a side of; the operator sees all."""
    rows = agreement_rows.agreements_of(reading(), home_of(actor))
    return [agreement_view(row) for row in rows]


def home_of(actor: Actor) -> int | None:
    """The organisation whose agreements the actor sees; None: all."""
    return None if actor.kind == "operator" else actor.organisation_id


def agreement_id(session: Session, actor: Actor, name: str | None) -> int | None:
    """The row of an agreement named by number or outward id. Raises NotFound."""
    if not name:
        return None
    found = agreement_rows.find_agreement(session, home_of(actor), name)
    if found is None:
        raise NotFound("There is no such agreement here.")
    return found.id


def agreement_view(row: Agreement) -> AgreementView:
    """An agreement as a plain record."""
    return AgreementView(
        public_id=row.public_id,
        number=row.number,
        title=row.title,
        contractor_name=row.contractor.name,
        contractor_code=row.contractor.code,
        agency_name=row.agency.name,
        packs=list(row.packs),
        parameters=dict(row.parameters),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def fact_kinds(actor: Actor, matter: str) -> list[KindView]:
    """The kinds of fact the actor may record for a matter, in the order of the terms. Raises NotFound."""
    found = matter_rows.find_matter(reading(), scope_of(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    kinds = kinds_of(found.agreement.packs).values()
    known = [kind for kind in kinds if actor.is_officer or is_own(found, actor) or kind.kind not in DECISIONS]
    mine = [kind for kind in known if not actor.is_officer or kind.recorded_by == "agency"]
    return [kind_view(kind, found.right, actor.language) for kind in mine]


def engine_line(actor: Actor, *, today: date) -> EngineLine:
    """Proof that the engine ran, for the foot of the due list."""
    session = reading()
    tracked, next_due = duty_rows.tracked(session, scope_of(actor), DUTIES, today, COUNT_LIMIT)
    run = duty_rows.last_run(session)
    return EngineLine(
        tracked=tracked,
        derived_at=run.ended_at if run else None,
        derived_on=run.as_of if run else None,
        changed=run.changed if run else None,
        failed=run.failed if run else None,
        next_due=next_due,
    )
