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
NIL: Labels = {"ja": "該当なし（報告すべきものなし）", "en": "Nil: nothing to report"}
NOT_NIL: Labels = {"ja": "あり", "en": "Not nil"}
FILTERS: dict[str, Labels] = {"agreement": {"ja": "契約番号", "en": "Agreement"}}
FURTHER: dict[str, Labels] = {"programme": {"ja": "事業（約款）", "en": "Programme (terms)"}}
"""Filters that are told only where they were asked for."""
SINCE: Labels = {"ja": "比較元の基準日", "en": "Compared with"}
OWN_PROFILE: Labels = {"ja": "自社用（名称を含む全項目）", "en": "own organisation, in full with titles"}
AGENCY_PROFILE: Labels = {
    "ja": "甲向け（第7条により非開示とする事項を除く）",
    "en": "for the agency, without what Art. 7 withholds",
}
ALL: Labels = {"ja": "すべて", "en": "all"}


def opening(table: Table, language: str) -> list[tuple[str, str]]:
    """What can be said before the rows: title, as-of day and filters, as pairs of label and text."""
    lines = [(REPORT[language], table.title[language]), (AS_OF[language], table.as_of.isoformat())]
    if table.about is not None:
        return [*lines, *table.about]
    if table.since is not None:
        lines.append((SINCE[language], table.since.isoformat()))
    return [*lines, *filters(table, language)]


def filters(table: Table, language: str) -> list[tuple[str, str]]:
    """Through which filters a report is seen, as pairs of label and text."""
    told = [(labels[language], table.filters.get(name) or ALL[language]) for name, labels in FILTERS.items()]
    given = [(labels[language], table.filters.get(name, "")) for name, labels in FURTHER.items()]
    return told + [(label, text) for label, text in given if text]


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
