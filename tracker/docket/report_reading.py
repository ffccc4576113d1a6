"""Reads what an inventor typed into a report, and what a revision of it names. Not here: storing it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor
from tracker.docket.inventors import read_share
from tracker.docket.words import MISSING, TECHNICAL_LENGTH, TITLE_LENGTH, Faults
from tracker.store.agreements import find_agreement
from tracker.store.inventor_reports import THIRD_PARTY, ReportRevision
from tracker.store.matters import RIGHTS

TEXTS = ("abstract", "description", "keywords")
PERSON_LENGTH = 200
NO_AGREEMENT = "There is no such agreement."
FUTURE = "This day lies in the future."
LINE = "Line %(line)s: name, affiliation and share, with commas between; the share such as 1/3 or 40%%."
TOO_MUCH = "The shares come to more than the whole."
SAY_WHAT = "Say which data or code it is."
SAY_TERMS = "Say under which agreement or licence; write “unknown” if nobody knows."


@dataclass(frozen=True, slots=True)
class Named:
    """An inventor as a report names them."""

    name: str
    affiliation: str
    share: str


def read_said(
    session: Session, actor: Actor, given: Mapping[str, Any], today: date, submit: bool
) -> dict[str, Any]:
    """What a report says. Raises Refused with every fault; what is missing is one only on submission."""
    faults = Faults()
    said: dict[str, Any] = {
        "right": faults.word("right", given.get("right"), RIGHTS),
        "title": faults.text("title", given.get("title"), TITLE_LENGTH, needed=True),
        "third_party": faults.word("third_party", given.get("third_party"), THIRD_PARTY),
        "made_on": given.get("made_on"),
        "publication_on": given.get("publication_on"),
    }
    for name in (*TEXTS, "publication", "third_party_what", "third_party_terms"):
        said[name] = faults.text(name, given.get(name), TECHNICAL_LENGTH, lines=True) or None
    agreement = find_agreement(session, actor.organisation_id, str(given.get("agreement") or "-"))
    ours = agreement is not None and agreement.contractor_id == actor.organisation_id
    said["agreement_id"] = agreement.id if agreement and ours else None
    if given.get("agreement") and said["agreement_id"] is None:
        faults.add("agreement", NO_AGREEMENT)
    if said["made_on"] is not None and said["made_on"] > today:
        faults.add("made_on", FUTURE)
    people = read_people(str(given.get("inventors") or ""), faults)
    said["inventors"] = json.dumps(people, ensure_ascii=False) if people else None
    if submit:
        for name in ("made_on", "description", "inventors"):
            if not said[name]:
                faults.add(name, MISSING)
        if said["third_party"] == "yes":
            for name, message in (("third_party_what", SAY_WHAT), ("third_party_terms", SAY_TERMS)):
                if not said[name]:
                    faults.add(name, message)
    faults.raise_any()
    return said


def read_people(text: str, faults: Faults) -> list[list[str]]:
    """Inventors typed one a line: name, affiliation, share."""
    people, whole = [], Fraction(0)
    for number, line in enumerate([each for each in text.splitlines() if each.strip()], start=1):
        parts = [each.strip() for each in line.replace("、", ",").replace("，", ",").split(",")]
        wrong = Faults()
        share = read_share(parts[2] if len(parts) > 2 else "", [], wrong)
        if len(parts) > 3 or not parts[0] or wrong.found or any(len(each) > PERSON_LENGTH for each in parts):
            faults.add("inventors", LINE, line=number)
            continue
        whole += share or 0
        people.append([*parts, "", ""][:3])
    if whole > 1:
        faults.add("inventors", TOO_MUCH)
    return people


def named_in(said: ReportRevision) -> list[Named]:
    """The inventors of a revision."""
    return [Named(*each) for each in json.loads(said.inventors or "[]")]


def notes_of(said: ReportRevision) -> str | None:
    """What the inventors told beside the invention itself: plans to publish, and what belongs to others."""
    day = said.publication_on.isoformat() if said.publication_on else ""
    parts = (
        " ".join(each for each in (day, said.publication) if each),
        said.third_party_what,
        said.third_party_terms,
    )
    return "\n\n".join(each for each in parts if each) or None
