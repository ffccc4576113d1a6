"""How pages word the steps of an import, and how a file was decoded."""

from flask_babel import lazy_gettext as _l

from tracker.web.words import Words

STATES: Words = {
    "uploaded": _l("choose the columns"),
    "checking": _l("being checked"),
    "checked": _l("checked, not stored"),
    "storing": _l("being stored"),
    "stored": _l("stored"),
    "failed": _l("failed"),
}
ENCODINGS: Words = {
    "utf-8": _l("UTF-8"),
    "utf-8-sig": _l("UTF-8 with a mark"),
    "cp932": _l("Shift_JIS (cp932)"),
}
