"""What must hold between the parts of one pack, beyond the shape of each. Reads nothing but the pack."""

from collections.abc import Iterator

from tracker.packs.model import Pack, Pattern, Rule


def faults_of(pack: Pack, folder: str) -> list[str]:
    """Faults between the parts of `pack`: names that point nowhere, and a folder of another name."""
    faults = []
    if pack.id != folder:
        faults.append(f"pack.toml: id: '{pack.id}' differs from the name of its folder, '{folder}'")
    if not pack.builds_on:
        for rule in pack.rules.values():
            faults += _strangers(pack, rule)
    for rule in pack.rules.values():
        faults += _shape(pack, rule)
    return faults + _clauses(pack)


def strangers_across(pack: Pack, declared: set[str]) -> list[str]:
    """Kinds of fact that a rule of `pack` names and nobody on the shelf declares for it."""
    return [
        f"rules.toml: rules.{rule.id}: fact '{kind}' is not declared; allowed: {', '.join(sorted(declared))}"
        for rule in pack.rules.values()
        for kind in sorted(set(kinds_named(rule)) - declared)
    ]


def kinds_named(rule: Rule) -> Iterator[str]:
    """Every kind of fact that a rule speaks of."""
    patterns: list[Pattern] = [*rule.trigger.earliest, *rule.deadline.closing, *rule.passed_by]
    patterns += [*rule.passed_by_later, *filter(None, (rule.trigger.each, rule.trigger.latest))]
    for pattern in patterns:
        yield pattern.fact
        if pattern.not_before:
            yield pattern.not_before
    yield from rule.trigger.both
    yield from (meeting.fact for meeting in rule.met_by)
    yield from (closing.fact for closing in rule.closed_by)
    for kind in (rule.trigger.waiting_from, rule.prosecution_until, *(m.since for m in rule.met_by)):
        if kind:
            yield kind


def _strangers(pack: Pack, rule: Rule) -> list[str]:
    return [
        f for f in strangers_across(pack, set(pack.facts)) if f.startswith(f"rules.toml: rules.{rule.id}:")
    ]


def _shape(pack: Pack, rule: Rule) -> list[str]:
    """A rule whose parts contradict one another."""
    at, faults = f"rules.toml: rules.{rule.id}", []
    day = rule.deadline
    ways = [day.term is not None, bool(day.later_of), bool(day.earlier_of), bool(day.closing)]
    if sum(ways) > 1 or not (any(ways) or day.stated):
        faults.append(f"{at}.deadline: needs one of: term, later_of, earlier_of, closing, stated")
    if bool(day.closing) != (rule.kind == "window"):
        faults.append(f"{at}.deadline.closing: goes with kind 'window' and with no other")
    if rule.per == "fact" and rule.trigger.each is None:
        faults.append(f"{at}.trigger: a rule per fact needs 'each'")
    if rule.kind == "clock" and (rule.met_by or rule.actor != "office"):
        faults.append(f"{at}: a clock is the office's (actor = 'office') and nobody's act (no met_by)")
    if any(v.valid_from is None for v in rule.versions):
        faults.append(f"{at}.versions: each later version needs valid_from, its first day")
    asked = (day.roll_unknown, day.term.parameter if day.term else None)
    strange = [name for name in asked if name and name not in pack.unknowns]
    return faults + [f"{at}.deadline: unknown '{name}' is not in unknowns.toml" for name in strange]


SECTIONS = ("disclosure", "foreign_filing", "holders", "licences", "licence_window")
"""Sections of the result that can carry a clause, besides rules and facts."""


def _clauses(pack: Pack) -> list[str]:
    """Clauses that name no carrier, or are left to people without a reason."""
    faults = []
    for n, clause in enumerate(pack.clauses):
        at = f"clauses.toml: clauses[{n}] ({clause.place})"
        if clause.treated == "left" and clause.why is None:
            faults.append(f"{at}: is left to people; needs 'why'")
        if clause.treated != "left" and not clause.by:
            faults.append(
                f"{at}: is {clause.treated}; needs 'by', the rules, facts or sections that carry it"
            )
    return faults


def clause_strangers(pack: Pack, declared: set[str]) -> list[str]:
    """Clauses carried by something that does not exist."""
    known = {*pack.rules, *declared, *SECTIONS}
    return [
        f"clauses.toml: clauses[{n}] ({clause.place}): by: '{name}' is no rule, fact or section"
        for n, clause in enumerate(pack.clauses)
        for name in clause.by
        if name not in known
    ]
