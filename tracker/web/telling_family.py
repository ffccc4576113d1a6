"""The family of a matter in the words of its page: each filing, what it comes from, its numbers."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from tracker.docket.views import FactView, FilingView, MatterView
from tracker.web.dates import write_date
from tracker.web.telling import Line
from tracker.web.words import DETAIL_WORDS, OFFICES, ROUTES, say

FILED = "filed"


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One filing; ``origins``: parent, priority, international filing, each with its label."""

    filing: FilingView
    office: str
    route: str
    origins: list[Line]
    numbers: list[Line]


def family_rows(matter: MatterView, language: str) -> list[FamilyRow]:
    """The filings in the order of filing, as far as their reader sees them."""
    facts = {fact.filing: fact for fact in matter.facts if fact.kind == FILED}
    return [
        FamilyRow(
            filing=filing,
            office=say(OFFICES, filing.office) if filing.office else "",
            route=say(ROUTES, filing.route) if filing.route else "",
            origins=origins_of(facts.get(filing.name), language),
            numbers=[Line(say(DETAIL_WORDS, name), value) for name, value in filing.numbers.items()],
        )
        for filing in matter.filings
    ]


def origins_of(fact: FactView | None, language: str) -> list[Line]:
    """What a filing comes from: only what its reader sees of the fact."""
    keys = fact.keys if fact else {}
    lines = [Line(_("Parent"), keys["parent"])] if "parent" in keys else []
    for name, label in (("priority_on", _("Priority")), ("international_filing_on", _("PCT filing"))):
        if name in keys:
            day = keys[name] if isinstance(keys[name], date) else date.fromisoformat(keys[name])
            lines.append(Line(label, write_date(day, language)))
    return lines
