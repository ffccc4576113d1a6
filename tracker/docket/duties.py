"""Duties as their reader sees them: words of the term, dates, days left, the steps behind a date.

Not here: which duties there are (deriving), and which of them a list shows (look).
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tracker.disclosure import FieldClass
from tracker.docket.actor import Actor
from tracker.docket.deriving import Difference, kept_values, key_of, values_of
from tracker.docket.gate import head_of, is_shared, is_shown, level_of
from tracker.docket.terms import references_of, rule_label, rule_of
from tracker.docket.views import Action, Change, ObligationView
from tracker.engine import Obligation as Derived
from tracker.store.matters import Matter
from tracker.store.obligations import LAPSING, SOON, Obligation

DUTIES = ("fixed", "prompt", "option")
"""Kinds somebody must or may act on; windows and clocks are shown with their matter."""


def standing_on(values: dict[str, Any], today: date) -> str:
    """How a kept duty stands today: days pass without anybody writing the row."""
    if values["phase"] != "running":
        return str(values["standing"])
    due, act_by, kind = values["due"], values["act_by"], values["kind"]
    if due is not None and due < today:
        return "passed" if kind in LAPSING else "overdue" if kind == "fixed" else "target-passed"
    return "due-soon" if act_by is not None and act_by - today <= SOON else "open"


def view_of_row(row: Obligation, matter: Matter, actor: Actor, today: date) -> ObligationView:
    """A kept duty as the actor may see it."""
    identity = (row.public_id, row.pack, row.rule, row.filing or None, row.trigger or None)
    return view_of(identity, kept_values(row), matter, actor, today)


def view_of_derived(
    derived: Derived, public_id: str, matter: Matter, actor: Actor, today: date
) -> ObligationView:
    """A duty just derived, with the steps that lead to its date."""
    identity = (public_id, derived.pack, derived.rule, derived.filing, derived.trigger)
    seen = view_of(identity, values_of(derived), matter, actor, today)
    if not is_shown(matter, actor, FieldClass.PARTICULARS):
        return seen
    steps = [{"kind": step.kind, "text": step.text(actor.language)} for step in derived.steps]
    return replace(seen, steps=steps)


def view_of(
    identity: tuple[str, str, str, str | None, str | None],
    values: dict[str, Any],
    matter: Matter,
    actor: Actor,
    today: date,
) -> ObligationView:
    """The common part: identity, the kept values, and the words of the term."""
    public_id, pack, rule_id, filing, trigger = identity
    rule = rule_of(pack, rule_id)
    day = values["act_by"] or values["due"]
    return ObligationView(
        public_id=public_id,
        matter_ref=matter.ref,
        matter_public_id=matter.public_id,
        matter_title=str(head_of(matter, actor)["title"]),
        agreement_number=matter.agreement.number,
        organisation_name=matter.organisation.name,
        pack=pack,
        rule=rule_id,
        label=rule_label(pack, rule_id, actor.language),
        article=values["article"],
        clause_summary=rule.summary[actor.language] if rule else "",
        references=references_of(rule) if rule else [],
        filing=filing if is_shown(matter, actor, FieldClass.PARTICULARS) else None,
        trigger=trigger,
        kind=values["kind"],
        actor=values["actor"],
        nominal=values["nominal"],
        due=values["due"],
        act_by=values["act_by"],
        standing=standing_on(values, today),
        days_left=None if day is None else (day - today) // timedelta(days=1),
        met_by=values["met_by"],
        blocked_by=values["blocked_by"],
        provisional=values["provisional"],
        unknowns=list(values["unknowns"]),
        clear=rule.clear[actor.language] if rule and rule.clear else None,
        level=str(level_of(matter)),
        shared=is_shared(matter, actor),
    )


def changes_of(
    differences: list[Difference], derived: list[Derived], matter: Matter, actor: Actor, today: date
) -> list[Change]:
    """Differences as a person reads them, in the order of the dates; what only time did is left out."""
    order = {key_of(each): (n, each) for n, each in enumerate(derived)}
    found = []
    for difference in differences:
        row = difference.row
        identity = (row.public_id, row.pack, row.rule, row.filing or None, row.trigger or None)
        place, fresh = order.get((row.pack, row.rule, row.filing, row.trigger), (len(order), None))
        before = view_of(identity, difference.before, matter, actor, today) if difference.before else None
        after = view_of_derived(fresh, row.public_id, matter, actor, today) if fresh else None
        action = action_of(before, after)
        if action is not None:
            label = rule_label(row.pack, row.rule, actor.language)
            found.append((place, Change(action, row.rule, label, row.filing or None, before, after)))
    return [change for _, change in sorted(found, key=lambda each: each[0])]


def action_of(before: ObligationView | None, after: ObligationView | None) -> Action | None:
    """What happened to a duty; None where a reader would see no difference."""
    if after is None:
        return "go"
    if before is None:
        return "appear"
    if (before.due, before.act_by, before.nominal) != (after.due, after.act_by, after.nominal):
        return "move"
    seen = ("standing", "met_by", "blocked_by", "provisional", "unknowns")
    same = all(getattr(before, name) == getattr(after, name) for name in seen)
    return None if same else "stand"
