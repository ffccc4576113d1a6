"""The closed lists of words that packs may use: rights, kinds, anchors, keys. No behaviour."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Right = Literal[
    "patent", "utility-model", "design", "circuit-layout", "plant-variety", "copyright", "know-how"
]
INDUSTRIAL_PROPERTY: tuple[str, ...] = (
    "patent",
    "utility-model",
    "design",
    "circuit-layout",
    "plant-variety",
)
RIGHTS: tuple[str, ...] = (*INDUSTRIAL_PROPERTY, "copyright", "know-how")

Route = Literal["national", "pct", "national-phase", "division", "conversion", "domestic-priority"]
RuleKind = Literal["fixed", "prompt", "option", "window", "clock"]
Actor = Literal["contractor", "agency", "office"]
Recorder = Literal["contractor", "agency"]

Per = Literal["filing", "right", "matter", "fact"]
"""What a rule makes one duty for: each filing; each filing of industrial property and else the matter
("right"); the matter; each fact that triggers it."""

CountingWord = Literal["japanese", "inclusive", "same-numbered", "year-end", "elapsed"]
RollWord = Literal["none", "patent-procedure", "government-filing", "contract", "state-clock"]
Anchor = Literal["trigger", "root", "priority-or-root", "priority-or-filing", "review", "review-end"]
"""The day a count starts from: the triggering fact; the root's filing day; the earliest priority date,
else one of these; the day of ESPA 66(4) that starts the primary review."""

State = Literal["exempt", "designated", "security-review", "released", "primary-review", "review-lapsed"]
Level = Literal["open", "detail-withheld", "invention-withheld"]

KeyType = Literal[
    "filing",
    "new-filing",
    "office",
    "route",
    "date",
    "fact",
    "choice",
    "whole",
    "item",
    "boolean",
    "text",
    "rule",
    "pack",
]


AnswerType = Literal["boolean", "whole", "text"]
"""How an open question is answered: yes or no and a number change the computation, a text is recorded."""
Column = Literal["filing", "registration", "transfer"]
"""The columns of the status report that show a notice: its day, when it was sent, how late."""
CalendarWord = Literal["JP", "none"]
"""Whose closed days count: those of an office, or none, so that no day is closed."""

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
KeyName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]


class Strict(BaseModel):
    """A piece of a pack: nothing unknown passes, nothing is converted, nothing changes afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Words = Annotated[tuple[str, ...], Field(strict=False)]
Items = Annotated[tuple[Annotated[int, Field(ge=1, le=23)], ...], Field(strict=False)]


class Both(Strict):
    """The same words in the two languages of the product."""

    ja: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def __getitem__(self, language: str) -> str:
        return self.ja if language == "ja" else self.en
