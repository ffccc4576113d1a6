"""The input for a new matter. What may be kept of it is decided in docket."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, TextAreaField

from tracker.web.inputs.base import Input, Needed, OneOf, Storable, TextField, options, too_long
from tracker.web.words import RIGHTS, SENSITIVE_FIELDS


class LongTextField(TextField, TextAreaField):
    """Several lines of text."""


class NewMatter(Input):
    """Logs an invention, a work or a piece of know-how."""

    agreement = SelectField(
        _l("Agreement"),
        validators=[Needed(_l("Choose the agreement the result comes from."))],
        description=_l("It decides which terms hold."),
        validate_choice=False,
    )
    right = RadioField(
        _l("Right"),
        validators=[Needed(_l("Choose the right.")), OneOf(RIGHTS)],
        choices=options(RIGHTS.items()),
        default="patent",
        validate_choice=False,
    )
    title = TextField(
        _l("Title"),
        validators=[Needed(_l("Enter a title.")), too_long(500), Storable()],
        description=_l(
            "The agency sees it only once the matter was reported and while its level is open; until then a neutral title. It never stands in a mail."
        ),
    )
    ref = TextField(
        _l("Reference"),
        validators=[too_long(60), Storable()],
        description=_l(
            "Your own number. Left empty, the next one is given. It is shown to the agency and in mails: put no content into it."
        ),
    )
    sensitive_field = RadioField(
        _l("Specified technology field (ESPA 66)"),
        validators=[OneOf(SENSITIVE_FIELDS)],
        choices=options(SENSITIVE_FIELDS.items()),
        default="unknown",
        description=_l("Undecided counts as inside until somebody decides."),
        validate_choice=False,
    )
    perennial = BooleanField(_l("Plant variety of the 30-year kind (trees and the like)"))
    shelf_no = TextField(
        _l("Technical content is kept elsewhere (shelf no.)"),
        validators=[too_long(100), Storable()],
        description=_l("Where the papers are. Preferred while a security review can still come."),
    )
    technical = LongTextField(
        _l("Technical content"),
        validators=[too_long(100_000), Storable()],
        description=_l(
            "Stored encrypted, never mailed or exported. The agency sees a field only after two of your people released it."
        ),
    )

    def offer(self, agreements: Iterable[Any]) -> None:
        """The agreements a person may choose from; a single one is chosen already."""
        listed = [(a.public_id, f"{a.number}  {a.title}") for a in agreements]
        self.agreement.choices = options(listed if len(listed) == 1 else [("", "–"), *listed])
        if len(listed) == 1 and not self.agreement.data:
            self.agreement.data = listed[0][0]

    def arguments(self) -> dict[str, Any]:
        """What the use case takes; what was left empty is left out."""
        names = (
            "agreement",
            "right",
            "title",
            "ref",
            "sensitive_field",
            "shelf_no",
            "technical",
            "request_key",
        )
        given = {name: self._fields[name].data for name in names}
        return (
            {name: value for name, value in given.items() if value}
            | {"perennial": self.perennial.data}
            | {name: given[name] or "" for name in ("agreement", "right", "title")}
        )
