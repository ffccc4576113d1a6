"""The inputs of an agreement's page: its final report, and who else takes part."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from tracker.web.inputs.base import DayField, Input, Needed, NeededDay, options
from tracker.web.people_words import PARTS


class FinalReportInput(Input):
    """On which day the final report was submitted."""

    on = DayField(_l("Day the final report was submitted"), validators=[NeededDay()])


class ParticipantInput(Input):
    """Enters an organisation that takes part."""

    organisation = SelectField(
        _l("Organisation"), validators=[Needed(_l("Choose an organisation."))], validate_choice=False
    )
    part = SelectField(_l("Takes part as"), choices=options(PARTS.items()), validate_choice=False)

    def offer(self, homes: Iterable[tuple[str, str]]) -> None:
        """The organisations there are."""
        self.organisation.choices = options([("", "–"), *homes])
