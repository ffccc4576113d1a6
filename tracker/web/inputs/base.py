"""What all inputs share: days, plain text, choices, and faults told at their field. No page knows it here."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, StopValidation
from wtforms.widgets import TextInput

from tracker.errors import Fault, Refused
from tracker.web.dates import UnreadableDate, read_date
from tracker.web.language import current_language


class Needed:
    """The field must be filled in; a blank is not an answer."""

    field_flags = {"required": True}

    def __init__(self, message: object = None) -> None:
        self.message = message or _l("Fill this in.")

    def __call__(self, form: Any, field: Field) -> None:
        if not field.raw_data or not str(field.raw_data[0]).strip():
            field.errors = []
            raise StopValidation(str(self.message))


class Marked:
    """Shown as required; whether something may go on without it is said elsewhere."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Asks for nothing."""


class NeededDay(Needed):
    """The day must be given; a day that cannot be read keeps its own message."""

    def __init__(self) -> None:
        super().__init__(_l("Enter a date."))


class Storable:
    """No control characters: they cannot be stored everywhere, and nobody types them on purpose."""

    def __call__(self, form: Any, field: Field) -> None:
        if any(unicodedata.category(c) == "Cc" and c not in "\n\r\t" for c in field.data or ""):
            raise StopValidation(
                _("There are control characters in this text. Type it again, or paste it as plain text.")
            )


class OneOf:
    """The value is one of those offered; replaces the library's wording."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = frozenset(allowed)

    def __call__(self, form: Any, field: Field) -> None:
        if field.data and field.data not in self.allowed:
            raise StopValidation(_("Choose one of the values offered."))


class TextField(StringField):
    """One line of text, or several; trimmed, in composed form."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.data = unicodedata.normalize("NFC", text).strip()

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")


class DayField(Field):
    """A day, read from what people type; keeps the typed text when it cannot be read."""

    widget = TextInput()
    shape = "date-input"

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.data: date | None = None
        if not text.strip():
            return
        try:
            self.data = read_date(text, current_language())
        except UnreadableDate as unreadable:
            raise ValueError(str(unreadable)) from unreadable

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if isinstance(self.data, date) else ""


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Codes and words as the library takes what may be chosen."""
    return [SelectChoice(code, word) for code, word in pairs]


def too_long(limit: int) -> Length:
    """At most so many characters."""
    return Length(max=limit, message=_l("This is too long: %(max)d characters at most.", max=limit))


class Input(FlaskForm):
    """Parent of all inputs. The token against forged requests is checked for the whole application."""

    class Meta(FlaskForm.Meta):
        csrf = False

    form_errors: list[str]
    request_key = HiddenField(validators=[too_long(64)])

    @property
    def fault_list(self) -> list[tuple[Field | None, str]]:
        """Every fault with its field (None: about the whole), in the order of the page."""
        told = [(field, message) for field in self for message in field.errors]
        return [*((None, message) for message in self.form_errors), *told]

    def take(self, refused: Refused) -> None:
        """Put the faults a use case found at their fields; what has no field stands on top."""
        for fault in refused.faults:
            self._put(fault)

    def _put(self, fault: Fault) -> None:
        field = self._fields.get(self.place(fault.field))
        message = _(fault.message_id, **fault.values) if fault.values else _(fault.message_id)
        if field is None or field.type == "HiddenField":
            self.form_errors = [*self.form_errors, message]
        else:
            field.errors = [*field.errors, message]

    def place(self, name: str) -> str:
        """The input field that stands for a use case's argument."""
        return name
