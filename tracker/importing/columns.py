"""The columns of a spreadsheet of matters as data/columns.toml tells them, and guessing them from headings.

Not here: the values below a heading (rows), and what an organisation chose before (docket.importing).
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "columns.toml"
KEY, DETAIL = "key:", "detail:"
"""How columns of the sheet of facts are named that give a key of a fact, or a number on a paper."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``fact``: the kind of fact its day records; ``of`` and ``key``: the column whose fact it
    says more of, and what."""

    id: str
    about: str
    ja: str
    en: str
    type: str = "text"
    also: tuple[str, ...] = ()
    help: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    fact: Mapping[str, str] | None = None
    of: str = ""
    key: str = ""

    def label(self, language: str) -> str:
        """Its heading."""
        return self.ja if language == "ja" else self.en


@cache
def columns() -> dict[str, Column]:
    """All columns by id, in the order of the template."""
    read = tomllib.loads(DATA.read_text(encoding="utf-8"))["columns"]
    return {each["id"]: column_of(each) for each in read}


def column_of(told: Mapping[str, object]) -> Column:
    """One column from its data."""
    values = {name: value for name, value in told.items() if name != "of"}
    values["also"] = tuple(told.get("also", ()))  # type: ignore[arg-type]  # a list of texts
    of = told.get("of")
    if isinstance(of, dict):
        values |= {"of": of["column"], "key": of["key"]}
    if "fact" in values:
        values["type"] = "date"
    return Column(**values)  # type: ignore[arg-type]  # the data are proved by the tests


@cache
def words() -> dict[str, dict[str, str]]:
    """For each closed list the code behind each word that people write."""
    read = tomllib.loads(DATA.read_text(encoding="utf-8"))["words"]
    return {
        name: {plain(word): code for code, listed in codes.items() for word in (code, *listed)}
        for name, codes in read.items()
    }


def plain(text: object) -> str:
    """A heading or a word without what people write differently: width, case, spaces, marks at its end."""
    folded = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return "".join(folded.split()).strip("*:＊※")


@cache
def known_headings() -> dict[str, str]:
    """The column behind each heading that is understood by itself."""
    found: dict[str, str] = {}
    for each in columns().values():
        for heading in (each.id, each.ja, each.en, *each.also):
            found.setdefault(plain(heading), each.id)
    return found


def suggest(headings: Sequence[str], chosen: Mapping[str, str], further: Mapping[str, str]) -> list[str]:
    """The column for each heading, "" where nobody knows. ``chosen``: what the organisation decided before;
    ``further``: headings of keys and numbers that the terms know. No column is taken twice."""
    taken: set[str] = set()
    found = []
    for heading in headings:
        name = plain(heading)
        guess = chosen.get(name, known_headings().get(name) or further.get(name, ""))
        found.append("" if guess in taken else guess)
        taken.add(guess)
    return found


def is_of_facts(mapping: Iterable[str]) -> bool:
    """Whether a table has a row for each fact, rather than one for each filing."""
    return "kind" in set(mapping)
