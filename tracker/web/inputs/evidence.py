"""The inputs for files that prove something, and for opening one to the agency."""

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField

from tracker.docket.filetypes import KINDS
from tracker.web.inputs.base import Input, Marked, Needed, Storable, TextField, too_long

ACCEPTED = ",".join(f".{each}" for each in sorted(KINDS))
LIMIT_SLACK = 2**20
"""What may come with a file in one request."""


def make_room(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A request with a file may be larger than others; it is asked before anything of it is read."""
    request.max_content_length = int(current_app.config["FILE_LIMIT"]) * 2**20 + LIMIT_SLACK


def file_field(needed: bool) -> FileField:
    """A file to hand in."""
    return FileField(
        _l("File"),
        description=_l("PDF, image or office file without macros. Kept encrypted; it cannot be erased."),
        validators=[Marked()] if needed else [],
        render_kw={"accept": ACCEPTED},
    )


def upload_of(field: FileField) -> tuple[str, bytes] | None:
    """The name and content of what was handed in; None where nothing was."""
    sent = field.data
    if not isinstance(sent, FileStorage) or not sent.filename:
        return None
    with sent.stream:  # a large one lies in a file of its own until it is closed
        return sent.filename, sent.read()


class EvidenceInput(Input):
    """A file for a fact or a form; with ``supersedes`` it takes another one's place."""

    file = file_field(needed=True)
    fact = HiddenField(validators=[too_long(20)])
    form = HiddenField(validators=[too_long(16)])
    supersedes = HiddenField(validators=[too_long(16)])
    reason = TextField(_l("Why it takes the other one’s place"), validators=[too_long(1000), Storable()])


class OpeningInput(Input):
    """Why the agency may see a file."""

    reason = TextField(
        _l("Reason"),
        validators=[Needed(_l("Give the reason. It stays on record.")), too_long(1000), Storable()],
    )
    read = BooleanField(_l("I have opened the file and read what is in it"))
