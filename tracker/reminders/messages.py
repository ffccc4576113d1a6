"""What a reminder says: one digest per person and day, from what is owed to subject and body.

A digest holds control data only: reference, name of the duty, article, dates, standing, link. Titles,
technical words and names of people never enter. Not here: which duties are owed, and the post.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.reminders.plan import standing_on
from tracker.reminders.wording import article_words, long_date, one_line

MESSAGES = ("digest", "quiet", "docket-list", "audit-head", "invitation", "invitation-known")
"""Every message there is; each has a folder of templates, a subject and a body per language."""

LANGUAGES = ("ja", "en")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "email"
PASSED = ("overdue", "passed")


@dataclass(frozen=True, slots=True)
class DutyName:
    """What a rule is called, and how its duty is settled where its pack says so."""

    label: str
    clear: str | None = None


class NameDuty(Protocol):
    """Tells what a rule is called: the packs know it, whoever starts a sweep hands it in."""

    def __call__(self, pack: str, rule: str, language: str) -> DutyName: ...


class Owed(NamedTuple):
    """One duty that one person is to be reminded of: control data alone. ``foreseen``: not in force yet."""

    obligation: str
    reference: str
    pack: str
    rule: str
    article: str
    kind: str
    due: date
    act_by: date
    provisional: bool
    blocked: bool
    role: str
    foreseen: bool = False

    @classmethod
    def of(cls, row: Any, role: str) -> "Owed":
        """From a row that carries a duty's columns; ``role`` says why the person is told."""
        return cls(
            row.obligation,
            row.reference,
            row.pack,
            row.rule,
            row.article,
            row.kind,
            row.due,
            row.act_by,
            row.provisional,
            row.blocked_by is not None,
            role,
            row.foreseen,
        )


class Line(NamedTuple):
    """One duty as the templates see it."""

    reference: str
    label: str
    article: str
    due: str
    act_by: str | None
    standing: str
    days: int
    target: bool
    provisional: bool
    blocked: bool
    clear: str | None
    link: str
    foreseen: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """What a mail says: one line of subject, and the text."""

    subject: str
    body: str


def digest(owed: Iterable[Owed], *, day: date, language: str, base_url: str, name_duty: NameDuty) -> Wording:
    """The digest of ``owed`` as of ``day``; an unknown language reads Japanese."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    duties = sorted(owed, key=lambda item: (item.act_by, item.reference, item.rule, item.obligation))
    lines = [_line(item, day, language, base_url, name_duty) for item in duties]
    passed = [line for line in lines if line.standing in PASSED]
    targets = [line for line in lines if line.target]
    coming = [line for line in lines if not line.target and line.standing not in PASSED]
    values = {
        "day": long_date(day, language),
        "iso_day": day.isoformat(),
        "lines": lines,
        "passed": len(passed),
        "sections": [
            (name, part)
            for name, part in (("passed", passed), ("coming", coming), ("targets", targets))
            if part
        ],
        "roles": sorted({item.role for item in duties}),
        "home": base_url,
    }
    return render("digest", language, values)


def render(message: str, language: str, values: Mapping[str, object]) -> Wording:
    """The wording of ``message``; a value the template asks for and does not get is an error."""
    environment = _environment()
    subject = environment.get_template(f"{message}/subject.{language}.txt").render(values)
    body = environment.get_template(f"{message}/body.{language}.txt").render(values)
    return Wording(one_line(subject), body.strip() + "\n")


def _line(item: Owed, day: date, language: str, base_url: str, name_duty: NameDuty) -> Line:
    name = name_duty(item.pack, item.rule, language)
    return Line(
        reference=one_line(item.reference),
        label=one_line(name.label),
        article=one_line(article_words(item.article, language)),
        due=long_date(item.due, language),
        act_by=long_date(item.act_by, language) if item.act_by != item.due else None,
        standing=standing_on(item.kind, item.due, item.act_by, day),
        days=(item.due - day).days,
        target=item.kind == "prompt",
        provisional=item.provisional,
        blocked=item.blocked,
        clear=one_line(name.clear) if name.clear else None,
        link=f"{base_url}/duties/{item.obligation}",
        foreseen=item.foreseen,
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
