"""The inputs for the agency's answer to an open question. What may stand is docket's word."""

import hashlib
import json
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from tracker.docket.questions import QuestionView
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
from tracker.web.inputs.facts import Reasoned
from tracker.web.inputs.matters import LongTextField
from tracker.web.words import YES_NO

DIGITS = 6


class AnswerInput(Input):
    """What the agency said, who said it, when, and on what paper; ``value`` comes with the question."""

    answered_by = TextField(
        _l("Who answered"),
        validators=[Needed(), too_long(200), Storable()],
        description=_l("The agency's department and person."),
    )
    answered_on = DayField(_l("On which day"), validators=[NeededDay()])
    evidence = LongTextField(
        _l("Evidence"),
        validators=[Needed(_l("Name the letter, mail or file.")), too_long(500), Storable()],
        description=_l("The number of the letter, the name of the file: where it can be found again."),
        render_kw={"rows": 2},
    )
    seen = HiddenField(validators=[too_long(64)])
    revision = HiddenField(validators=[too_long(10)])

    @property
    def given(self) -> Any:
        """The value as the question's type has it; what is no number is passed on to be refused."""
        field = self._fields["value"]
        typed = field.data
        if field.type == "RadioField":
            return {"yes": True, "no": False}.get(typed)
        if isinstance(field, NumberField):
            text = typed or ""
            return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else typed
        return typed

    def digest(self, unknown: str) -> str:
        """Stands for the value that was previewed."""
        told = json.dumps([unknown, self.given], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


class NumberField(TextField):
    """A whole number, typed as text so that what is wrong can be said in words."""


class TakeBackInput(Input):
    """Why an answer no longer counts."""

    reason = Reasoned.reason
    revision = HiddenField(validators=[too_long(10)])


def answer_input(asked: QuestionView) -> Any:
    """The input for one question; a later answer must say why it changes the earlier one."""
    fields: dict[str, Any] = {"value": value_field(asked)}
    if asked.revision:
        fields["reason"] = Reasoned.reason
    return type("AnswerInput", (AnswerInput,), fields)()


def value_field(asked: QuestionView) -> Any:
    """The field for the answer itself, by the type of the question."""
    label, needed = _l("The answer"), Needed(_l("Give the answer."))
    if asked.type == "boolean":
        checks = [Needed(_l("Choose yes or no.")), OneOf(YES_NO)]
        return RadioField(label, choices=options(YES_NO.items()), validators=checks, validate_choice=False)
    if asked.type == "whole":
        hint = _l("A whole number from %(low)d to %(high)d.", low=asked.minimum, high=asked.maximum)
        return NumberField(
            label, validators=[needed, too_long(DIGITS)], description=hint, render_kw={"inputmode": "numeric"}
        )
    hint = _l("In words. It is kept and shown with the question; no date changes.")
    rows = {"rows": 3}
    return LongTextField(
        label, validators=[needed, too_long(2000), Storable()], description=hint, render_kw=rows
    )
