"""Bodies of terms as data: the model, the strict loader and the shelf. No dates are counted here."""

from tracker.packs.loader import PackRefused
from tracker.packs.model import FactKey, FactKind, Pack, Rule, Unknown
from tracker.packs.shelf import Shelf, default_shelf, load_shelf

__all__ = [
    "FactKey",
    "FactKind",
    "Pack",
    "PackRefused",
    "Rule",
    "Shelf",
    "Unknown",
    "default_shelf",
    "load_shelf",
]
