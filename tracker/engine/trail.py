"""The words of an explanation: fact, clause, count, roll, result, in both languages. No dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.calendars import OfficeCalendar
from tracker.engine.case import Fact

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ja": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
}
COUNTED = {
    "japanese": ("the first day not counted (Civil Code 140)", "初日不算入（民法第140条）"),
    "inclusive": ("the first day counted (起算して)", "初日を算入（起算して）"),
    "same-numbered": ("to the day of the same number", "同じ日付の日まで"),
    "year-end": ("to the end of the year", "年末まで"),
    "elapsed": ("the day on which they have passed (経過した日)", "経過した日"),
}
UNITS = {"days": ("days", "日"), "months": ("months", "月"), "years": ("years", "年")}

TEXTS: dict[str, tuple[str, str, str]] = {
    "fact": ("fact", "{fact} on {day}{filing}", "{fact_ja}：{day}{filing}"),
    "clause": ("clause", "{article}: {summary}", "{article_ja}：{summary_ja}"),
    "start": ("note", "counted from {day}: {why}", "起算：{day}（{why_ja}）"),
    "count": (
        "count",
        "{number} {unit}, {counted}: {day}, a {weekday}",
        "{number}{unit_ja}、{counted_ja}：{day}（{weekday_ja}）",
    ),
    "prompt": (
        "note",
        "the text gives no number: this is an internal target, not a legal date",
        "条文に日数の定めはなく、法定の期限ではない社内目標日",
    ),
    "stated": (
        "count",
        "the day stated in the paper: {day}, a {weekday}",
        "書面に記載の日：{day}（{weekday_ja}）",
    ),
    "later": ("count", "the later of these days: {day}", "上のうち遅い日：{day}"),
    "earlier": ("count", "the earlier of these days: {day}", "上のうち早い日：{day}"),
    "rolled": (
        "roll",
        "closed ({closed}): the next open day, {day}, a {weekday}",
        "閉庁日（{closed_ja}）のため次の開庁日：{day}（{weekday_ja}）",
    ),
    "not-rolled": (
        "roll",
        "closed ({closed}), but this day does not move; the next open day would be {day}",
        "閉庁日（{closed_ja}）だが期限は動かない。次の開庁日は{day}",
    ),
    "extended": ("result", "extended to {day}: {reason}", "{day}まで延長：{reason}"),
    "act-by": (
        "result",
        "act by {day}, the last open day until then",
        "実行は{day}（期限以前の最終開庁日）まで",
    ),
    "due": ("result", "due {day}, a {weekday}", "期限：{day}（{weekday_ja}）"),
    "provisional": (
        "note",
        "provisional: closed days are known until {day} only",
        "暫定：休日が確定しているのは{day}まで",
    ),
    "provisional-state": ("note", "provisional while the filing is designated", "保全指定中のため暫定"),
    "waiting": ("note", "waiting: the day it counts from is not known yet", "起算日が未定のため待機中"),
    "on-hold": ("note", "on hold: secrecy bars it ({state})", "秘密保持のため停止中（{state}）"),
    "met": ("result", "met by {fact} on {day}", "{day}の「{fact_ja}」により履行済み"),
    "waived": ("result", "settled without being done: {reason}", "履行によらず終結：{reason}"),
    "ended": ("result", "closed: {why}", "対象の消滅：{why_ja}"),
    "blocked": (
        "note",
        "the paper shows content: agree the reporting method with the agency first",
        "書類に発明の内容の記載がある：報告の方法を先に甲に確認する",
    ),
    "open-window": ("result", "open until {kinds}", "終期：{kinds_ja}"),
    "window-closed": ("result", "closes with {fact} on {day}", "{day}の「{fact_ja}」で終了"),
    "unknown": ("note", "rests on the open question '{unknown}'", "未解決の問い「{unknown}」に依る"),
    "standing": ("result", "{standing} on {day}", "{day}現在：{standing}"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation. `kind` is fact, clause, count, roll, result or note."""

    kind: str
    en: str
    ja: str

    def text(self, language: str) -> str:
        """The line in a language of the product."""
        return self.ja if language == "ja" else self.en


Note = tuple[str, dict[str, Any]]
"""A key of TEXTS and what fills it. Kept raw while computing; worded only when somebody reads."""


def worded(notes: Iterable[Note], calendar: OfficeCalendar) -> list[Step]:
    """Puts notes into words."""
    return [_step(key, values, calendar) for key, values in notes]


def _step(key: str, values: dict[str, Any], calendar: OfficeCalendar) -> Step:
    kind, en, ja = TEXTS[key]
    filled = dict(values)
    _fill_from(values, filled)
    day = filled.get("day")
    if isinstance(day, date):
        filled.update(weekday=WEEKDAYS["en"][day.weekday()], weekday_ja=WEEKDAYS["ja"][day.weekday()])
    if "unit" in values:
        filled["unit"], filled["unit_ja"] = UNITS[values["unit"]]
        if values["number"] == 1:
            filled["unit"] = filled["unit"][:-1]
    if "counting" in values:
        filled["counted"], filled["counted_ja"] = COUNTED[values["counting"]]
    if "shut" in values:
        filled["closed"] = calendar.why_closed(values["shut"], "en")
        filled["closed_ja"] = calendar.why_closed(values["shut"], "ja")
    return Step(kind, en.format(**filled), ja.format(**filled))


def _fill_from(values: dict[str, Any], filled: dict[str, Any]) -> None:
    """What facts and rules lend to a line: their names, days and words."""
    fact, rule, ended, kinds = (values.get(key) for key in ("fact", "rule", "ended", "kinds"))
    if fact is not None:
        filled.update(_named(fact))
    if rule is not None:
        own = rule.article[:1].isdigit()
        filled.update(article=f"Article {rule.article}" if own else rule.article)
        filled.update(article_ja=f"第{rule.article}条" if own and rule.article.isdigit() else rule.article)
        filled.update(summary=rule.summary.en, summary_ja=rule.summary.ja)
    if ended is not None:
        said = {"fact": "deemed withdrawn (PA 42)", "fact_ja": "みなし取下げ（特許法第42条）", "day": ended}
        told = said if isinstance(ended, date) else _named(ended)
        filled.update(why=f"{told['fact']} on {told['day']}", why_ja=f"{told['day']} {told['fact_ja']}")
    if kinds is not None:
        filled.update(kinds=kinds.en, kinds_ja=kinds.ja)


def _named(fact: Fact) -> dict[str, Any]:
    """A fact's name and day; items of Article 7(1) carry their number."""
    item = fact.keys.get("item")
    name = f"{fact.kind} item {item}" if item else fact.kind
    filing = f" ({fact.filing})" if fact.filing else ""
    return {"fact": name, "fact_ja": name, "day": fact.on, "filing": filing}
