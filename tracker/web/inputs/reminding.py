"""The inputs about one's own reminders: wishes, and days away."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

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
