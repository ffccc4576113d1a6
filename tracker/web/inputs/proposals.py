"""The input for a decision on proposals of changed terms. What it does is docket's word."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from tracker.web.inputs.base import Input, Needed, OneOf, Storable, options, too_long
from tracker.web.inputs.matters import LongTextField
from tracker.web.words import PROPOSAL_DECISIONS


class DecideInput(Input):
    """What becomes of the chosen proposals, and why."""

    decision = RadioField(
        _l("Decision"),
        choices=options(PROPOSAL_DECISIONS.items()),
        validators=[Needed(_l("Choose one.")), OneOf(PROPOSAL_DECISIONS)],
        validate_choice=False,
    )
    reason = LongTextField(
        _l("Reason"),
        validators=[Needed(_l("Give the reason. It stays on record.")), too_long(1000), Storable()],
        render_kw={"rows": 2},
    )
    seen = HiddenField(validators=[too_long(64)])
