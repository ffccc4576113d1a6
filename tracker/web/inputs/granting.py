"""The inputs for sharing a matter. With whom it can be shared is docket's answer."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from tracker.web.inputs.base import Input, Needed, OneOf, Storable, options, too_long
from tracker.web.inputs.content import WHY
from tracker.web.inputs.matters import LongTextField
from tracker.web.people_words import GRANT_ROLES


class ShareInput(Input):
    """Shares a matter with somebody."""

    grantee = SelectField(
        _l("With whom"), validators=[Needed(_l("Choose with whom."))], validate_choice=False
    )
    role = RadioField(
        _l("Role"),
        validators=[Needed(), OneOf(GRANT_ROLES)],
        choices=options(GRANT_ROLES.items()),
        default="reader",
        validate_choice=False,
    )
    reason = LongTextField(
        _l("Reason"), validators=[Needed(WHY), too_long(1000), Storable()], render_kw={"rows": 2}
    )

    def offer(self, choices: Iterable[Any]) -> None:
        """Those it can be shared with."""
        self.grantee.choices = options([("", "–"), *((each.public_id, each.name) for each in choices)])
