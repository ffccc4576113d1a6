"""The policy as one table: which field classes an audience sees at which level. Applied by view.py."""

from collections.abc import Mapping

from tracker.disclosure.levels import Audience, FieldClass, Level

OWN_CLASSES = frozenset(FieldClass) - {FieldClass.FOREIGN}
"""The own organisation sees all of its own at every level: closed is never forgotten."""

AGENCY_CLASSES: Mapping[Level, frozenset[FieldClass]] = {
    Level.OPEN: frozenset({FieldClass.CONTROL, FieldClass.PARTICULARS, FieldClass.BIBLIOGRAPHIC}),
    Level.DETAIL_WITHHELD: frozenset({FieldClass.CONTROL, FieldClass.PARTICULARS}),
    Level.INVENTION_WITHHELD: frozenset({FieldClass.CONTROL}),
}
"""What the agency sees of a reported matter. Technical fields come only one by one, see `RELEASABLE`."""

_SHARED = frozenset(
    {FieldClass.CONTROL, FieldClass.PARTICULARS, FieldClass.BIBLIOGRAPHIC, FieldClass.TECHNICAL}
)
PARTNER_CLASSES: Mapping[Level, frozenset[FieldClass]] = {
    Level.OPEN: _SHARED,
    Level.DETAIL_WITHHELD: _SHARED,
    Level.INVENTION_WITHHELD: frozenset({FieldClass.CONTROL, FieldClass.PARTICULARS}),
}
"""What a partner sees of a matter that is shared with them. Of a designated invention no content: approvals
of further businesses that handle it are not kept here, so nobody has one."""

RELEASABLE: Mapping[Level, frozenset[FieldClass]] = {
    Level.OPEN: frozenset({FieldClass.TECHNICAL}),
    Level.DETAIL_WITHHELD: frozenset(),
    Level.INVENTION_WITHHELD: frozenset(),
}
"""Classes whose fields the agency sees where the contractor has released that very field."""

NEUTRAL_AT: frozenset[Level] = frozenset({Level.DETAIL_WITHHELD})
"""Levels at which a withheld bibliographic field is told by its neutral stand-in, where it has one."""


def shows(
    audience: Audience, level: Level, field_class: FieldClass, *, reported: bool, released: bool
) -> bool:
    """Whether `audience` sees a field of `field_class` at `level`.

    `reported`: a notice of the matter was submitted to the agency, or the matter was shared on purpose.
    `released`: the contractor has released this very field.
    """
    if audience is Audience.OWN:
        return field_class in OWN_CLASSES
    if audience is Audience.PARTNER:
        return field_class in PARTNER_CLASSES[level]
    if audience is not Audience.AGENCY or not reported:
        return False
    return field_class in AGENCY_CLASSES[level] or (released and field_class in RELEASABLE[level])


def shows_neutral(audience: Audience, level: Level, field_class: FieldClass, *, reported: bool) -> bool:
    """Whether `audience` sees the neutral stand-in of a field that is withheld from it."""
    bibliographic = field_class is FieldClass.BIBLIOGRAPHIC
    return audience is Audience.AGENCY and reported and bibliographic and level in NEUTRAL_AT
