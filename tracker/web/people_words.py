"""Words for people, sharing, agreements and inventors' reports. Not here: the other words (words)."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from tracker.web.words import Words

GRANT_ROLES: Words = {
    "co-owner": _l("Co-owner: records what happens"),
    "reader": _lp("sharing", "Reader: reads only"),
}
PARTS: Words = {
    "joint-performer": _l("Joint performer"),
    "sub-recipient": _l("Sub-recipient"),
    "co-owner": _l("Co-owner"),
}
REPORT_STATES: Words = {
    "draft": _l("Draft"),
    "submitted": _l("Submitted"),
    "returned": _l("Sent back"),
    "accepted": _l("Accepted"),
    "declined": _l("Declined"),
}
THIRD_PARTY: Words = {
    "none": _l("No"),
    "yes": _l("Yes"),
    "unknown": _l("I do not know"),
}
