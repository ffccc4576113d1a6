"""The open questions of an agreement: which are answered, which rest on the default. Reads only.

Not here: recording an answer (answering), and writing to the agency (web/letters).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.docket.actor import Actor, require
from tracker.docket.look import agency_packs, agreement_view, home_of
from tracker.docket.terms import shelf
from tracker.docket.views import AgreementView
from tracker.errors import NotFound
from tracker.packs.model import Unknown
from tracker.packs.words import Both
from tracker.store.agreements import find_agreement
from tracker.store.answers import Answer, answers_of
from tracker.store.session import reading


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One revision of an answer; without ``recorded_at`` it came with the agreement itself."""

    value: Any
    revision: int
    withdrawn: bool = False
    answered_by: str = ""
    answered_on: date | None = None
    evidence: str = ""
    reason: str | None = None
    recorded_by: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question in both languages. ``rules`` and ``sections`` depend on it; ``of_law``: no contract's."""

    id: str
    pack: str
    pack_title: Both
    of_law: bool
    type: str
    minimum: int
    maximum: int
    question: Both
    default: Both
    alternative: Both
    source: str
    rules: list[Both]
    sections: list[str]
    answer: AnswerView | None
    history: list[AnswerView]
    revision: int

    @property
    def is_open(self) -> bool:
        """Whether the default is taken for want of an answer."""
        return self.answer is None


def questions(actor: Actor, agreement: str) -> tuple[AgreementView, list[QuestionView]]:
    """An agreement and all that its terms leave open. Raises NotFound."""
    require(actor.is_contractor)
    session = reading()
    found = find_agreement(session, home_of(actor), agreement)
    if found is None:
        raise NotFound("There is no such agreement here.")
    revisions: dict[str, list[Answer]] = {}
    for each in answers_of(session, found.id):
        revisions.setdefault(each.unknown, []).append(each)
    listed = []
    for pack in shelf().with_ground(found.packs):
        for asked in pack.unknowns.values():
            given = found.parameters.get(asked.id)
            listed.append(question_view(pack.id, asked, given, revisions.get(asked.id, [])))
    return agreement_view(found), listed


def question(actor: Actor, agreement: str, unknown: str) -> tuple[AgreementView, QuestionView]:
    """One question of an agreement. Raises NotFound."""
    found, listed = questions(actor, agreement)
    for each in listed:
        if each.id == unknown:
            return found, each
    raise NotFound("There is no such question here.")


def question_view(pack: str, asked: Unknown, given: Any, revisions: Iterable[Answer]) -> QuestionView:
    """A question with what was answered."""
    history = [answer_view(each) for each in sorted(revisions, key=lambda each: each.revision)]
    last = history[-1] if history else None
    answer = None
    if given is not None:
        answer = last if last and not last.withdrawn else AnswerView(given, 0)
    rules = shelf().packs[pack].rules
    return QuestionView(
        id=asked.id,
        pack=pack,
        pack_title=shelf().packs[pack].title,
        of_law=pack not in agency_packs(),
        type=asked.type,
        minimum=asked.minimum,
        maximum=asked.maximum,
        question=asked.question,
        default=asked.default,
        alternative=asked.alternative,
        source=asked.source,
        rules=[rules[name].label for name in asked.affects if name in rules],
        sections=[name for name in asked.affects if name not in rules],
        answer=answer,
        history=history,
        revision=last.revision if last else 0,
    )


def answer_view(row: Answer) -> AnswerView:
    """One revision as a plain record."""
    return AnswerView(
        value=row.value,
        revision=row.revision,
        withdrawn=row.withdrawn,
        answered_by=row.answered_by,
        answered_on=row.answered_on,
        evidence=row.evidence,
        reason=row.reason,
        recorded_by=row.recorded_by.name if row.recorded_by else None,
        recorded_at=row.recorded_at,
    )


def value_text(value: Any) -> str:
    """A value as one text, for programs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
