"""The inputs for an official form, built from what its pack asks people to type, and for its two steps."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

from tracker.docket.forms import FieldView
from tracker.web.inputs.base import (
    DayField,
    Input,
    Marked,
    Needed,
    NeededDay,
    OneOf,
    Storable,
    TextField,
    options,
    too_long,
)
from tracker.web.inputs.matters import LongTextField
from tracker.web.words import FORM_CHANNELS

TYPED = "f_"
LONGEST = 4000


class SheetInput(Input):
    """What people type into one form."""

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by the form's own names."""
        found = {name: field.data for name, field in self._fields.items() if name.startswith(TYPED)}
        return {name.removeprefix(TYPED): value or "" for name, value in found.items()}

    @property
    def typed_fields(self) -> list[Any]:
        """The fields in the order of the form."""
        return [field for name, field in self._fields.items() if name.startswith(TYPED)]

    def place(self, name: str) -> str:
        """Use cases name fields as the form does."""
        return TYPED + name if TYPED + name in self._fields else name


def sheet_input(fields: Sequence[FieldView]) -> type[SheetInput]:
    """The input class of one sheet."""
    members: dict[str, Any] = {}
    for each in fields:
        if not each.typed:
            continue
        kind = LongTextField if each.lines else TextField
        rows = {"render_kw": {"rows": 3}} if each.lines else {}
        marks = [Marked()] if each.required else []
        checks = [*marks, too_long(LONGEST), Storable()]
        made = kind(each.label, validators=checks, description=each.hint, **rows)
        members[TYPED + each.name] = made
    return type("OneSheetInput", (SheetInput,), members)


class StepInput(Input):
    """On which day a form was submitted or received, how, under which number."""

    on = DayField(_l("Day"), validators=[NeededDay()])
    channel = RadioField(
        _l("Channel"), choices=options(FORM_CHANNELS.items()), default="portal",
        validators=[Needed(_l("Choose one.")), OneOf(FORM_CHANNELS)], validate_choice=False,
    )  # fmt: skip
    receipt_no = TextField(_l("Receipt number"), validators=[too_long(100), Storable()])
    confirm = BooleanField(_l("I have read this and record it all the same"))
