"""The inputs about reminders: one's own wishes and days away, and the ladder of an organisation."""

import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField
from wtforms.validators import StopValidation

from tracker.web.inputs.base import DayField, Input, NeededDay, TextField, too_long


class WishInput(Input):
    """What one wants to be told of. Fixed dates are always told."""

    option = BooleanField(_l("Rights that lapse"))
    prompt = BooleanField(_l("Internal targets"))
    days_before = TextField(
        _l("At most so many days before"),
        validators=[too_long(4)],
        description=_l("Empty: as early as your organisation’s ladder says."),
    )
    days_after = TextField(
        _l("At most so many days after"),
        validators=[too_long(4)],
        description=_l("Empty: until it is done. If nobody would be told, you are told all the same."),
    )
    quiet_digest = BooleanField(_l("A mail on days without reminders, too (IP managers)"))
    one_a_day = BooleanField(_l("One mail a day: what comes up later waits until tomorrow"))


class AwayInput(Input):
    """Days away, and who stands in."""

    from_on = DayField(_l("First day"), validators=[NeededDay()])
    until_on = DayField(_l("Last day"), validators=[NeededDay()])
    deputy = SelectField(_l("Who stands in"), validate_choice=False)


MOST_DAYS = 400
CLIMBERS = 5
"""So many people can be named in order; the rest come after them by themselves."""


class Days:
    """A whole number of days."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        if read_number(field.data or "") is None:
            raise StopValidation(_("A whole number of days from 0 to %(most)s.", most=MOST_DAYS))


class Steps:
    """Whole numbers of days, parted by blanks or commas."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        if not (field.data or "").strip() or None in map(read_number, split_steps(field.data)):
            raise StopValidation(_("Up to 12 whole numbers of days from 0 to %(most)s.", most=MOST_DAYS))


def split_steps(text: str) -> list[str]:
    """The parts of a list of steps, however people part them; full-width digits are digits."""
    return unicodedata.normalize("NFKC", text).replace("、", " ").replace(",", " ").split()


def read_number(text: str) -> int | None:
    """A whole number of days, or None for anything else."""
    text = unicodedata.normalize("NFKC", text).strip()
    fits = text.isascii() and text.isdecimal() and len(text) < 5
    return int(text) if fits and int(text) <= MOST_DAYS else None


class LadderInput(Input):
    """An organisation's ladder: when it reminds, who is next, when a list goes out."""

    steps = TextField(
        _l("Days before the date on which a reminder goes out"),
        validators=[Steps(), too_long(100)],
        description=_l(
            "For example 30 14 7 3 1 0. The day itself always counts, and whatever is overdue is told every day."
        ),
    )
    two_from = TextField(_l("Two people are told from so many days before"), validators=[Days()])
    climb_after = TextField(
        _l("The next person is told after so many business days in which nobody confirmed"),
        validators=[Days()],
    )
    back_after = TextField(
        _l("What was confirmed and not done returns after so many days"), validators=[Days()]
    )
    near = TextField(_l("A date is near when so many days or fewer are left"), validators=[Days()])
    back_after_near = TextField(_l("Near a date it returns after so many days"), validators=[Days()])
    chain_1 = SelectField(
        _l("First"),
        validate_choice=False,
        description=_l("Also gets what comes back from somebody else’s address."),
    )
    chain_2 = SelectField(_l("Second"), validate_choice=False)
    chain_3 = SelectField(_l("Third"), validate_choice=False)
    chain_4 = SelectField(_l("Fourth"), validate_choice=False)
    chain_5 = SelectField(_l("Fifth"), validate_choice=False)
    quiet_digest = BooleanField(_l("IP managers get a mail on days without reminders, too"))
    list_weekday = SelectField(_l("The docket list goes to IP managers every"), validate_choice=False)

    def place(self, name: str) -> str:
        """Whoever is named wrongly in the order is told at its first place."""
        return "chain_1" if name == "chain" else name

    def chain(self) -> list[str]:
        """The people named, in order."""
        named = [self[f"chain_{number}"].data for number in range(1, CLIMBERS + 1)]
        return [str(each) for each in named if each]

    def asked(self) -> dict[str, Any]:
        """What the use cases take; call it once the input is valid."""
        days = {name: read_number(self[name].data) for name in DAY_FIELDS}
        weekday = read_number(self.list_weekday.data or "")
        steps = [read_number(part) for part in split_steps(self.steps.data)]
        return {
            **days,
            "steps": steps,
            "chain": self.chain(),
            "quiet_digest": self.quiet_digest.data,
            "list_weekday": weekday,
        }


DAY_FIELDS = ("two_from", "climb_after", "back_after", "back_after_near", "near")
