"""Disclosure policy: who may see which class of field at which level. Pure, without clock or database."""

from tracker.disclosure.levels import Audience, FieldClass, Level, is_stricter, read_level, strictest
from tracker.disclosure.neutral import RIGHT_LABELS, neutral_title, right_label
from tracker.disclosure.table import shows
from tracker.disclosure.view import CLOSED, WITHHELD, Field, Gate, Withheld, may_know, view, withheld_names

__all__ = [
    "CLOSED",
    "RIGHT_LABELS",
    "WITHHELD",
    "Audience",
    "Field",
    "FieldClass",
    "Gate",
    "Level",
    "Withheld",
    "is_stricter",
    "may_know",
    "neutral_title",
    "read_level",
    "right_label",
    "shows",
    "strictest",
    "view",
    "withheld_names",
]
