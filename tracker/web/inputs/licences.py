"""The inputs for an application for a licence and for the agency's decision. What may stand is docket's word."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

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
from tracker.web.inputs.matters import LongTextField
from tracker.web.words import LICENCE_DECISIONS, LICENCE_ENDS, LICENCE_KINDS, LICENCE_STANDINGS

PARTED = "|"


def number_of(text: str | None) -> int | None:
    """A whole number as typed; -1 where it is none, so that the use case refuses it."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else -1


class ApplicationInput(Input):
    """What an application says."""

    kind = RadioField(
        _l("Kind of licence"), choices=options(LICENCE_KINDS.items()), default="priority",
        validators=[Needed(), OneOf(LICENCE_KINDS)], validate_choice=False,
    )  # fmt: skip
    applicant = TextField(_l("Applicant"), validators=[Needed(), too_long(200), Storable()])
    standing = RadioField(
        _l("Standing of the applicant"), choices=options(LICENCE_STANDINGS.items()), default="original-owner",
        validators=[Needed(), OneOf(LICENCE_STANDINGS)], validate_choice=False,
    )  # fmt: skip
    designator = TextField(
        _l("Designated by"),
        validators=[too_long(200), Storable()],
        description=_l("The original owner who designates; only for a designee."),
    )
    consents = LongTextField(
        _l("Consents of the other original owners"),
        validators=[too_long(4000), Storable()],
        description=_l("One owner a line: name | evidence of the consent. Only for a designee."),
        render_kw={"rows": 3},
    )
    sole_owner = BooleanField(_l("There is no other original owner"))
    fee_reduction = BooleanField(_l("A reduction of the fee is wished for"))
    years = TextField(_l("Years asked for"), validators=[too_long(4)])
    years_reason = LongTextField(
        _l("Why longer than usual"), validators=[too_long(1000), Storable()], render_kw={"rows": 2}
    )
    submitted_on = DayField(_l("Submitted on"), validators=[NeededDay()])

    def arguments(self) -> dict[str, Any]:
        """What the use case takes."""
        lines = [line.partition(PARTED) for line in (self.consents.data or "").splitlines() if line.strip()]
        return {
            "kind": self.kind.data,
            "applicant": self.applicant.data or "",
            "standing": self.standing.data,
            "designator": self.designator.data,
            "consents": [{"name": name.strip(), "evidence": said.strip()} for name, _parted, said in lines],
            "sole_owner": self.sole_owner.data,
            "fee_reduction": self.fee_reduction.data,
            "years": number_of(self.years.data),
            "years_reason": self.years_reason.data,
            "submitted_on": self.submitted_on.data,
        }


class EndInput(Input):
    """How and when a licence contract ended."""

    how = RadioField(
        _l("How it ended"), choices=options(LICENCE_ENDS.items()),
        validators=[Needed(_l("Choose one.")), OneOf(LICENCE_ENDS)], validate_choice=False,
    )  # fmt: skip
    ended_on = DayField(_l("Ended on"), validators=[NeededDay()])


class DecisionInput(Input):
    """What the agency decides."""

    decision = RadioField(
        _l("Decision"), choices=options(LICENCE_DECISIONS.items()),
        validators=[Needed(_l("Choose one.")), OneOf(LICENCE_DECISIONS)], validate_choice=False,
    )  # fmt: skip
    decided_on = DayField(_l("Decided on"), validators=[NeededDay()])
    granted_years = TextField(
        _l("Years granted"),
        validators=[too_long(4)],
        description=_l("For a priority licence. Left empty, the years asked for, else the usual term."),
    )
    reason = LongTextField(
        _l("Reasons"),
        validators=[too_long(1000), Storable()],
        description=_l("A refusal must state them, and so must a term other than asked for or usual."),
        render_kw={"rows": 2},
    )

    def place(self, name: str) -> str:
        """The use case calls the years granted just years."""
        return "granted_years" if name == "years" else name
