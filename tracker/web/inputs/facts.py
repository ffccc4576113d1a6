"""The generic input for a fact, built from what its pack declares. What the fact leads to is derived elsewhere."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import Optional, StopValidation

from tracker.docket.terms import shelf
from tracker.web.dates import EXAMPLES
from tracker.web.inputs.base import DayField, Input, Needed, NeededDay, OneOf, Storable, TextField, too_long
from tracker.web.inputs.matters import LongTextField
from tracker.web.words import CHOICES, DETAIL_WORDS, ROUTES, SETTLED, item_word, say

Choices = list[tuple[str, str]]
KEY = "key_"
DETAIL = "detail_"

DETAILS: Mapping[str, tuple[str, ...]] = {
    "filed": ("application_no", "international_no"),
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


class WholeField(IntegerField):
    """A whole number; full-width digits are read as well."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: int | None = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if not text:
            return
        if len(text) > 6 or not text.isdecimal():
            raise ValueError(_("Enter a whole number."))
        self.data = int(text)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)


class Within:
    """A number between two bounds, told in the language of the page."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is not None and not self.least <= field.data <= self.most:
            raise StopValidation(_("Enter a number from %(least)s to %(most)s.", least=self.least, most=self.most))


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


def conditions(key: Any) -> dict[str, str]:
    """On which routes or items a key may stand, for the page to show it only there."""
    told = {"route": key.routes, "item": key.items}
    return {name: " ".join(str(value) for value in values) for name, values in told.items() if values}


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
        choices=list(SETTLED.items()),
        validators=[Needed(_l("Choose one.")), OneOf(SETTLED)],
        validate_choice=False,
    )
    reason = LongTextField(
        _l("Reason"),
        validators=[Needed(_l("Give the reason. It stays on record.")), too_long(1000), Storable()],
        render_kw={"rows": 2},
    )


def plain(value: Any) -> Any:
    """A value as a case file would carry it."""
    return value.isoformat() if isinstance(value, date) else value


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


def key_field(key: Any, offered: Choices, language: str, right: str) -> Any:
    """The field for one key, by its type."""
    needed = (key.required and not key.optional_items) or right in key.rights
    options: dict[str, Any] = {"description": hint(key), "validators": [Needed() if needed else Optional()]}
    label = key.label[language]
    if key.type == "date":
        return DayField(label, **options)
    if key.type == "whole":
        options["validators"].append(Within(key.minimum, key.maximum))
        return WholeField(label, render_kw={"class": "short", "inputmode": "numeric"}, **options)
    if key.type == "boolean":
        return yes_or_no(label, options)
    if key.type in ("text", "new-filing"):
        options["validators"] += [too_long(100), Storable()]
        return ShortField(label, **options) if key.type == "new-filing" else TextField(label, **options)
    if key.type == "office":
        options["validators"].append(OneOf(shelf().offices))
        return OfficeField(label, **options)
    return chosen(label, options, choices_of(key, offered))


def choices_of(key: Any, offered: Choices) -> Choices:
    """What may be chosen for a key, with words."""
    if key.type == "route":
        return [(code, str(word)) for code, word in ROUTES.items()]
    if key.type == "item":
        return [(str(number), item_word(number)) for number in range(1, 24)]
    if key.type == "choice":
        return [(code, say(CHOICES, code)) for code in key.choices]
    return offered


def chosen(label: str, options: dict[str, Any], choices: Choices) -> SelectField:
    """A list to choose from; a single necessary choice is made already."""
    options["validators"] = [*options["validators"], OneOf(code for code, _word in choices)]
    single = len(choices) == 1 and isinstance(options["validators"][0], Needed)
    default = choices[0][0] if single else None
    listed = choices if single else [("", "–"), *choices]
    return SelectField(label, choices=listed, default=default, validate_choice=False, **options)


def yes_or_no(label: str, options: dict[str, Any]) -> Any:
    """Three answers: not said, yes, no. A box could not tell the first from the last."""
    return TriField(
        label,
        choices=[("", _("as the item itself suggests")), ("yes", _("yes")), ("no", _("no"))],
        validate_choice=False,
        **options,
    )


class TriField(SelectField):
    """Yes, no, or nothing said; its value is True, False or None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = {"yes": True, "no": False}.get(str(valuelist[0]) if valuelist else "")

    def iter_choices(self):  # type: ignore[no-untyped-def]  # as the library gives them
        told = {True: "yes", False: "no"}.get(self.data, "")
        for value, label in self.choices:
            yield value, label, value == told, {}


class ShortField(TextField):
    """A few letters."""

    shape = "short"


class OfficeField(ShortField):
    """A WIPO ST.3 code."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").upper()


def hint(key: Any) -> str:
    """On which routes or items a key may stand."""
    if key.routes:
        return _("Only for: %(routes)s", routes=_(", ").join(say(ROUTES, route) for route in key.routes))
    if key.items:
        return _("Only for items %(items)s", items=_(", ").join(str(item) for item in key.items))
    if key.type == "new-filing":
        return _("A short name of your own for this filing, such as JP1.")
    if key.type == "office":
        return _("Two letters: JP Japan, WO international (PCT), US, EP, CN, KR …")
    return ""


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
        if text and len(text) <= 100 and isinstance(field, TextField | SelectField) and not isinstance(field, TriField):
            field.data = text


def known_value(field: Field, value: Any) -> Any:
    """A key's value as its field holds it."""
    if isinstance(field, DayField):
        return date.fromisoformat(str(value))
    return value if isinstance(field, TriField | WholeField) else str(value)


class QuickInput(Input):
    """The one thing left to say where a duty is done in one step: on which day."""

    on = DayField(_l("Day"), validators=[NeededDay()])
