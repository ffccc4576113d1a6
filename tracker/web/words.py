"""The product's words for codes that people see: standings, kinds, roles, rights, levels. Labels of terms
live in their pack; what a duty is called is never decided here.
"""

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

Words = dict[str, LazyString]

STANDINGS: Words = {
    "overdue": _l("Overdue"),
    "due-soon": _l("Due soon"),
    "target-passed": _l("Past target"),
    "open": _lp("duty", "Open"),
    "waiting": _l("Waiting for its first day"),
    "on-hold": _l("On hold (secrecy)"),
    "met": _l("Done"),
    "met-late": _l("Done late"),
    "waived": _l("Not needed"),
    "closed": _lp("duty", "Closed"),
    "passed": _l("Day over"),
}

KINDS: Words = {
    "fixed": _l("Fixed date"),
    "prompt": _l("Without delay; the date is an internal target"),
    "option": _l("A right that lapses"),
    "window": _l("Closes by an event"),
    "clock": _l("A period of the office"),
}

KIND_TAGS: Words = {
    "prompt": _l("internal target"),
    "option": _l("option"),
    "window": _l("window"),
    "clock": _l("office’s period"),
}

ACTORS: Words = {
    "contractor": _l("Contractor"),
    "agency": _l("Agency"),
    "office": _l("Patent office"),
}

WHOSE_WORDS: Words = {
    "mine": _l("Mine"),
    "matters": _l("My matters"),
}
"""Whose duties a list shows; without a word those of all."""

WITHIN: Words = {
    "7": _l("Within 7 days"),
    "30": _l("Within 30 days"),
    "90": _l("Within 90 days"),
}

RIGHTS: Words = {
    "patent": _l("Patent"),
    "utility-model": _l("Utility model"),
    "design": _l("Design"),
    "circuit-layout": _l("Circuit layout"),
    "plant-variety": _l("Plant variety"),
    "copyright": _l("Copyright"),
    "know-how": _l("Know-how"),
}

SENSITIVE_FIELDS: Words = {
    "unknown": _l("Not yet decided"),
    "outside": _l("Outside the specified technology fields"),
    "inside": _l("Inside a specified technology field"),
}

ROLES: Words = {
    "administrator": _l("Administrator"),
    "ip-manager": _l("IP manager"),
    "inventor": _l("Inventor"),
    "reader": _l("Reader"),
    "outside-agent": _l("Outside agent"),
    "officer": _l("Agency officer"),
}

LEVELS: Words = {
    "open": _lp("disclosure", "Open"),
    "detail-withheld": _l("Technical detail withheld"),
    "invention-withheld": _l("Invention withheld"),
}

SECRECY_STATES: Words = {
    "planned": _l("Filing planned"),
    "primary-review": _l("First screening"),
    "review-lapsed": _l("First screening over, not confirmed"),
    "security-review": _l("Security review"),
    "designated": _l("Designated invention"),
    "released": _l("Released"),
    "exempt": _l("Exempt"),
}

ROUTES: Words = {
    "national": _l("National filing"),
    "pct": _l("International filing (PCT)"),
    "national-phase": _l("National phase of a PCT filing"),
    "division": _l("Division"),
    "conversion": _l("Conversion"),
    "domestic-priority": _l("Filing claiming domestic priority"),
}

CHOICES: Words = {
    "program": _l("Computer program"),
    "database": _l("Database"),
    "manual": _l("Manual or specification"),
    "licensed-work": _l("Other work made for licensing"),
    "report": _l("Report"),
    "other": _l("Other work"),
    "publication": _l("Status after publication"),
    "filing": _l("Status after filing"),
    "registration": _l("Registration"),
    "copyright": _lp("notice", "Copyright"),
    "security": _l("Security matter (Art. 7)"),
    "in": _l("Received"),
    "out": _lp("paper", "Sent"),
    "banned": _l("Filing abroad is banned"),
    "clear": _l("Filing abroad is not banned"),
    "waived": _l("Waived"),
    "revoked": _l("Revoked"),
    "not-needed": _l("Not needed"),
    "outside": _l("Outside the specified technology fields"),
    "inside": _l("Inside a specified technology field"),
    "unknown": _l("Not yet decided"),
    "own-use": _l("Own use"),
    "licence": _l("Licence to others"),
    "exclusive-licence": _l("Exclusive licence"),
    "manuscript": _l("Manuscript"),
    "sale": _l("Sale"),
    "public-use": _l("Public use"),
    **ROUTES,
}

