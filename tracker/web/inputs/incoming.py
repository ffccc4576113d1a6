"""The inputs with which the agency answers what came in. What may stand is docket's word."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.web.inputs.base import DayField, Input, Needed, NeededDay, Storable, TextField, too_long
from tracker.web.inputs.matters import LongTextField

FOR_BOTH = _l("The contractor reads it. Put no technical content here.")


class ReceiptInput(Input):
    """On which day a notice was received."""

    received_on = DayField(_l("Received on"), validators=[NeededDay()])
    remark = LongTextField(
        _l("Remark"), validators=[too_long(1000), Storable()], description=FOR_BOTH, render_kw={"rows": 2}
    )

    def place(self, name: str) -> str:
        """Use cases call every word to the other side a comment."""
        return "remark" if name == "comment" else name


class ReturnInput(Input):
    """On which day a notice was sent back, and what is to be put right; ``after_all``: after its receipt."""

    after_all = HiddenField(validators=[too_long(1)])
    returned_on = DayField(_l("Sent back on"), validators=[NeededDay()])
    comment = LongTextField(
        _l("What is to be put right"),
        validators=[Needed(_l("Say what is to be put right.")), too_long(1000), Storable()],
        description=FOR_BOTH,
        render_kw={"rows": 3},
    )


class MethodInput(Input):
    """How a paper that shows content shall be reported."""

    agreed_on = DayField(_l("Agreed on"), validators=[NeededDay()])
    comment = LongTextField(
        _l("How it shall be reported"),
        validators=[Needed(_l("Say how it shall be reported.")), too_long(1000), Storable()],
        description=FOR_BOTH,
        render_kw={"rows": 3},
    )


class DisputeInput(Input):
    """Why an act that the contractor entered is not known to the agency."""

    comment = LongTextField(
        _l("Why it cannot be confirmed"),
        validators=[Needed(_l("Say why.")), too_long(1000), Storable()],
        description=FOR_BOTH,
        render_kw={"rows": 3},
    )


class DemandInput(Input):
    """A demand to be shown content: one disclosure, to one recipient, in one way, until a day."""

    demand_no = TextField(_l("Number of the demand"), validators=[Needed(), too_long(100), Storable()])
    method = TextField(
        _l("Method"),
        validators=[Needed(), too_long(100), Storable()],
        description=_l("How the content is to be handed over. It is not handed over through this product."),
    )
    recipient = TextField(
        _l("Recipient"),
        validators=[Needed(), too_long(200), Storable()],
        description=_l("The one person who may receive it."),
    )
    demanded_on = DayField(_l("Demanded on"), validators=[NeededDay()])
    expires_on = DayField(_l("Valid until"), validators=[NeededDay()])
