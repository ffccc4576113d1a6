"""The product's words for planned publications and for people named in a matter. Reasons are the packs' own."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from tracker.web.words import Words

CHANNELS: Words = {
    "talk": _l("Talk or poster"),
    "paper": _l("Paper or abstract"),
    "press": _l("Press release"),
    "upload": _l("Upload to a repository or website"),
    "exhibition": _l("Exhibition or demonstration"),
    "other": _l("Another publication"),
}
CONTENTS: Words = {
    "filed": _l("Only what a filing says"),
    "beyond": _l("More than the filing says"),
    "none": _l("Nothing of the invention"),
    "unsure": _l("Not known yet"),
}
ANSWERS: Words = {
    "yes": _lp("publication", "Yes, it may be published"),
    "ask": _lp("publication", "Ask first"),
    "no": _lp("publication", "No, not now"),
}
SHORT: Words = {
    "yes": _lp("publication", "Yes"),
    "ask": _lp("publication", "Ask"),
    "no": _lp("publication", "No"),
}
ICONS = {"yes": "met", "ask": "waiting", "no": "waived"}
ENDS: Words = {"made": _l("It was made public"), "called-off": _l("It was called off")}
PARTS: Words = {"inventor": _l("Inventor"), "co-applicant": _l("Co-applicant")}
