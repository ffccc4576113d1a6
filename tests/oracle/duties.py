"""One obligation from its parts: due day, extension, standing, the day to act by. Knows no rule of any
pack."""

from datetime import date, timedelta
from typing import Any

from tests.oracle.days import last_open, next_open
from tests.oracle.story import Fact, Story, earliest, facts, latest

KNOWN_UNTIL = date(2027, 12, 31)  # "2027-12-31 for now"


def duty(
    story: Story,
    rule: str,
    pack: str,
    article: str | None,
    *,
    filing: str | None,
    trigger: Fact | None,
    kind: str,
    nominal: date | None,
    rolls: bool = False,
    meets: list[Fact] = (),
    closed: bool = False,
    on_hold: bool = False,
    on_hold_once_past: bool = False,
    waiting: bool = False,
    passed: bool = False,
    blocked_by: str | None = None,
    provisional: bool = False,
    unknowns: list[str] = (),
) -> dict[str, Any]:
    """The obligation as contract section 3 shows it, without its trail."""
    trigger_id = trigger["id"] if trigger else None
    met_by = earliest(meets)
    due = next_open(nominal) if rolls and nominal else nominal
    due = extended(story, due, rule, pack, filing, trigger_id, kind)
    past = due is not None and story.as_of > due
    is_settled = bool(narrowed(story, "settled", rule, pack, filing, trigger_id))
    standing = (
        standing_of_the_met(kind, met_by, due)
        or ("waived" if is_settled else None)
        or ("closed" if closed else None)
        or ("on-hold" if on_hold or (on_hold_once_past and past) else None)
        or ("waiting" if waiting else None)
        or standing_by_the_day(story.as_of, kind, due, passed)
    )
    if standing in ("on-hold", "waiting"):  # "dates null"
        nominal = due = None
    # "null for clocks and windows"
    act_by = last_open(due) if due and kind not in ("clock", "window") else None
    # "the calendar entered and `due` or `act_by` lies past its `known_until`"
    past_the_list = act_by is not None and (due > KNOWN_UNTIL or act_by > KNOWN_UNTIL)
    return {
        "rule": rule,
        "pack": pack,
        "article": article,
        "filing": filing,
        "trigger": trigger_id,
        "kind": kind,
        "actor": "office" if kind == "clock" else "contractor",  # "for clocks `office`"
        "nominal": iso(nominal),
        "due": iso(due),
        "act_by": iso(act_by),
        "standing": standing,
        "met_by": met_by["id"] if met_by else None,
        "blocked_by": None
        if standing in ("met", "met-late", "waived")
        else blocked_by,  # "null once met or waived"
        "provisional": provisional or past_the_list,
        "unknowns": sorted(unknowns),
    }


def iso(day: date | None) -> str | None:
    """The day as the result writes it."""
    return day.isoformat() if day else None


def narrowed(
    story: Story, kind: str, rule: str, pack: str, filing: str | None, trigger: str | None
) -> list[Fact]:
    """The `settled` or `extended` facts that reach an obligation: "`filing`, `pack`, `trigger` narrow it";
    "Without `pack` or `trigger`, `extended` and `settled` reach every match." """
    return [
        fact
        for fact in facts(story, kind, rule=rule)
        if ("filing" not in fact or fact["filing"] == filing)
        and ("pack" not in fact or fact["pack"] == pack)
        and ("trigger" not in fact or fact["trigger"] == trigger)
    ]


def extended(
    story: Story,
    due: date | None,
    rule: str,
    pack: str,
    filing: str | None,
    trigger: str | None,
    kind: str,
) -> date | None:
    """ "The latest extension replaces `due` by its `until` as stated (not for clocks and windows)" """
    if due is None or kind in ("clock", "window"):
        return due
    extension = latest(narrowed(story, "extended", rule, pack, filing, trigger))
    return extension["until"] if extension else due


def standing_of_the_met(kind: str, met_by: Fact | None, due: date | None) -> str | None:
    """ "`met` (a `fixed` or `option` one met after `due` is `met-late`)" """
    if met_by is None:
        return None
    late = due is not None and met_by["on"] > due
    return "met-late" if late and kind in ("fixed", "option") else "met"


def standing_by_the_day(as_of: date, kind: str, due: date | None, passed: bool) -> str:
    """ "`passed` (clock, option or window whose day is over) · `overdue` ... · `target-passed` ... ·
    `due-soon` · `open`" """
    over = due is not None and as_of > due
    if passed or (over and kind in ("clock", "option", "window")):
        return "passed"
    if over and kind == "fixed":
        return "overdue"
    if over and kind == "prompt":
        return "target-passed"
    # "`act_by` at most 14 days ahead, or already behind with `due` not past"
    if due is not None and kind not in ("clock", "window") and last_open(due) <= as_of + timedelta(days=14):
        return "due-soon"
    return "open"
