"""On-time statistics of a report and their pictures: legal dates, internal targets apart, the months to come.

Not here: counting (docket), and how a picture is drawn (charts).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from tracker.docket.actor import Actor
from tracker.docket.reporting import Part
from tracker.docket.terms import rule_label
from tracker.docket.timeliness import LEGAL, TARGET, DutyKind, count_duties
from tracker.reports.charts import Bar, bars_chart
from tracker.reports.model import Chart, Labels

MOST_RULES = 8
MONTHS = 12
LEGAL_TITLE: Labels = {"ja": "法定・約定期限の遵守状況", "en": "Legal dates: done in time?"}
TARGET_TITLE: Labels = {
    "ja": "社内目標日の達成状況（法定期限ではない）",
    "en": "Internal targets, which are no legal dates",
}
MONTHS_TITLE: Labels = {"ja": "今後12か月に到来する期限", "en": "Legal dates in the next 12 months"}
PARTS: dict[str, Sequence[tuple[str, Labels]]] = {
    LEGAL: (
        ("met", {"ja": "期限内", "en": "In time"}),
        ("met-late", {"ja": "遅延", "en": "Late"}),
        ("overdue", {"ja": "期限超過", "en": "Overdue"}),
    ),
    TARGET: (
        ("met", {"ja": "履行済み", "en": "Done"}),
        ("target-passed", {"ja": "目標日超過", "en": "Past target"}),
    ),
}
COUNT: Labels = {"ja": "件数", "en": "Duties"}
DUTY: Labels = {"ja": "義務", "en": "Duty"}
MONTH: Labels = {"ja": "月", "en": "Month"}
TOGETHER: Labels = {"ja": "{done}件中{good}件が期限内（{rate}%）", "en": "{good} of {done} in time ({rate}%)"}


def charts_of(actor: Actor, as_of: date, today: date, part: Part, language: str) -> list[Chart]:
    """The pictures over everything the actor sees in a part; none where there is nothing to count."""
    counts = count_duties(actor, as_of=as_of, today=today, part=part)
    made = [
        _by_rule(counts, LEGAL, LEGAL_TITLE, language),
        _by_month(counts, as_of, language),
        _by_rule(counts, TARGET, TARGET_TITLE, language),
    ]
    return [chart for chart in made if chart is not None]


def on_time(counts: Counter[DutyKind]) -> tuple[int, int]:
    """How many legal dates were met in time, and how many there are to judge: met, met late or overdue."""
    judged = {name: 0 for name, _ in PARTS[LEGAL]}
    for each, count in counts.items():
        if each.kind == LEGAL and each.standing in judged:
            judged[each.standing] += count
    return judged["met"], sum(judged.values())


def _by_rule(counts: Counter[DutyKind], kind: str, title: Labels, language: str) -> Chart | None:
    parts = PARTS[kind]
    names = [name for name, _ in parts]
    by_rule: dict[str, Counter[str]] = {}
    for each, count in counts.items():
        if each.kind == kind and each.standing in names:
            label = rule_label(each.pack, each.rule, language)
            by_rule.setdefault(label, Counter())[each.standing] += count
    if not by_rule:
        return None
    most = sorted(by_rule.items(), key=lambda item: (-item[1].total(), item[0]))[:MOST_RULES]
    bars = [Bar(label, tuple(found[name] for name in names)) for label, found in most]
    heading = title[language]
    if kind == LEGAL:
        good, done = on_time(counts)
        rate = TOGETHER[language].format(done=done, good=good, rate=good * 100 // done)
        heading = f"{heading}: {rate}"
    return bars_chart(kind, heading, DUTY[language], [labels[language] for _, labels in parts], bars)


def _by_month(counts: Counter[DutyKind], as_of: date, language: str) -> Chart | None:
    first = as_of.year * 12 + as_of.month - 1
    months = [divmod(first + n, 12) for n in range(MONTHS)]
    found: Counter[tuple[int, int]] = Counter()
    for each, count in counts.items():
        if each.kind == LEGAL and each.standing == "open" and each.month is not None:
            found[each.month] += count
    bars = [Bar(f"{year}-{month + 1:02d}", (found[year, month + 1],)) for year, month in months]
    if not any(sum(bar.parts) for bar in bars):
        return None
    return bars_chart("months", MONTHS_TITLE[language], MONTH[language], [COUNT[language]], bars)
