"""What a report is made of: columns, a header that says what it shows, and rows that stream.

Not here: what the rows tell (one module per report) and how they are written (writers.py).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.disclosure import FieldClass
from tracker.reports.cells import Cell

Row = tuple[Cell, ...]
Labels = Mapping[str, str]
"""The same words in each language: `{"ja": …, "en": …}`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name for programs, its labels for people, and the class of what it tells."""

    name: str
    labels: Labels
    field_class: FieldClass
    width: int = 14
    paper: bool = False
    """Whether it stands on paper where there are more columns than a sheet holds."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers as SVG: its title, what it shows in words, and the numbers themselves."""

    title: str
    told: str
    svg: str
    heads: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]


def no_charts(_language: str) -> list[Chart]:
    """A report without pictures."""
    return []


@dataclass(slots=True)
class Tally:
    """What is counted while the rows pass by; complete once they have all been taken."""

    rows: int = 0
    matters: int = 0
    withheld: int = 0
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def nil(self) -> bool:
        """Whether there was nothing to report."""
        return self.matters == 0

    def add(self, name: str, amount: int = 1) -> None:
        """Count `amount` more of `name`."""
        self.numbers[name] = self.numbers.get(name, 0) + amount


@dataclass(frozen=True, slots=True)
class Table:
    """A report that is being written: `rows` can be taken once, after which `tally` is complete."""

    report: str
    title: Labels
    as_of: date
    filters: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: Iterator[tuple[Cell, ...]]
    tally: Tally
    about: tuple[tuple[str, str], ...] | None = None
    """What is said of a list of somebody's own asking: filters, person, gate; a report has its statement."""
    organisation: str = ""
    """Whose people it is made for."""
    profile: Labels = field(default_factory=dict)
    """Under which disclosure it is made, in words; nothing where that is not said."""
    since: date | None = None
    """The earlier of two days, where the report compares them."""
    charts: Callable[[str], list[Chart]] = no_charts
    """The charts that go with it, in a language."""

    def headings(self, language: str) -> list[str]:
        """The column labels in `language`."""
        return [column.labels[language] for column in self.columns]


@dataclass(frozen=True, slots=True)
class Report:
    """One entry of `REPORTS`: how it is named and how its table is made.

    `make(actor, as_of=…, today=…, agreement=…)` gives the `Table`.
    """

    name: str
    title: Labels
    columns: tuple[Column, ...]
    make: Callable[..., Table]
    compares: bool = False
    """Whether it compares two days: `make` then takes `since` as well."""
