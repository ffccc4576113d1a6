"""What people read for the codes of the self-check, of what-if and of the pages of terms. Not here: labels of terms (packs)."""

from flask_babel import lazy_gettext as _l

from tracker.web.words import Words

KINDS: Words = {
    "add": _l("Missing in the store"),
    "move": _l("Stored otherwise"),
    "drop": _l("Nothing leads to it"),
    "fail": _l("Cannot be computed"),
}
REASONS: Words = {
    "missing-row": _l("the facts give a duty that is not stored"),
    "extra-row": _l("a duty is stored that the facts do not give"),
    "dates": _l("the dates differ"),
    "standing": _l("it stands otherwise"),
    "basis": _l("the explanation rests on something else"),
    "values": _l("what is stored beside the dates differs"),
    "finding": _l("what is said of the whole matter differs"),
    "reach": _l("the agency’s lists do not match what was reported"),
    "underivable": _l("the recorded facts cannot stand together"),
}
PARTS: Words = {
    "duty": _l("The matter"),
    "disclosure": _l("Disclosure to the agency"),
    "foreign_filing": _l("Filing abroad"),
    "holders": _l("Holders of the rights"),
    "licences": _l("Priority licences"),
    "licence_window": _l("Window for priority licences"),
    "unknowns": _l("Open questions"),
    "reported": _l("Reported to the agency"),
}
WHAT_IF: Words = {
    "appears": _l("Would appear"),
    "moves": _l("Would move"),
    "goes": _l("Would go"),
    "stands": _l("Would stand otherwise"),
    "same": _l("Unchanged"),
}
TREATED: Words = {
    "computed": _l("computed"),
    "asked": _l("asked of a person"),
    "left": _l("left to people"),
}
