"""What a pack tells people about a state of secrecy and about licences. Words only: no date, no level."""

from typing import Annotated, Literal

from pydantic import Field

from tracker.packs.words import Both, Identifier, Right, State, Strict

MatterState = State | Literal["planned"]
"""The state of a matter: of its filings, or before any of them."""
States = Annotated[tuple[MatterState, ...], Field(strict=False)]
Act = Literal["disclose", "publish", "work", "withdraw", "convert", "file-abroad"]


class Ban(Strict):
    """What is forbidden while a matter is in a state; `abroad`: while filing abroad is banned."""

    id: Identifier
    act: Act
    states: States = ()
    since_item: int | None = None
    """Only from the day of this item of Article 7(1) on."""
    abroad: bool = False
    text: Both
    until: Both
    """What ends it; nothing ends by itself."""
    source: Both


class Advice(Strict):
    """What the contractor does next in a state, or while an item of Article 7(1) is the latest."""

    id: Identifier
    states: States = ()
    latest_item: int | None = None
    text: Both
    source: Both


class Licensing(Strict):
    """What goes with priority licences: whose rights they limit, who pays, until when to apply."""

    rights: Annotated[tuple[Right, ...], Field(strict=False)]
    exclusive_before: Both
    exclusive_during: Both
    costs: Both
    usual_years: int
    """A longer term needs a reason."""
    source: Both
