"""No term of any pack stands in Python: no rule, article, period or name of a programme, no kind of fact.

What the packs say is read from the packs. Docstrings may cite the text that a function carries out.
"""

import ast
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.packs import words
from tracker.packs.checks import SECTIONS, terms_of
from tracker.packs.shelf import default_shelf

ROOT = Path(__file__).resolve().parents[2]
PACKS = default_shelf().packs
MODULES = sorted((ROOT / "tracker").rglob("*.py"))
PURE = ("calendars", "packs", "engine", "disclosure")

VOCABULARY = {
    word
    for each in vars(words).values()
    if typing.get_origin(each) is typing.Literal
    for word in typing.get_args(each)
} | {name.replace("_", "-") for name in SECTIONS}
"""Words of the closed lists and names of sections of the result: a pack may call a rule by one of them."""

RULES = {name for pack in PACKS.values() for name in (pack.id, *pack.rules)} - VOCABULARY
ARTICLES = {
    rule.article
    for pack in PACKS.values()
    for rule in pack.rules.values()
    if re.search("[A-Za-z]", rule.article)
}
TITLES = {text for pack in PACKS.values() for text in (pack.title.ja, pack.title.en)}
PROGRAMMES = re.compile(r"NEDO|METI|Bayh|DFARS|\bCFR\b|マルチモーダル|メタンハイドレート|特別約款")
CITED = re.compile(r"\b(?:Articles?|Art\.) ?\d|第 ?\d+ ?条")
KINDS = {kind for pack in PACKS.values() for kind in pack.facts}

STRUCTURE = {
    "filed": "a filing begins with it: families, roots and routes are found by it",
    "security": "the secrecy of filings is a chain of its items",
    "field-determined": "it replaces what the case says of the field",
    "settled": "any duty of any pack can be settled",
    "extended": "any duty of any pack can be extended",
}
"""Kinds of fact that the contract of the case file gives a meaning of their own, and why."""

MAY_STAND = {
    ("disclosure/view.py", "第7条"): "the mark of withheld values, the same words in every paper",
    ("disclosure/view.py", "Art. 7"): "the mark of withheld values, the same words in every paper",
    ("reports/statement.py", "第7条"): "counts the values that carry that mark",
    ("reports/statement.py", "Art. 7"): "counts the values that carry that mark",
    ("web/words.py", "Art. 7"): "the heading over the items, which are numbered as the article numbers them",
    ("engine/phrases.py", "第140条"): "a way of counting cites the statute that defines it",
}
"""Places where a citation stays, and why. One that is no longer there is taken off the list."""

NUMBERS_MAY_STAND = {
    ("engine/standing.py", 14): "days before which a duty is due soon, by the contract",
    ("engine/inputs.py", 60): "characters of a value that a fault shows",
    ("packs/coverage.py", 10): "October, the first month of a quarter",
}
"""Numbers that are equal to a period by chance, or by the contract."""


def periods() -> set[int]:
    """The numbers of all periods, from ten on: smaller ones mean anything."""
    found: set[int | None] = set()
    for pack in PACKS.values():
        for rule in pack.rules.values():
            for day in (rule.deadline, *rule.versions):
                found |= {number for term in terms_of(day) for number in (term.number, term.abroad_days)}
                found |= {term.back_days for term in terms_of(day)}
                found.add(day.before.days if day.before else None)
        found |= {pack.foreign_filing.months if pack.foreign_filing else None}
        found |= {pack.endings.deemed_after_months if pack.endings else None}
        found |= {cap.years for cap in (pack.licence.caps.values() if pack.licence else ())}
    return {number for number in found if number is not None and number >= 10}


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of a module that are no docstrings, with their lines."""
    alone = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What a module calls its own things, as a rule's id would be written."""
    for node in ast.walk(tree):
        name = getattr(node, "name", None) or getattr(node, "id", None) or getattr(node, "attr", None)
        if isinstance(name, str) and hasattr(node, "lineno"):
            yield node.lineno, name.lower().replace("_", "-")


def named_rules(text: str) -> list[str]:
    return [name for name in RULES if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def terms_in(text: str) -> list[str]:
    """Rules, articles, titles and programmes that a text names."""
    found = named_rules(text)
    found += [article for article in ARTICLES if article in text]
    found += [title for title in TITLES if title in text]
    return found + [match[0] for match in (*PROGRAMMES.finditer(text), *CITED.finditer(text))]


def faults(source: str, place: str) -> list[str]:
    """The terms in one module. `place`: its path below tracker/."""
    tree = ast.parse(source)
    found = [
        f"{place}:{line}: '{term}'"
        for line, text in strings(tree)
        for term in terms_in(text)
        if not any(place == where and said in text for where, said in MAY_STAND)
    ]
    found += [f"{place}:{line}: '{name}'" for line, name in names(tree) if name in RULES and "-" in name]
    if place.split("/")[0] in PURE:
        found += [
            f"{place}:{line}: fact '{text}'"
            for line, text in strings(tree)
            if text in KINDS and text not in STRUCTURE
        ]
    return found + [f"{place}:{line}: period {n}" for line, n in numbers(tree, place)]


def numbers(tree: ast.Module, place: str) -> Iterator[tuple[int, int]]:
    """Periods among the numbers of a module: any number in engine and packs, elsewhere those of a Period."""
    terms, near = periods(), place.startswith(("engine/", "packs/"))
    for node in ast.walk(tree):
        held = [node] if near else _of_a_period(node)
        for each in held:
            value = each.value if isinstance(each, ast.Constant) else None
            if type(value) is int and value in terms and (place, value) not in NUMBERS_MAY_STAND:
                yield each.lineno, value


def _of_a_period(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Period":
        return []
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def place_of(path: Path) -> str:
    return path.relative_to(ROOT / "tracker").as_posix()


@pytest.mark.parametrize("path", MODULES, ids=place_of)
def test_no_term_of_any_pack_stands_in_the_code(path):
    assert faults(path.read_text(encoding="utf-8"), place_of(path)) == []


def test_every_exemption_is_still_needed():
    texts = {place_of(path): path.read_text(encoding="utf-8") for path in MODULES}
    assert [key for key in MAY_STAND if key[1] not in texts.get(key[0], "")] == []
    assert [key for key in NUMBERS_MAY_STAND if str(key[1]) not in texts.get(key[0], "")] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("LATE = 'filing-notice'", "m.py:1: 'filing-notice'"),
        ("def utilization_report(): ...", "m.py:1: 'utilization-report'"),
        ("WHY = f'{day} (ESPA 78(1))'", "m.py:1: 'ESPA 78(1)'"),
        ("WHO = 'sent to NEDO'", "m.py:1: 'NEDO'"),
        ("WHERE = '第8条'", "m.py:1: '第8条'"),
        ("END = Period(60, 'days')", "m.py:1: period 60"),
    ],
)
def test_the_guard_sees_what_it_should_see(source, found):
    assert faults(source, "m.py") == [found]


def test_the_guard_sees_kinds_and_periods_in_the_engine():
    source = (
        '"""Sixty days (Article 6)."""\nEND = 60\nKIND = "know-how-designated"\nROUTE = "domestic-priority"'
    )
    assert faults(source, "engine/new.py") == [
        "engine/new.py:3: fact 'know-how-designated'",
        "engine/new.py:2: period 60",
    ]
