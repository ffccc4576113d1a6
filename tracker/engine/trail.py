"""The words of an explanation: notes in, steps in both languages out (see phrases). Computes no dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.calendars import OfficeCalendar
from tracker.engine.case import Fact
from tracker.engine.phrases import COUNTED, STANDINGS, STATES, TEXTS, UNITS, WEEKDAYS
from tracker.packs.model import FactKind, Rule, Unknown
from tracker.packs.words import Both

OWN_ARTICLE = re.compile(r"(\d+)(?:-(\d+))?")
"""An article of the terms themselves, as 8 or 8-2; others name their law."""

OWN_ARTICLES = re.compile(r"\d[\d(), -]*")
"""One or several of them, and nothing else."""

Note = tuple[str, dict[str, Any]]
"""A key of TEXTS and what fills it. Kept raw while computing; worded only when somebody reads."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation. `kind` is fact, clause, count, roll, result or note."""

    kind: str
    en: str
    ja: str

    def text(self, language: str) -> str:
        """The line in a language of the product."""
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True)
class Wording:
    """What words need: the calendar that names closed days, and the labels of facts and questions."""

    calendar: OfficeCalendar
    facts: Mapping[str, FactKind]
    unknowns: Mapping[str, Unknown]
    deemed: Both | None = None
    """What the end of a filing by a later one is called."""

    def worded(self, notes: Iterable[Note]) -> list[Step]:
        """Puts notes into words."""
        return [self._step(key, values) for key, values in notes]

    def _step(self, key: str, values: dict[str, Any]) -> Step:
        kind, en, ja = TEXTS[key]
        filled = dict(values)
        for name, lend in LENDERS.items():
            if values.get(name) is not None:
                filled.update(lend(self, values[name]))
        if values.get("number") == 1 and "unit" in filled:
            filled["unit"] = filled["unit"][:-1]
        for name in ("posted", "stated"):
            if name in values:
                filled[f"{name}_ja"] = _day_ja(values[name])
        day = filled.get("day")
        if isinstance(day, date):
            filled.update(weekday=WEEKDAYS["en"][day.weekday()], day_ja=_day_ja(day))
        return Step(kind, en.format(**filled), ja.format(**filled))

    def of_fact(self, fact: Fact) -> dict[str, Any]:
        """A fact's name and day; items of Article 7(1) carry their number."""
        item = fact.keys.get("item")
        label = self.facts[fact.kind].label.ja if fact.kind in self.facts else fact.kind
        return {
            "fact": f"{fact.kind} item {item}" if item else fact.kind,
            "fact_ja": f"{label}（第{item}号）" if item else label,
            "day": fact.on,
            "filing": f" ({fact.filing})" if fact.filing else "",
        }

    def of_ended(self, ended: Fact | date) -> dict[str, Any]:
        """What ended a filing: a fact, or the day it was deemed withdrawn."""
        if isinstance(ended, date):
            deemed = self.deemed or Both(ja="終了", en="ended")
            told: dict[str, Any] = {"fact": deemed.en, "fact_ja": deemed.ja, "day": ended}
        else:
            told = self.of_fact(ended)
        return {
            "why": f"{told['fact']} on {told['day']}",
            "why_ja": f"{_day_ja(told['day'])} {told['fact_ja']}",
        }

    def of_rule(self, rule: Rule) -> dict[str, Any]:
        """A rule's article and what it says."""
        own = OWN_ARTICLES.fullmatch(rule.article)
        return {
            "article": f"Article {rule.article}" if own else rule.article,
            "article_ja": rule.article_ja or _article_ja(rule.article),
            "summary": rule.summary.en,
            "summary_ja": rule.summary.ja,
        }

    def of_closed(self, day: date) -> dict[str, Any]:
        """Why the office is closed on a day."""
        return {
            "closed": self.calendar.why_closed(day, "en"),
            "closed_ja": self.calendar.why_closed(day, "ja"),
        }

    def of_unknown(self, name: str) -> dict[str, Any]:
        """An open question, in Japanese in full."""
        return {"unknown_ja": self.unknowns[name].question.ja if name in self.unknowns else name}


LENDERS: dict[str, Any] = {
    "fact": Wording.of_fact,
    "ended": Wording.of_ended,
    "rule": Wording.of_rule,
    "shut": Wording.of_closed,
    "unknown": Wording.of_unknown,
    "unit": lambda _, unit: dict(zip(("unit", "unit_ja"), UNITS[unit], strict=True)),
    "counting": lambda _, word: dict(zip(("counted", "counted_ja"), COUNTED[word], strict=True)),
    "edition": lambda _, words: {"edition": words.en, "edition_ja": words.ja},
    "words": lambda _, words: {"words": words.en, "words_ja": words.ja},
    "awaited": lambda self, kind: {"awaited_ja": self.facts[kind].label.ja if kind in self.facts else kind},
    "kinds": lambda _, words: {"kinds": words.en, "kinds_ja": words.ja},
    "state": lambda _, state: {"state_ja": STATES[state]},
    "standing": lambda _, standing: {"standing_ja": STANDINGS[standing]},
}
"""What each value of a note lends to its line."""


def _day_ja(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS['ja'][day.weekday()]}）"


def _article_ja(article: str) -> str:
    """'8-2' as 第8条第2項; what names a law of its own stays."""
    return OWN_ARTICLE.sub(lambda m: f"第{m[1]}条" + (f"第{m[2]}項" if m[2] else ""), article).replace(
        ", ", "、"
    )
