"""Whether an official form may leave: what of it is withheld, and when it is refused. Closed where unsure.

A form that would say less than its terms demand needs the agency's word first how to report. Not here: the
policy of who sees what (disclosure).
"""

from collections.abc import Sequence

from tracker.disclosure import Gate, neutral_title
from tracker.docket.form_values import PAPER, About
from tracker.docket.gate import level_of
from tracker.docket.terms import shelf
from tracker.errors import Fault
from tracker.forms.fill import Filled
from tracker.store.facts import Fact
from tracker.store.matters import Matter

RESTS = (
    "This notice rests while the application is in the security review or designated. It is submitted once "
    "that has ended."
)
METHOD_FIRST = (
    "The paper shows content, and no way of reporting it is agreed. Ask the agency first, and record what "
    "was agreed."
)
NOT_TOLD = (
    "At the level of this matter the agency may not be told what this form demands: %(fields)s. Agree with "
    "the agency first how to report, and record what was agreed."
)
UNKNOWN_LEVEL = "Nobody knows yet how far this matter is open. Record its filing or its field first."


def gate_for(matter: Matter) -> Gate:
    """The gate of a matter as it will be once the sheet has arrived: known to the agency, no further open."""
    return Gate(level=level_of(matter), reported=True)


def neutral_for(matter: Matter) -> str:
    """What stands on a sheet for a title that is withheld."""
    return matter.neutral_title or neutral_title(matter.right, matter.ref, "ja")


def refusals(
    matter: Matter, standing: Sequence[Fact], about: About, filled: Filled, language: str
) -> list[Fault]:
    """Why the sheet may not be issued; nothing where it may."""
    found = []
    if (matter.disclosure or {}).get("level") is None:
        found.append(Fault("", UNKNOWN_LEVEL))
    if states_of(matter) & set(about.layout.barred):
        found.append(Fault("", RESTS))
    if about.layout.method and shows_content(standing, about) and not is_agreed(standing, about):
        found.append(Fault("", METHOD_FIRST))
    if filled.lacking and not is_any_agreed(standing, about):
        told = "、".join if language == "ja" else ", ".join
        found.append(Fault("", NOT_TOLD, fields=told(each.label[language] for each in filled.lacking)))
    return found


def states_of(matter: Matter) -> set[str]:
    """The states that the family stands in: one filing under review keeps its kin back too."""
    disclosure = matter.disclosure or {}
    filings = disclosure.get("filings") or {}
    return {str(disclosure.get("state")), *(str(each.get("state")) for each in filings.values())}


def shows_content(standing: Sequence[Fact], about: About) -> bool:
    """Whether the paper shows the invention: what was said of it, else what the terms take for its item."""
    paper = next((fact for fact in standing if fact.fact_id == about.paper and fact.kind == PAPER), None)
    if paper is None:
        return True
    blocks = [
        rule.blocked_by
        for rule in shelf().packs[about.pack].rules.values()
        if rule.blocked_by is not None and rule.blocked_by.fact == about.layout.method
    ]
    for block in blocks:
        said = paper.keys.get(block.shown_by)
        if said is True or (said is None and paper.keys.get("item") in block.shown_by_default):
            return True
    return not blocks


def is_agreed(standing: Sequence[Fact], about: About) -> bool:
    """Whether the way of reporting this very paper is agreed."""
    return any(f.kind == about.layout.method and f.keys.get("of") == about.paper for f in standing)


def is_any_agreed(standing: Sequence[Fact], about: About) -> bool:
    """Whether the way of reporting is agreed for the sheet's paper, or for any where it is about none."""
    if about.paper is not None:
        return is_agreed(standing, about)
    methods = {layout.method for form in shelf().packs[about.pack].forms.values() for layout in form.layouts}
    return any(fact.kind in methods for fact in standing)
