"""Inputs of the lists: a view's name, and what is asked before an act on many rows."""

from flask import render_template
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from tracker.docket.asking import Asked, Choice
from tracker.web.inputs.base import DayField, Input, Needed, NeededDay, Storable, TextField, options, too_long
from tracker.web.inputs.matters import LongTextField
from tracker.web.listing import address


class ViewInput(Input):
    """A name for a list as it is shown."""

    name = TextField(_l("Name of the view"), validators=[Needed(), too_long(60), Storable()])
    shared = BooleanField(_l("Share with the people of my organisation"))
    first = BooleanField(_l("Begin with this view"))

    def page(self, of: str, asked: Asked) -> str:
        """The input by itself, with what is wrong."""
        return render_template("lists/view.html", input=self, of=of, asked=asked, back=address(of, asked))


class SubmitInput(Input):
    """The day on which many duties were done."""

    on = DayField(_l("On which day?"), validators=[NeededDay()])


class ReassignInput(Input):
    """The person who gets many matters."""

    owner = SelectField(_l("New owner"), validators=[Needed()])

    def offer(self, people: list[Choice]) -> None:
        """Fill in the people there are."""
        self.owner.choices = options([("", _l("Choose a person")), *((p.code, p.label) for p in people)])


class NoteInput(Input):
    """A note for many matters."""

    text = LongTextField(
        _l("Note"),
        validators=[Needed(), too_long(4000), Storable()],
        description=_l("For your own people. Put no technical content here."),
        render_kw={"rows": 3},
    )