CONTENT_FIELDS: Words = {
    "abstract": _l("Abstract"),
    "description": _l("Description"),
    "claims": _l("Claims"),
    "drawings": _l("Drawings (described)"),
    "keywords": _l("Keywords"),
    "classification": _l("Classification (IPC, FI)"),
    "inventors_notes": _l("Inventors’ notes"),
}

RELEASE_SUBJECTS: Words = {
    **CONTENT_FIELDS,
    "matter": _l("That the matter exists (shared on purpose)"),
    "demand": _l("Disclosure on demand"),
    "title": _l("Title and bibliographic data"),
    "particulars": _l("Number, countries, particulars of the filings"),
}
RELEASE_STAGES: Words = {
    "asked": _l("Waits for a second person"),
    "running": _lp("release", "Open now"),
    "expired": _l("Permission expired"),
    "done": _l("Disclosed"),
    "ended": _lp("release", "Ended"),
}
RELEASE_ENDS: Words = {
    "taken-back": _l("taken back"),
    "refused": _lp("release", "refused"),
    "narrowed": _l("closed because the level narrowed"),
    "replaced": _l("closed because the text was changed"),
    "moved-out": _l("closed because the content was moved out"),
    "expired": _l("permission expired"),
}

LIMITS: Words = {
    "years": _l("its years have passed then"),
    "right-term": _l("the right itself ends then"),
    "other-licence": _l("another holder’s licence ends then"),
    "waived": _lp("licence", "waived"),
    "revoked": _lp("licence", "revoked"),
}
"""What sets the end of a priority licence."""

LICENCE_KINDS: Words = {"priority": _l("Priority licence"), "ordinary": _l("Ordinary licence")}
LICENCE_STANDINGS: Words = {
    "original-owner": _l("Original owner"),
    "designee": _l("Designated by an original owner"),
}
LICENCE_ENDS: Words = {"waived": CHOICES["waived"], "revoked": CHOICES["revoked"]}
LICENCE_DECISIONS: Words = {"granted": _l("Granted"), "refused": _l("Refused")}

LINE_KINDS: Words = {
    "notice": _lp("incoming", "Notice"),
    "method": _l("Reporting method"),
    "claim": _l("Entered for the agency"),
    "licence": _l("Application for a licence"),
    "demand": _l("Demand to be shown content"),
}
"""What can lie between contractor and agency."""

LINE_OUTCOMES: Words = {
    "open": _lp("incoming", "Waiting for an answer"),
    "received": _lp("notice", "Received"),
    "returned": _l("Sent back"),
    "replaced": _l("Sent back, then sent anew"),
    "agreed": _l("Method agreed"),
    "confirmed": _l("Confirmed"),
    "disputed": _l("Not known to the agency"),
    "granted": _l("Granted"),
    "refused": _l("Refused"),
    "handed-over": _l("Handed over as demanded"),
    "gone": _l("Taken back"),
}
"""How it went."""

ASSETS: Words = {
    "model-weights": _l("Model weights"),
    "training-recipe": _l("Training recipe"),
    "dataset": _l("Dataset"),
    "synthetic-data": _l("Synthetic data"),
}
ASSET_CLASSES: Words = {
    **{name: CHOICES[name] for name in ("program", "database", "manual", "licensed-work", "other")},
    "know-how": RIGHTS["know-how"],
}

DETAIL_WORDS: Words = {
    "application_no": _l("Application number"),
    "publication_no": _l("Publication number"),
    "registration_no": _l("Registration number"),
    "international_no": _l("International application number"),
    "receipt_no": _l("Receipt number"),
    "document_no": _l("Number of the paper"),
    "agent_ref": _l("Attorney's reference"),
}

SETTLED: Words = {
    "not-needed": _l("Not needed: the terms do not ask for it here"),
    "waived": _l("Waived: the agency does without it"),
}

OFFICES: Words = {
    "JP": _l("Japan"),
    "WO": _l("International (PCT)"),
    "US": _l("United States"),
    "EP": _l("European Patent Office"),
    "CN": _l("China"),
    "KR": _l("Republic of Korea"),
    "TW": _l("Taiwan"),
    "DE": _l("Germany"),
    "GB": _l("United Kingdom"),
    "FR": _l("France"),
    "IN": _l("India"),
    "AU": _l("Australia"),
    "CA": _l("Canada"),
}

