"""The generic input for a fact, built from what its pack declares. What the fact leads to is derived elsewhere."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField

from tracker.web.dates import EXAMPLES
from tracker.web.inputs.base import (
    DayField,
    Input,
    Needed,
    NeededDay,
    OneOf,
    Storable,
    TextField,
    options,
    too_long,
)
from tracker.web.inputs.evidence import file_field
from tracker.web.inputs.keys import Choices, TriField, conditions, key_field, known_value, plain
from tracker.web.inputs.matters import LongTextField
from tracker.web.words import DETAIL_WORDS, SETTLED

KEY = "key_"
DETAIL = "detail_"

DETAILS: Mapping[str, tuple[str, ...]] = {
    "filed": ("application_no", "international_no", "agent_ref"),
    "published": ("publication_no",),
    "registered": ("registration_no",),
    "gazette-issued": ("document_no",),
    "filing-notice-submitted": ("receipt_no",),
    "status-notice-submitted": ("receipt_no",),
    "transfer-notice-submitted": ("receipt_no",),
    "status-notice-received": ("receipt_no",),
}
"""Numbers that papers of these kinds carry; every other kind may note the number of its paper."""
PAPER = ("document_no",)


class FactInput(Input):
    """A fact of one kind: its day, its keys, what may be noted beside it."""

    on = DayField(_l("Day"), validators=[NeededDay()], description=", ".join(EXAMPLES[1:]))
    note = LongTextField(
        _l("Note"),
        validators=[too_long(4000), Storable()],
        description=_l("For your own people. Put no technical content here."),
        render_kw={"rows": 2},
    )
    seen = HiddenField(validators=[too_long(64)])
    file = file_field(needed=False)
    confirm = BooleanField(_l("I have read this and record it all the same"))

    only: Mapping[str, Mapping[str, str]] = {}
    """For each key field, the routes or items it is for; empty where it is for all."""

    @property
    def key_fields(self) -> list[Field]:
        """The fields that count for dates, those that must be filled in first."""
        fields = [field for name, field in self._fields.items() if name.startswith(KEY)]
        return sorted(fields, key=lambda field: not field.flags.required)

    @property
    def detail_fields(self) -> list[Field]:
        """The fields that are only noted."""
        return [field for name, field in self._fields.items() if name.startswith(DETAIL)]

    @property
    def keys(self) -> dict[str, Any]:
        """The keys as the engine takes them; what was left empty is left out."""
        found = {field.name.removeprefix(KEY): field.data for field in self.key_fields}
        return {name: plain(value) for name, value in found.items() if value not in (None, "")}

    @property
    def details(self) -> dict[str, str]:
        """The numbers noted beside the fact."""
        found = {field.name.removeprefix(DETAIL): field.data for field in self.detail_fields}
        return {name: str(value) for name, value in found.items() if value}

    def suggest(self, taken: Sequence[str]) -> None:
        """A name for a new filing, where the kind makes one: the office's code and a running number."""
        name, office = self._fields.get(KEY + "filing"), self._fields.get(KEY + "office")
        if office is not None and name is not None and not name.data:
            office.data = office.data or "JP"
            route = self._fields.get(KEY + "route")
            if route is not None and route.data in (None, ""):
                route.data = "national"
            name.data = next(f"{office.data}{n}" for n in range(1, 1000) if f"{office.data}{n}" not in taken)

    def place(self, name: str) -> str:
        """Use cases and the engine name keys without our prefix, sometimes with theirs."""
        bare = name.rpartition(".")[2]
        return next((p + bare for p in ("", KEY, DETAIL) if p + bare in self._fields), name)

    def digest(self, kind: str) -> str:
        """Stands for what was typed, so that the page knows which preview was looked at."""
        told = [kind, self.on.data.isoformat() if self.on.data else "", self.keys]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


class Reasoned:
    """What a correction and a withdrawal ask for beside the fact itself."""

    reason = LongTextField(
        _l("Why is it changed?"),
        validators=[Needed(_l("Give the reason. It stays on record.")), too_long(1000), Storable()],
        render_kw={"rows": 2},
    )
    version = HiddenField(validators=[too_long(20)])


class CorrectionInput(FactInput):
    """A fact that takes the place of an earlier version."""

    reason = Reasoned.reason
    version = Reasoned.version


class WithdrawalInput(Input):
    """The reason for which a fact no longer counts."""

    reason = Reasoned.reason
    version = Reasoned.version
    seen = HiddenField(validators=[too_long(64)])


class SettleInput(Input):
    """Closes a duty without doing it."""

    how = RadioField(
        _l("How it is closed"),
        choices=options(SETTLED.items()),
        validators=[Needed(_l("Choose one.")), OneOf(SETTLED)],
        validate_choice=False,
    )
    reason = LongTextField(
        _l("Reason"),
        validators=[Needed(_l("Give the reason. It stays on record.")), too_long(1000), Storable()],
        render_kw={"rows": 2},
    )


def fact_input(
    kind: Any, parent: type[FactInput], offered: Mapping[str, Choices], language: str, right: str
) -> type[FactInput]:
    """The input class for one kind of fact about a matter of this right.

    `offered` holds, for keys that point into the matter (filings, facts, rules), what may be chosen.
    Which keys must be given in the light of one another is checked when the fact is recorded.
    """
    members: dict[str, Any] = {}
    for key in kind.keys:
        if not key.rights or right in key.rights:
            members[KEY + key.name] = key_field(key, offered.get(key.name, []), language, right)
    members["only"] = {KEY + key.name: conditions(key) for key in kind.keys}
    for name in DETAILS.get(kind.kind, PAPER):
        members[DETAIL + name] = TextField(DETAIL_WORDS[name], validators=[too_long(100), Storable()])
    return type("KindInput", (parent,), members)


def fill(form: FactInput, fact: Any) -> None:
    """Puts a recorded fact into a fresh input."""
    form.on.data, form.note.data = fact.on, fact.note or ""
    for name, value in fact.keys.items():
        if KEY + name in form._fields:
            form._fields[KEY + name].data = known_value(form._fields[KEY + name], value)
    for name, value in fact.details.items():
        if DETAIL + name in form._fields:
            form._fields[DETAIL + name].data = value


def prefill(form: FactInput, given: Mapping[str, str]) -> None:
    """Puts into a fresh input what its address proposes; only texts and choices, and only short ones."""
    for field in form.key_fields:
        text = given.get(field.name.removeprefix(KEY), "")
        if (
            text
            and len(text) <= 100
            and isinstance(field, TextField | SelectField)
            and not isinstance(field, TriField)
        ):
            field.data = text


class QuickInput(Input):
    """The one thing left to say where a duty is done in one step: on which day."""

    on = DayField(_l("Day"), validators=[NeededDay()])
