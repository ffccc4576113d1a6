"""What every template can use: the frame around a page, filters for dates and words. No page here."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from tracker import __version__, clock
from tracker.disclosure import Withheld
from tracker.docket.terms import article_words, shelf
from tracker.reports.cells import Word
from tracker.web import check_words, import_words, people_words, words
from tracker.web.actor import current_actor
from tracker.web.dates import rewrite_days, write_date, write_era, write_instant
from tracker.web.language import current_language, current_theme
from tracker.web.office import today, zone
from tracker.web.rooms import daily_rooms, menus
from tracker.web.saved import told


def register(app: Flask) -> None:
    """Gives the templates their globals and filters."""
    app.context_processor(frame)
    app.jinja_env.globals.update(asset=asset, request_key=request_key, office_day=today, told=told)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def frame() -> dict[str, Any]:
    """What the frame around every page shows."""
    actor = current_actor()
    return {
        "actor": actor,
        "person": actor,
        "officer": bool(actor and actor.is_officer),
        "role_word": words.say(words.ROLES, actor.role) if actor else "",
        "rooms": daily_rooms(actor.role) if actor else [],
        "room_menus": menus(actor.role) if actor else [],
        "language": current_language(),
        "theme": current_theme(),
        "version": __version__,
        "here": request.full_path.rstrip("?") if request.method == "GET" else "",
        "today": today(),
        "stamp": write_instant(clock.now(), current_language(), zone()),
    }


def request_key() -> str:
    """A fresh name for one intended act; sent twice, it is done once."""
    return secrets.token_urlsafe(16)


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does, so it may be kept for good."""
    return url_for("static", filename=name, v=fingerprint(str(Path(current_app.static_folder or "") / name)))


@lru_cache(maxsize=64)
def fingerprint(path: str) -> str:
    """A short digest of a file's content."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


def day(value: date | str) -> str:
    """A day with its weekday, in the language of the page; days in plain records are ISO text."""
    return write_date(as_date(value), current_language())


def era(value: date | str) -> str:
    """The same day in the Japanese era."""
    return write_era(as_date(value))


def iso(value: date | str) -> str:
    """The day for machines."""
    return as_date(value).isoformat()


def as_date(value: date | str) -> date:
    """A day, whether it comes as a date or as ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def instant(value: datetime) -> str:
    """A moment on the office's wall clock."""
    return write_instant(value, current_language(), zone())


def article(duty: Any) -> str:
    """Where a rule stands, as people cite it: `第6条`, `特許法第48条の3`, `Art. 6`."""
    return article_words(str(duty.article), current_language())


def tell(value: object) -> str:
    """A value for people; what is withheld says so."""
    if isinstance(value, Withheld):
        return value.text(current_language())
    return "" if value is None else str(value)


def with_days(text: str) -> str:
    """An explanation with its days written as everywhere on the page."""
    return rewrite_days(text, current_language())


def without(title: object, ref: str) -> str:
    """A title beside its reference: a neutral title is made of the reference and need not repeat it."""
    return tell(title).replace(ref, "").strip()


def cell(value: object) -> str:
    """A cell of a report on a page: days with their weekday, codes as words."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Word):
        return str(value.labels[current_language()])
    return tell(value)


def fact_word(kind: str) -> str:
    """The label of a kind of fact, from the packs."""
    for pack in shelf().packs.values():
        if kind in pack.facts:
            return pack.facts[kind].label[current_language()]
    return kind


def unknown_word(name: str) -> str:
    """The question behind an unknown, from the packs."""
    for pack in shelf().packs.values():
        if name in pack.unknowns:
            return pack.unknowns[name].question[current_language()]
    return name


def saying(table: words.Words) -> Callable[[object], str]:
    """A filter that turns codes into words."""
    return lambda code: words.say(table, code)


MAIL_ICONS = {
    "queued": "waiting",
    "sending": "roll",
    "sent": "met",
    "failed": "overdue",
    "dropped": "waived",
}


def fault_text(fault: Any) -> str:
    """What a use case refused, in the language of the page."""
    return _(fault.message_id, **fault.values) if fault.values else _(fault.message_id)


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "era": era,
    "iso": iso,
    "instant": instant,
    "days_left": words.days_left,
    "article": article,
    "tell": tell,
    "cell": cell,
    "with_days": with_days,
    "without": without,
    "fact_word": fact_word,
    "unknown_word": unknown_word,
    "standing": saying(words.STANDINGS),
    "within_word": saying(words.WITHIN),
    "whose_word": saying(words.WHOSE_WORDS),
    "kind_word": saying(words.KINDS),
    "kind_tag": saying(words.KIND_TAGS),
    "actor_word": saying(words.ACTORS),
    "role_word": saying(words.ROLES),
    "grant_role": saying(people_words.GRANT_ROLES),
    "part_word": saying(people_words.PARTS),
    "report_state": saying(people_words.REPORT_STATES),
    "third_party": saying(people_words.THIRD_PARTY),
    "right_word": saying(words.RIGHTS),
    "import_state": saying(import_words.STATES),
    "encoding_word": saying(import_words.ENCODINGS),
    "field_word": saying(words.SENSITIVE_FIELDS),
    "level_word": saying(words.LEVELS),
    "secrecy_word": saying(words.SECRECY_STATES),
    "step_word": saying(words.STEPS),
    "change_word": saying(words.CHANGES),
    "yes_no": saying(words.YES_NO),
    "proposal_word": saying(words.PROPOSAL_STATES),
    "section_word": saying(words.SECTIONS),
    "mail_word": saying(words.MAIL_STATES),
    "mail_icon": lambda state: MAIL_ICONS.get(state, "note"),
    "limit_word": saying(words.LIMITS),
    "form_channel": saying(words.FORM_CHANNELS),
    "fault_text": fault_text,
    "release_subject": saying(words.RELEASE_SUBJECTS),
    "release_stage": saying(words.RELEASE_STAGES),
    "release_end": saying(words.RELEASE_ENDS),
    "asset_word": saying(words.ASSETS),
    "asset_class": saying({"undecided": words.SENSITIVE_FIELDS["unknown"], **words.ASSET_CLASSES}),
    "licence_kind": saying(words.LICENCE_KINDS),
    "licence_standing": saying(words.LICENCE_STANDINGS),
    "licence_decision": saying({"open": words.STANDINGS["open"], **words.LICENCE_DECISIONS}),
    "line_kind": saying(words.LINE_KINDS),
    "line_outcome": saying(words.LINE_OUTCOMES),
    "choice_word": saying(words.CHOICES),
    "detail_word": saying(words.DETAIL_WORDS),
    "reason_word": saying(words.MAIL_REASONS),
    "check_kind": saying(check_words.KINDS),
    "check_reason": saying(check_words.REASONS),
    "treated_word": saying(check_words.TREATED),
    "what_if_word": saying(check_words.WHAT_IF),
    "check_part": saying(check_words.PARTS),
}
