"""The words around a report's rows: as of which day, through which filters, how much is withheld.

Not here: the rows, and the formats these words are written into.
"""

from tracker.reports.model import Labels, Table

AS_OF: Labels = {"ja": "基準日", "en": "As of"}
REPORT: Labels = {"ja": "報告書", "en": "Report"}
MATTERS: Labels = {"ja": "件数（発明・著作物等）", "en": "Matters"}
ROWS: Labels = {"ja": "行数（出願等）", "en": "Rows"}
LINES: Labels = {"ja": "行数", "en": "Rows"}
WITHHELD_COUNT: Labels = {"ja": "第7条により一部を開示していない件数", "en": "Records withheld under Art. 7"}
STATEMENT: Labels = {"ja": "報告の有無", "en": "Statement"}
NIL: Labels = {"ja": "報告すべきものなし", "en": "Nil: nothing to report"}
NOT_NIL: Labels = {"ja": "あり", "en": "Not nil"}
FILTERS: dict[str, Labels] = {"agreement": {"ja": "契約番号", "en": "Agreement"}}
ALL: Labels = {"ja": "すべて", "en": "all"}


def opening(table: Table, language: str) -> list[tuple[str, str]]:
    """What can be said before the rows: title, as-of day and filters, as pairs of label and text."""
    lines = [(REPORT[language], table.title[language]), (AS_OF[language], table.as_of.isoformat())]
    if table.about is not None:
        return [*lines, *table.about]
    for name, labels in FILTERS.items():
        lines.append((labels[language], table.filters.get(name) or ALL[language]))
    return lines


def closing(table: Table, language: str) -> list[tuple[str, str | int]]:
    """What is known once the rows have passed: how many, how many withheld, and whether the report is nil."""
    tally = table.tally
    if table.about is not None:
        return [(LINES[language], tally.rows)]
    return [
        (MATTERS[language], tally.matters),
        (ROWS[language], tally.rows),
        (WITHHELD_COUNT[language], tally.withheld),
        (STATEMENT[language], NIL[language] if tally.nil else NOT_NIL[language]),
    ]
