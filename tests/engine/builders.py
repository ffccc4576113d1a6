"""Case files for the tests of the engine, built with plain words. Judges nothing."""

from typing import Any

from tracker.engine import derive, read_case
from tracker.packs.shelf import default_shelf

CONTRACT_CASE: dict[str, Any] = {
    "as_of": "2027-01-15",
    "packs": ["nedo-multimodal-2026", "jp-patent-law"],
    "matter": {"ref": "K-0001", "right": "patent", "sensitive_field": "unknown"},
    "facts": [
        {"id": "f1", "kind": "invention-made", "on": "2026-06-10"},
        {
            "id": "f2", "kind": "filed", "on": "2026-07-01", "filing": "JP1", "office": "JP",
            "route": "national",
        },
        {"id": "f3", "kind": "filing-notice-submitted", "on": "2026-08-20", "filing": "JP1"},
    ],
}  # fmt: skip
"""The case that other programs know from the product's description."""

RESULT_KEYS = [
    "as_of", "matter", "obligations", "disclosure", "foreign_filing", "holders", "licences", "licence_window",
    "unknowns",
]  # fmt: skip
OBLIGATION_KEYS = [
    "rule", "pack", "article", "filing", "trigger", "kind", "actor", "nominal", "due", "act_by", "standing",
    "met_by", "blocked_by", "provisional", "unknowns", "trail",
]  # fmt: skip


def case(
    *facts: dict[str, Any], as_of: str = "2027-01-15", right: str = "patent", **more: Any
) -> dict[str, Any]:
    """A case file about one matter; `more` are further keys of the file."""
    return {"as_of": as_of, "matter": {"ref": "K-0001", "right": right}, "facts": list(facts), **more}


def filed(filing: str = "JP1", on: str = "2026-07-01", id: str = "f1", **more: Any) -> dict[str, Any]:
    """A filing in Japan, first of its kind, unless `more` says otherwise."""
    return {
        "id": id, "kind": "filed", "on": on, "filing": filing, "office": "JP", "route": "national", **more
    }  # fmt: skip


def answer(read: dict[str, Any]) -> dict[str, Any]:
    """What the engine answers, as other programs get it."""
    shelf = default_shelf()
    return derive(read_case(read, shelf), shelf).as_json()