STEPS: Words = {
    "fact": _l("Fact"),
    "clause": _lp("why this date", "Terms"),
    "count": _l("Counting"),
    "roll": _l("Calendar"),
    "result": _l("Result"),
    "note": _lp("why this date", "Note"),
}

CHANGES: Words = {
    "appear": _lp("change", "New"),
    "move": _lp("change", "Moves"),
    "go": _lp("change", "Goes"),
    "stand": _lp("change", "Changes state"),
}

MAIL_STATES: Words = {
    "queued": _l("Queued"),
    "sending": _l("Being sent"),
    "sent": _lp("mail", "Sent"),
    "failed": _l("Failed"),
    "dropped": _l("Not sent"),
}


FORM_CHANNELS: Words = {
    "portal": _l("Agency’s portal"),
    "e-mail": _l("E-mail"),
    "post": _l("Post"),
    "by-hand": _l("By hand"),
}
"""How a form went to the agency."""

ITEMS: dict[int, LazyString] = {
    1: _l("request for security review"),
    2: _l("notice: sent to the Prime Minister"),
    3: _l("notice: not sent"),
    4: _l("notice of what may be designated"),
    5: _l("papers to keep the application"),
    6: _l("notice of ending the review, or its defence"),
    7: _l("designation"),
    8: _l("extension of the designation"),
    9: _l("no designation needed"),
    10: _l("request for permission to work the invention"),
    11: _l("permission to work the invention"),
    12: _l("dismissal: breach of the permission"),
    13: _l("grounds of dismissal (permission), or the defence"),
    14: _l("dismissal: disclosure"),
    15: _l("grounds of dismissal (disclosure), or the defence"),
    16: _l("prior approval of a business that handles it"),
    17: _l("change of a business that handles it"),
    18: _l("designation lifted or expired"),
    19: _l("dismissal: breach of the ban on filing abroad"),
    20: _l("defence (filing abroad)"),
    21: _l("question whether filing abroad is banned"),
    22: _l("answer: not banned"),
    23: _l("answer: banned or not"),
}
"""Short names of the items of Article 7(1), to find one's way in a list; the terms' own words are longer."""


def item_word(number: int) -> str:
    """An item of Article 7(1) by number and short name."""
    return f"{number}  {ITEMS[number]}" if number in ITEMS else str(number)


PROPOSAL_DECISIONS: Words = {
    "accepted": _l("The duties follow the new terms"),
    "kept": _l("The duties stay as they stand for now"),
}

PROPOSAL_STATES: Words = {
    "open": _l("Waits for a decision"),
    "kept": _l("Kept as it stood"),
}

YES_NO: Words = {"yes": _lp("answer", "Yes"), "no": _lp("answer", "No")}

SECTIONS: Words = {
    "disclosure": _l("What the agency may see"),
    "foreign_filing": _l("Filing outside Japan"),
    "holders": _l("Who holds the right"),
    "licences": _l("How long licences run"),
    "licence_window": _l("Until when a priority licence can be applied for"),
}
"""What follows for a matter as a whole, beside its duties."""

MAIL_REASONS: Words = {
    "superseded": _l("A newer mail took its place."),
    "dropped": _l("A newer mail took its place."),
    "recipient": _l("The account was closed or moved."),
    "gone": _l("The duty no longer exists."),
    "settled": _l("The duty was done or closed before."),
    "moved": _l("The date moved; a new mail tells the new one."),
    "passed": _l("The day of the option was over."),
    "empty": _l("Nothing was left to tell."),
    "returned": _l("The mail server refused the address."),
}


def say(words: Words, code: object) -> str:
    """The word for a code; the code itself where there is none, so that nothing vanishes from a page."""
    return str(words.get(str(code), code))


def days_left(days: int) -> str:
    """How far a day is: `3 days left`, `today`, `2 days over`."""
    if days == 0:
        return str(_l("today"))
    if days > 0:
        return str(ngettext("%(num)s day left", "%(num)s days left", days))
    return str(ngettext("%(num)s day over", "%(num)s days over", -days))
