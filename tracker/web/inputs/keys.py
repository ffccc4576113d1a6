"""The field for one key of a fact, by the type its pack gives it. Which keys there are is the pack's word."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, IntegerField, SelectField
from wtforms.fields import Choice
from wtforms.validators import Optional, StopValidation

from tracker.docket.terms import shelf
from tracker.web.inputs.base import DayField, Needed, OneOf, Storable, TextField, options, too_long
from tracker.web.words import CHOICES, ROUTES, item_word, say

Choices = list[tuple[str, str]]


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
            raise StopValidation(
                _("Enter a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )


def key_field(key: Any, offered: Choices, language: str, right: str) -> Any:
    """The field for one key, by its type."""
    needed = (key.required and not key.optional_items) or right in key.rights
    settings: dict[str, Any] = {"description": hint(key), "validators": [Needed() if needed else Optional()]}
    label = key.label[language]
    if key.type == "date":
        return DayField(label, **settings)
    if key.type == "whole":
        settings["validators"].append(Within(key.minimum, key.maximum))
        return WholeField(label, render_kw={"class": "short", "inputmode": "numeric"}, **settings)
    if key.type == "boolean":
        return yes_or_no(label, settings)
    if key.type in ("text", "new-filing"):
        settings["validators"] += [too_long(100), Storable()]
        return ShortField(label, **settings) if key.type == "new-filing" else TextField(label, **settings)
    if key.type == "office":
        settings["validators"].append(OneOf(shelf().offices))
        return OfficeField(label, **settings)
    return chosen(label, settings, choices_of(key, offered))


def choices_of(key: Any, offered: Choices) -> Choices:
    """What may be chosen for a key, with words."""
    if key.type == "route":
        return [(code, str(word)) for code, word in ROUTES.items()]
    if key.type == "item":
        return [(str(number), item_word(number)) for number in range(1, 24)]
    if key.type == "choice":
        return [(code, say(CHOICES, code)) for code in key.choices]
    return offered


def chosen(label: str, settings: dict[str, Any], choices: Choices) -> SelectField:
    """A list to choose from; a single necessary choice is made already."""
    settings["validators"] = [*settings["validators"], OneOf(code for code, _word in choices)]
    single = len(choices) == 1 and isinstance(settings["validators"][0], Needed)
    default = choices[0][0] if single else None
    listed = choices if single else [("", "–"), *choices]
    return SelectField(label, choices=options(listed), default=default, validate_choice=False, **settings)


def yes_or_no(label: str, settings: dict[str, Any]) -> Any:
    """Three answers: not said, yes, no. A box could not tell the first from the last."""
    return TriField(
        label,
        choices=options([("", _("as the item itself suggests")), ("yes", _("yes")), ("no", _("no"))]),
        validate_choice=False,
        **settings,
    )


class TriField(SelectField):
    """Yes, no, or nothing said; its value is True, False or None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = {"yes": True, "no": False}.get(str(valuelist[0]) if valuelist else "")

    def iter_choices(self):
        told = "" if self.data is None else "yes" if self.data else "no"
        return [Choice(each.value, each.label, each.value == told, {}) for each in self.choices]


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


def conditions(key: Any) -> dict[str, str]:
    """On which routes or items a key may stand, for the page to show it only there."""
    told = {"route": key.routes, "item": key.items}
    return {name: " ".join(str(value) for value in values) for name, values in told.items() if values}


def plain(value: Any) -> Any:
    """A value as a case file would carry it."""
    return value.isoformat() if isinstance(value, date) else value


def known_value(field: Field, value: Any) -> Any:
    """A key's value as its field holds it."""
    if isinstance(field, DayField):
        return date.fromisoformat(str(value))
    return value if isinstance(field, TriField | WholeField) else str(value)
