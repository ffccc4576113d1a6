"""What must hold between the parts of one pack: names that point somewhere. A rule by itself: see shapes."""

from collections.abc import Collection, Iterable, Iterator

from tracker.packs.deadlines import Deadline, Term
from tracker.packs.forms import form_faults
from tracker.packs.model import FactKind, Meeting, Pack, Pattern, Rule

SECTIONS = ("disclosure", "foreign_filing", "holders", "licences", "licence_window")
"""Sections of the result that can carry a clause or hang on an unknown, besides rules and facts."""


NUMBERS = (
    "application_no", "publication_no", "registration_no", "international_no", "receipt_no", "document_no",
)  # fmt: skip
"""What may be noted with a fact beyond what the terms ask for: numbers on papers."""


def kinds_named(rule: Rule) -> Iterator[str]:
    """Every kind of fact that a rule speaks of."""
    patterns = list(_patterns(rule))
    for deadline in (rule.deadline, *rule.versions):
        patterns += deadline.closing
        patterns += [term.since_first for term in terms_of(deadline) if term.since_first]
    for pattern in patterns:
        yield pattern.fact
        if pattern.not_before:
            yield pattern.not_before
    yield from rule.trigger.both
    yield from (meeting.fact for meeting in rule.met_by)
    yield from (closing.fact for closing in rule.closed_by)
    if rule.blocked_by:
        yield rule.blocked_by.fact
    alone = (rule.trigger.waiting_from, rule.prosecution_until, rule.governed_by)
    yield from filter(None, (*alone, *(m.since for m in rule.met_by)))


def terms_of(deadline: Deadline) -> Iterator[Term]:
    """The periods of a deadline."""
    if deadline.term is not None:
        yield deadline.term
    yield from deadline.later_of
    yield from deadline.earlier_of


def questions_of(rule: Rule) -> Iterator[str]:
    """Every unknown that a rule rests on."""
    named: list[str | None] = [rule.asks, rule.only_if]
    for deadline in (rule.deadline, *rule.versions):
        named.append(deadline.roll_unknown)
        for term in terms_of(deadline):
            named += [term.parameter, term.abroad_unknown]
    yield from filter(None, named)


def name_faults(
    pack: Pack, facts: dict[str, FactKind], spared: Collection[str], offices: Collection[str]
) -> list[str]:
    """Names in `pack` that nothing answers to.

    `facts`: the kinds of fact declared for the pack, by it and all it stands on. `spared`: names of pieces
    that are refused already. `offices`: the codes that a filing may name.
    """
    faults = []
    for rule in pack.rules.values():
        if rule.origin == pack.id:
            at = f"rules.toml: rules.{rule.id}"
            faults += [f"{at}{fault}" for fault in _of_rule(rule, pack, facts, spared, offices)]
    faults += _of_facts(pack)
    faults += _of_unknowns(pack, spared)
    faults += _of_clauses(pack, facts, spared)
    faults += _of_ownership(pack, spared)
    faults += _of_publishing(pack, spared)
    faults += form_faults(pack.forms.values(), facts, spared, NUMBERS)
    return faults


def _of_rule(
    rule: Rule, pack: Pack, facts: dict[str, FactKind], spared: Collection[str], offices: Collection[str]
) -> Iterator[str]:
    for kind in sorted(set(kinds_named(rule)) - facts.keys() - set(spared)):
        yield f": fact '{kind}' is not declared; allowed: {_list(facts)}"
    for name in sorted(set(questions_of(rule)) - pack.unknowns.keys() - set(spared)):
        yield f": unknown '{name}' is not in unknowns.toml; there are: {_list(pack.unknowns)}"
    for office in _offices(rule):
        if office not in offices:
            yield f": office '{office}' is not a code of WIPO ST.3, two capital letters like 'JP'"
    yield from _of_keys(rule, facts)
    yield from _of_values(rule, facts)


def _offices(rule: Rule) -> Iterator[str]:
    yield from rule.filings.offices
    for meeting in rule.met_by:
        yield from (*meeting.offices, *meeting.except_offices)


def _of_keys(rule: Rule, facts: dict[str, FactKind]) -> Iterator[str]:
    """Keys of facts that a rule reads: those of the trigger that carry a day, those that must agree."""
    pattern = rule.trigger.each or rule.trigger.latest
    trigger = facts.get(pattern.fact) if pattern else None
    for n, deadline in enumerate((rule.deadline, *rule.versions)):
        at = f".versions[{n - 1}]" if n else ".deadline"
        back = deadline.before.key if deadline.before else None
        for word, key in (("stated", deadline.stated), ("before.key", back)):
            if key and trigger and key not in _keys(trigger, "date"):
                allowed = _list(_keys(trigger, "date"))
                yield f"{at}.{word}: '{key}' is no date of '{trigger.kind}'; it has: {allowed}"
        if deadline.cycle:
            yield from _of_cycle(f"{at}.cycle.named_by", deadline.cycle.named_by, rule, facts)
    for n, meeting in enumerate(rule.met_by):
        met = facts.get(meeting.fact)
        for key in meeting.same:
            if met and key not in {*_keys(met), "filing"}:
                yield f".met_by[{n}].same: '{key}' is no key of '{met.kind}'; it has: {_list(_keys(met))}"


