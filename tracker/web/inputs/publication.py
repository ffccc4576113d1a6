"""The inputs for a planned publication and for people named in a matter. What they mean is docket's to say."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

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
from tracker.web.publication_words import CHANNELS, CONTENTS, ENDS, PARTS


class Chosen(OneOf):
    """One of those offered, of which one is always chosen: neither needed nor optional."""

    field_flags = {"quiet": True}


class PlanInput(Input):
    """A planned publication."""

    channel = SelectField(
        _l("What kind of publication"),
        choices=options(CHANNELS.items()),
        validators=[Chosen(CHANNELS)],
        validate_choice=False,
    )
    on = DayField(
        _l("First day it can be seen"),
        validators=[NeededDay()],
        description=_l(
            "The first day on which anybody can see it: the abstract goes online, the preprint appears."
        ),
    )
    what = LongTextField(
        _l("What and where"),
        validators=[Needed(), too_long(500), Storable()],
        render_kw={"rows": 2},
        description=_l("Title, event or journal. Do not describe the invention here."),
    )
    content = RadioField(
        _l("What it shows of the invention"),
        choices=options(CONTENTS.items()),
        default="unsure",
        validators=[Chosen(CONTENTS)],
        validate_choice=False,
    )


class OutcomeInput(Input):
    """What became of a planned publication."""

    ended = RadioField(
        _l("Outcome"),
        choices=options(ENDS.items()),
        default="made",
        validators=[Chosen(ENDS)],
        validate_choice=False,
    )
    on = DayField(_l("Made public on"), description=_l("Needed where it was made public."))


class NamedInput(Input):
    """Somebody to be named in a matter."""

    part = SelectField(
        _l("Part in the matter"),
        choices=options(PARTS.items()),
        validators=[Chosen(PARTS)],
        validate_choice=False,
    )
    name = TextField(_l("Name"), validators=[Needed(), too_long(200), Storable()])
    affiliation = TextField(_l("Affiliation"), validators=[too_long(200), Storable()])
    share = TextField(
        _l("Share"),
        validators=[too_long(20), Storable()],
        description=_l("A fraction or a percentage: 1/3, 40%"),
    )


class OffInput(Input):
    """Takes somebody off."""

    reason = LongTextField(
        _l("Reason"),
        validators=[Needed(_l("Give the reason. It stays on record.")), too_long(1000), Storable()],
        render_kw={"rows": 2},
    )
