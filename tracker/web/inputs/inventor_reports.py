"""The inputs of inventors' reports: writing one, and what the IP manager makes of it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from tracker.web.inputs.base import DayField, Input, Needed, OneOf, Storable, TextField, options, too_long
from tracker.web.inputs.content import WHY
from tracker.web.inputs.matters import LongTextField
from tracker.web.people_words import THIRD_PARTY
from tracker.web.words import RIGHTS, SENSITIVE_FIELDS

FIELDS = (
    "title", "right", "agreement", "made_on", "description", "abstract", "keywords", "inventors",
    "publication_on", "publication", "third_party", "third_party_what", "third_party_terms",
)  # fmt: skip


def long(rows: int) -> dict[str, Any]:
    """What every text of several lines needs."""
    return {"validators": [too_long(100_000), Storable()], "render_kw": {"rows": rows}}


class ReportInput(Input):
    """Reports an invention or another result."""

    title = TextField(
        _l("What is it called?"), validators=[Needed(_l("Enter a title.")), too_long(500), Storable()]
    )
    right = RadioField(
        _l("What is it?"),
        validators=[Needed(), OneOf(RIGHTS)],
        choices=options(RIGHTS.items()),
        default="patent",
        validate_choice=False,
    )
    agreement = SelectField(_l("From which agreement?"), validate_choice=False)
    made_on = DayField(_l("When was it made, or first complete?"))
    description = LongTextField(_l("What is new, and how does it work?"), **long(8))
    abstract = LongTextField(_l("In short"), **long(3))
    keywords = LongTextField(_l("Keywords"), **long(2))
    inventors = LongTextField(
        _l("Who made it, with which share?"),
        description=_l("One a line: name, affiliation, share. For example: Taro Yamada, Laboratory 1, 1/2"),
        **long(4),
    )
    publication_on = DayField(_l("Is a publication planned? From when?"))
    publication = LongTextField(
        _l("Which talk, paper or press release?"),
        description=_l("A publication before the filing can cost the right. Say it early."),
        **long(2),
    )
    third_party = RadioField(
        _l("Is data, code or material of others in it?"),
        validators=[Needed(), OneOf(THIRD_PARTY)],
        choices=options(THIRD_PARTY.items()),
        default="unknown",
        validate_choice=False,
    )
    third_party_what = LongTextField(_l("Which?"), **long(2))
    third_party_terms = LongTextField(_l("Under which agreement or licence?"), **long(2))

    def offer(self, agreements: Iterable[Any]) -> None:
        """The agreements a result can come from."""
        listed = [(each.public_id, f"{each.number}  {each.title}") for each in agreements]
        self.agreement.choices = options([("", _l("I do not know")), *listed])

    def given(self) -> dict[str, Any]:
        """What the use case takes."""
        return {name: self._fields[name].data for name in FIELDS}


class AcceptReportInput(Input):
    """Makes a matter of a report."""

    agreement = SelectField(
        _l("Agreement"), validators=[Needed(_l("Choose the agreement the result comes from."))],
        validate_choice=False,
    )  # fmt: skip
    ref = TextField(
        _l("Reference"),
        validators=[too_long(60), Storable()],
        description=_l("Left empty, the next one is given."),
    )
    sensitive_field = RadioField(
        _l("Specified technology field (ESPA 66)"),
        validators=[OneOf(SENSITIVE_FIELDS)],
        choices=options(SENSITIVE_FIELDS.items()),
        default="unknown",
        validate_choice=False,
    )

    def offer(self, agreements: Iterable[Any], chosen: str | None) -> None:
        """The agreements it can be put under; what the inventor named is chosen already."""
        listed = [(each.public_id, f"{each.number}  {each.title}") for each in agreements]
        self.agreement.choices = options(listed if len(listed) == 1 else [("", "–"), *listed])
        if not self.is_submitted() or self.agreement.data is None:
            self.agreement.data = chosen or (listed[0][0] if len(listed) == 1 else "")


class AnswerInput(Input):
    """Sends a report back, or declines it, with a reason."""

    reason = LongTextField(
        _l("To the inventor"), validators=[Needed(WHY), too_long(1000), Storable()], render_kw={"rows": 3}
    )