def _of_values(rule: Rule, facts: dict[str, FactKind]) -> Iterator[str]:
    """Values by which a rule picks facts, and which no such fact can have."""
    asked: list[tuple[str, Pattern | Meeting]] = [("trigger", each) for each in _patterns(rule)]
    asked += [(f"met_by[{n}]", meeting) for n, meeting in enumerate(rule.met_by)]
    for at, pattern in asked:
        kind = facts.get(pattern.fact)
        if kind is None:
            continue
        for name in ("about", "work", "direction"):
            choices = next((key.choices for key in kind.keys if key.name == name), None)
            for value in getattr(pattern, name, ()):
                if choices is None:
                    yield f".{at}.{name}: '{kind.kind}' has no such key; it has: {_list(_keys(kind))}"
                elif value not in choices:
                    yield f".{at}.{name}: '{value}' is no choice of it; there are: {_list(choices)}"


def _patterns(rule: Rule) -> Iterator[Pattern]:
    yield from (*rule.trigger.earliest, *rule.passed_by, *rule.passed_by_later)
    yield from filter(None, (rule.trigger.each, rule.trigger.latest))


def _of_facts(pack: Pack) -> Iterator[str]:
    """Keys that offer a choice of nothing."""
    for fact in pack.facts.values():
        for n, key in enumerate(fact.keys):
            if key.type == "choice" and not key.choices:
                yield f"facts.toml: facts.{fact.kind}.keys[{n}].choices: a key of type 'choice' needs them"


def _of_cycle(at: str, key: str, rule: Rule, facts: dict[str, FactKind]) -> Iterator[str]:
    for met in (facts[m.fact] for m in rule.met_by if m.fact in facts):
        if key not in _keys(met, "whole"):
            yield f"{at}: '{key}' is no whole number of '{met.kind}'; it has: {_list(_keys(met, 'whole'))}"


def _keys(fact: FactKind, type_: str | None = None) -> list[str]:
    return [key.name for key in fact.keys if type_ in (None, key.type)]


def _of_unknowns(pack: Pack, spared: Collection[str]) -> Iterator[str]:
    known = {*pack.rules, *SECTIONS, *spared}
    for unknown in pack.unknowns.values():
        for name in unknown.affects:
            if name not in known:
                yield (
                    f"unknowns.toml: unknowns.{unknown.id}.affects: '{name}' is no rule or section; "
                    f"rules: {_list(pack.rules)}; sections: {', '.join(SECTIONS)}"
                )


def _of_clauses(pack: Pack, facts: dict[str, FactKind], spared: Collection[str]) -> Iterator[str]:
    """Clauses carried by something that does not exist, and pieces that name no carrier or reason."""
    known = {*pack.rules, *facts, *pack.unknowns, *SECTIONS, *spared}
    for n, clause in enumerate(pack.clauses):
        at = f"clauses.toml: clauses[{n}] ({clause.place})"
        if clause.treated == "left" and clause.why is None:
            yield f"{at}: is left to people; needs 'why'"
        if clause.treated != "left" and not clause.by:
            yield f"{at}: is {clause.treated}; needs 'by', the rules, facts or sections that carry it"
        for name in clause.by:
            if name not in known:
                yield f"{at}: by: '{name}' is no rule, fact, unknown or section"


def _of_ownership(pack: Pack, spared: Collection[str]) -> Iterator[str]:
    if pack.ownership is None:
        return
    for key in ("transfer_rule", "window_rule"):
        name = getattr(pack.ownership, key)
        if name not in pack.rules and name not in spared:
            yield f"licences.toml: ownership.{key}: no rule '{name}'; there are: {_list(pack.rules)}"


def _of_publishing(pack: Pack, spared: Collection[str]) -> Iterator[str]:
    """Sentences on publishing that lack what their moment is told by."""
    for n, each in enumerate(pack.publishing):
        at = f"publishing.toml: publishing[{n}] ({each.id})"
        if each.when == "in-state" and not each.states:
            yield f"{at}: needs states; 'in-state' is about them"
        if each.when == "duty-runs" and each.rule not in {*pack.rules, *spared}:
            yield f"{at}: rule: '{each.rule}' is no rule of the pack; there are: {_list(pack.rules)}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
