"""The input for a new API token."""

from flask_babel import lazy_gettext as _l

from tracker.web.inputs.base import Input, Needed, Storable, TextField, too_long


class TokenInput(Input):
    """Names a token, so that one knows later which program holds it."""

    label = TextField(
        _l("Name of the program"),
        validators=[Needed(_l("Give the token a name.")), too_long(100), Storable()],
        description=_l("So that you know later what to revoke."),
    )
