"""A publication check as it is kept, in both languages, and as its reader sees it. Not here: asking."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.engine import Verdict
from tracker.store.publications import PublicationCheck


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One sentence of the terms in the reader's language; ``aside``: it decides nothing."""

    id: str
    answer: str
    text: str
    first: str | None
    source: str
    day: date | None
    aside: bool


@dataclass(frozen=True, slots=True)
class GraceView:
    """The arithmetic of the grace period."""

    text: str
    source: str
    number: int
    unit: str
    disclosed_on: date
    last_on: date
    act_by: date
    filed_on: date | None
    proof_by: date | None


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A planned publication with the answer that was given, when, to whom, and what became of it."""

    public_id: str
    channel: str
    on: date
    what: str
    content: str
    answer: str
    reasons: list[ReasonView]
    grace: GraceView | None
    filing: str | None
    filed_on: date | None
    as_of: date
    asked_by: str | None
    asked_at: datetime
    ended: str | None
    ended_on: date | None
    ended_by: str | None


def said_of(verdict: Verdict) -> dict[str, Any]:
    """An answer as it is kept: the words in both languages, as they were told."""
    grace = verdict.grace
    return {
        "filing": verdict.filing,
        "filed_on": iso(verdict.filed_on),
        "reasons": [
            {
                "id": each.says.id,
                "answer": each.says.answer,
                "text": each.says.text.model_dump(),
                "first": each.says.first.model_dump() if each.says.first else None,
                "source": each.says.source.model_dump(),
                "day": iso(each.day),
                "aside": each.says.aside,
            }
            for each in verdict.reasons
        ],
        "grace": grace
        and {
            "text": grace.says.text.model_dump(),
            "source": grace.says.source.model_dump(),
            "number": grace.says.term.number,
            "unit": grace.says.term.unit,
            "disclosed_on": iso(grace.disclosed_on),
            "last_on": iso(grace.last_on),
            "act_by": iso(grace.act_by),
            "filed_on": iso(grace.filed_on),
            "proof_by": iso(grace.proof_by),
        },
    }


def view_of(row: PublicationCheck, language: str) -> PublicationView:
    """One question and its answer in the reader's language."""
    spoken, said = ("ja" if language == "ja" else "en"), row.said
    grace = said["grace"]
    return PublicationView(
        public_id=row.public_id,
        channel=row.channel,
        on=row.on,
        what=row.what,
        content=row.content,
        answer=row.answer,
        reasons=[
            ReasonView(
                id=each["id"],
                answer=each["answer"],
                text=each["text"][spoken],
                first=each["first"][spoken] if each["first"] else None,
                source=each["source"][spoken],
                day=read(each["day"]),
                aside=each["aside"],
            )
            for each in said["reasons"]
        ],
        grace=grace
        and GraceView(
            text=grace["text"][spoken],
            source=grace["source"][spoken],
            number=grace["number"],
            unit=grace["unit"],
            disclosed_on=date.fromisoformat(grace["disclosed_on"]),
            last_on=date.fromisoformat(grace["last_on"]),
            act_by=date.fromisoformat(grace["act_by"]),
            filed_on=read(grace["filed_on"]),
            proof_by=read(grace["proof_by"]),
        ),
        filing=said["filing"],
        filed_on=read(said["filed_on"]),
        as_of=row.as_of,
        asked_by=row.asked_by.name if row.asked_by else None,
        asked_at=row.asked_at,
        ended=row.ended,
        ended_on=row.ended_on,
        ended_by=row.ended_by.name if row.ended_by else None,
    )


def iso(day: date | None) -> str | None:
    """A day as text."""
    return day.isoformat() if day else None


def read(text: str | None) -> date | None:
    """A day from its text."""
    return date.fromisoformat(text) if text else None
