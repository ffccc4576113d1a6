"""What must hold within one rule, beyond the shape of its parts. Names that point elsewhere: see checks."""

from collections.abc import Iterator

from tracker.calendars import Counting, counting_function
from tracker.packs.checks import terms_of
from tracker.packs.deadlines import Deadline, Term
from tracker.packs.model import Pack, Rule

WAYS = ("term", "later_of", "earlier_of", "before", "cycle", "closing")
"""The ways of saying a last day. One of them, or `stated`, which goes with a term too."""

LONGEST = {"days": 36_500, "months": 1_200, "years": 100}
"""The longest periods a text may state; longer ones are taken for slips of the hand."""


def shape_faults(pack: Pack) -> list[str]:
    """Rules of `pack` whose parts contradict one another."""
    return [
        f"rules.toml: rules.{rule.id}{fault}"
        for rule in pack.rules.values()
        if rule.origin == pack.id
        for fault in _of_rule(rule)
    ]


def _of_rule(rule: Rule) -> Iterator[str]:
    yield from _of_day(".deadline", rule.deadline, rule)
    for n, version in enumerate(rule.versions):
        yield from _of_day(f".versions[{n}]", version, rule)
        if version.valid_from is None:
            yield ".versions: each later version needs valid_from, its first day"
    if rule.per == "fact" and rule.trigger.each is None:
        yield ".trigger: a rule per fact needs 'each'"
    if rule.per != "fact" and rule.trigger.each is not None:
        yield f".trigger.each: goes with per = 'fact' (read: '{rule.per}'); else: earliest, latest or both"
    if rule.kind == "clock" and (rule.met_by or rule.actor != "office"):
        yield ": a clock is the office's (actor = 'office') and nobody's act (no met_by)"
    if rule.in_force and rule.abolished and rule.in_force >= rule.abolished:
        yield f".abolished: {rule.abolished} is not after in_force, {rule.in_force}"
    yield from _of_confirmation(rule)


def _of_confirmation(rule: Rule) -> Iterator[str]:
    """An unconfirmed rule says why, and which question would confirm it."""
    needed = {
        "why_unconfirmed": (rule.why_unconfirmed, "the reason, in both languages"),
        "asks": (rule.asks, "the unknown that asks for it"),
    }
    for key, (value, meaning) in needed.items():
        if not rule.confirmed and value is None:
            yield f".{key}: is missing; confirmed = false needs it: {meaning}"
        if rule.confirmed and value is not None:
            yield f".{key}: goes with confirmed = false"


def _of_day(at: str, day: Deadline, rule: Rule) -> Iterator[str]:
    ways = [way for way in WAYS if getattr(day, way)]
    alone = bool(day.stated) and ways in ([], ["term"])
    if not alone and (len(ways) != 1 or day.stated):
        yield (
            f"{at}: needs one of: {', '.join(WAYS)}; or stated, alone or with a term "
            f"(read: {', '.join([*ways, *(['stated'] if day.stated else [])]) or 'none'})"
        )
    if bool(day.closing) != (rule.kind == "window"):
        yield f"{at}.closing: goes with kind 'window' and with no other"
    if (day.before or day.stated) and not (rule.trigger.each or rule.trigger.latest):
        yield f"{at}: a day that the triggering fact states goes with the triggers each and latest"
    if day.valid_from and day.valid_until and day.valid_until < day.valid_from:
        yield f"{at}.valid_until: {day.valid_until} lies before valid_from, {day.valid_from}"
    for term in terms_of(day):
        yield from _of_term(at, term)


def _of_term(at: str, term: Term) -> Iterator[str]:
    try:
        counting_function(Counting(term.counting), term.unit)  # type: ignore[arg-type]
    except ValueError as error:
        yield f"{at}: {error}"
    if not 0 <= term.number <= LONGEST[term.unit]:
        yield f"{at}: {term.unit}: is no number from 0 to {LONGEST[term.unit]} (read: {term.number})"
