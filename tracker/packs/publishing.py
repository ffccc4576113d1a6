"""What terms say of making an invention public: may one, why, what comes first, and the year of grace.

Data of a pack, read by the loader; decided in engine.publishing.
"""

from typing import Annotated, Literal

from pydantic import Field

from tracker.packs.deadlines import Term
from tracker.packs.guidance import States
from tracker.packs.words import Both, Identifier, Right, Strict

PublishingWord = Literal[
    "always", "in-state", "withheld", "not-filed", "same-day", "filed", "beyond", "grace-runs", "grace-over",
    "grace-claimed", "grace-missed", "duty-runs", "shared",
]  # fmt: skip
"""When a sentence on publishing applies; engine.publishing says each in full."""
PublishedContent = Literal["none", "filed", "beyond", "unsure"]
"""What would be shown of the invention: nothing, what a filing says, more than that, or nobody knows."""
PublishingAnswer = Literal["yes", "ask", "no"]
"""The answers, mildest first; the strictest of those that apply is given."""

Contents = Annotated[tuple[PublishedContent, ...], Field(strict=False)]


class Publishing(Strict):
    """One sentence of the terms on a planned publication: when it applies and what it answers."""

    id: Identifier
    when: PublishingWord
    rights: Annotated[tuple[Right, ...], Field(strict=False)] = ()
    """Only for these rights."""
    content: Contents = ()
    """Only where this would be shown; without one for whatever is shown."""
    states: States = ()
    """For `in-state` and `withheld`: the states of secrecy."""
    since_item: int | None = None
    """For `in-state`: only from the day of this item of the notices on."""
    before_item: int | None = None
    """For `in-state`: only until the day of this item."""
    rule: Identifier | None = None
    """For `duty-runs`: the rule of the pack whose duty still runs on the day of publication."""
    answer: PublishingAnswer
    aside: bool = False
    """Said beside the answer; where nothing else applies, nobody knows."""
    text: Both
    first: Both | None = None
    """What to do first."""
    source: Both


class Grace(Strict):
    """The period after an own disclosure within which an application can still be filed."""

    rights: Annotated[tuple[Right, ...], Field(strict=False, min_length=1)]
    term: Term
    proof: Term
    """The period from the filing on within which the disclosure is proved."""
    text: Both
    source: Both
