"""The inputs for technical content and for what is opened to the agency. What may be kept is docket's answer."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from tracker.web.inputs.base import DayField, Input, Needed, NeededDay, Storable, TextField, too_long
from tracker.web.inputs.matters import LongTextField
from tracker.web.words import CONTENT_FIELDS

WHY = _l("Give the reason. It stays on record.")


class ContentBase(Input):
    """What stands beside the fields: where the papers are, and why content is kept all the same."""

    shelf_no = TextField(
        _l("Technical content is kept elsewhere (shelf no.)"),
        validators=[too_long(100), Storable()],
        description=_l("Where the papers are. Preferred while a security review can still come."),
    )
    insist = BooleanField(_l("Keep it here all the same, although the invention is designated"))
    reason = LongTextField(
        _l("Why it must be kept here"),
        validators=[too_long(1000), Storable()],
        render_kw={"rows": 2},
        description=_l("Only for a designated invention. The reason stays on record."),
    )
    version = HiddenField(validators=[too_long(20)])

    @property
    def content_fields(self) -> list[Any]:
        """The fields of content, in their order."""
        return [self._fields[name] for name in CONTENT_FIELDS]

    def texts(self) -> dict[str, str]:
        """What the fields shall say."""
        return {field.name: field.data or "" for field in self.content_fields}


ContentInput: type[ContentBase] = type(
    "ContentInput",
    (ContentBase,),
    {
        name: LongTextField(
            label,
            validators=[too_long(200_000), Storable()],
            render_kw={"rows": 8 if name == "description" else 3},
        )
        for name, label in CONTENT_FIELDS.items()
    },
)
"""Every field of content, each with its own text."""


class ReleaseInput(Input):
    """Asks that something be opened, having read it again."""

    reason = LongTextField(
        _l("Why it is shown to the agency"),
        validators=[Needed(WHY), too_long(1000), Storable()],
        render_kw={"rows": 3},
    )
    read = BooleanField(_l("I have read it again, word by word, and it may be shown to the agency"))
    revision = HiddenField(validators=[too_long(16)])


class DisclosureInput(ReleaseInput):
    """Asks for the one disclosure that a demand permits."""

    what = LongTextField(
        _l("What is disclosed"),
        validators=[Needed(), too_long(1000), Storable()],
        render_kw={"rows": 3},
        description=_l("Name the papers and pages. Do not write their content here."),
    )


class ConfirmInput(Input):
    """The second person's word."""

    read = BooleanField(_l("I have read it myself, word by word, and it may be shown to the agency"))
    revision = HiddenField(validators=[too_long(16)])


class EndInput(Input):
    """Takes something back, or refuses it."""

    reason = LongTextField(
        _l("Reason"), validators=[Needed(WHY), too_long(1000), Storable()], render_kw={"rows": 2}
    )


class DoneInput(Input):
    """On which day a permitted disclosure was made."""

    on = DayField(_l("Disclosed on"), validators=[NeededDay()])
