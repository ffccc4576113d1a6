"""The engine's faults in sentences that pages can translate. Not here: finding them (engine).

The engine speaks to whoever writes a case file, in English with the values read; people at a page read the
same in their language. What is not known here is told as the engine says it.
"""

import re
from collections.abc import Iterable

from tracker.errors import Fault

PLACE = re.compile(r"facts\[(\d+)\](?:\.(\w+))?: (.*)", re.DOTALL)

BREAKS = "With this, the fact %(fact)s on record could not stand: %(fault)s"
BREAKS_FACT = "With this, the fact %(fact)s on record could not stand. What is wrong there stands below."
PARENT_LATER = "The parent %(filing)s was filed later, on %(day)s."
PARENT_DESCENDS = "The parent %(filing)s itself descends from this filing."
DAY_AFTER_FILING = "The day %(day)s lies after the filing, %(filed)s."
DAY_BEFORE_FILING = "The day %(day)s lies before the filing."
FILING_UNKNOWN = "The filing %(filing)s is on record nowhere in this matter."
FILING_TWICE = "The filing %(filing)s would be on record twice."
WORK_DIFFERS = "The work is recorded as another kind elsewhere; a matter is one work."
REVIEW_RUNS = "The first screening runs until %(day)s; it can be confirmed from the day after."
FACT_UNKNOWN = "It names a fact that is not on record in this matter."
FACT_OTHER = "It names a fact of another kind than it can be about."
DAY_BEYOND = "The day lies outside the calendar."
LATER_THAN_TODAY = "The day %(day)s lies in the future."

ISO = r"\d{4}-\d{2}-\d{2}"
KNOWN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (rf"'(?P<filing>[^']*)' was filed later, on (?P<day>{ISO})", PARENT_LATER),
        (r"'(?P<filing>[^']*)' descends from this filing", PARENT_DESCENDS),
        (rf"(?P<day>{ISO}) lies after the filing, (?P<filed>{ISO})", DAY_AFTER_FILING),
        (rf"(?P<day>{ISO}) lies before the filing", DAY_BEFORE_FILING),
        (r"'(?P<filing>[^']*)' was never filed: .*", FILING_UNKNOWN),
        (r"'(?P<filing>[^']*)' is filed twice; .*", FILING_TWICE),
        (r".* differs from .*: a matter is one work", WORK_DIFFERS),
        (rf"the primary review runs until (?P<day>{ISO}); .*", REVIEW_RUNS),
        (r".* is not the id of a fact of this case", FACT_UNKNOWN),
        (r".* names a fact of kind .*", FACT_OTHER),
        (r".* lies outside the years .*", DAY_BEYOND),
        (rf"(?P<day>{ISO}) lies after as_of, .*", LATER_THAN_TODAY),
    )
)
"""What the engine says, and the sentence that says the same."""


def faults_of_case(lines: Iterable[str], place: int, fact_ids: list[str]) -> list[Fault]:
    """The engine's faults at the fields of the fact that stands at ``place`` of the case."""
    found = []
    for line in lines:
        match = PLACE.fullmatch(line)
        if match is None:
            found.append(worded("", line))
        elif int(match[1]) == place:
            found.append(worded(match[2] or "", match[3]))
        else:
            found += broken(fact_ids[int(match[1])], match[3])
    return found


def worded(field: str, text: str) -> Fault:
    """One fault in a sentence that can be translated, where one is known."""
    for pattern, sentence in KNOWN:
        if match := pattern.fullmatch(text):
            return Fault(field, sentence, **match.groupdict())
    return Fault(field, text)


def broken(fact: str, text: str) -> list[Fault]:
    """A fault of another fact than the one that is being recorded: which, and what."""
    fault = worded("", text)
    if fault.message_id == text:
        return [Fault("", BREAKS, fact=fact, fault=text)]
    return [Fault("", BREAKS_FACT, fact=fact), fault]
