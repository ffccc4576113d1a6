"""Doing something with a fact in two steps: what would follow is shown, then it is saved.

Nothing is saved whose consequences were not on the screen: an input carries the mark of the preview it was
shown with. Which acts there are is said in pages/facts; what follows is docket's answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.docket.cautioning import CautionView
from tracker.docket.views import Change, MatterView, Recorded
from tracker.errors import Refused
from tracker.web.dates import write_date
from tracker.web.inputs.base import Input
from tracker.web.inputs.facts import FactInput
from tracker.web.language import current_language
from tracker.web.saved import mark


@dataclass(frozen=True, slots=True)
class Preview:
    """What an input would lead to, and the mark of the input it was computed from."""

    what: str
    changes: list[Change]
    faults: list[str]
    seen: str
    cautions: list[CautionView] = field(default_factory=list)

    @property
    def stops(self) -> bool:
        """Whether something must be confirmed before it is saved."""
        return any(caution.stop for caution in self.cautions)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done with a fact: what it would lead to, and doing it."""

    kind: str
    foresee: Callable[[], list[Change]]
    do: Callable[[], Recorded]
    warn: Callable[[], list[CautionView]] = list


def version_of(form: Any) -> int | None:
    """The version of the matter that was on the screen."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() else None


def submitted(
    form: FactInput, found: MatterView, act: Act
) -> tuple[Preview | None, ResponseReturnValue | None]:
    """Save what was sent, if it can stand and its consequences were on the screen; else show them."""
    if not form.validate():
        return None, None
    if form.seen.data == form.digest(act.kind):
        answer = save(form, found, act)
        if answer:
            return None, answer
    return foresee(form, act), None


def foresee(form: Input, act: Act) -> Preview:
    """What would follow; faults of the use case are put at their fields."""
    is_fact = isinstance(form, FactInput)
    what = write_date(form.on.data, current_language()) if is_fact else ""
    try:
        return Preview(what, act.foresee(), [], form.digest(act.kind) if is_fact else "", act.warn())
    except Refused as refused:
        form.take(refused)
        return Preview("", [], fault_lines(form), "")


def fault_lines(form: Input) -> list[str]:
    """What is wrong, a line each."""
    return [f"{each.label.text}: {message}" if each else message for each, message in form.fault_list]


def fragment(form: FactInput, act: Act) -> str:
    """The preview alone, for the page that is open."""
    preview = foresee(form, act) if form.validate() else Preview("", [], fault_lines(form), "")
    return render_template("facts/preview.html", preview=preview, must_look=False, input=form)


def save(form: Input, found: MatterView, act: Act) -> ResponseReturnValue | None:
    """Do it and go to the matter; None where it was refused and the page is shown again."""
    try:
        done = act.do()
    except Refused as refused:
        form.take(refused)
        return None
    return redirect(
        url_for("matters.show", matter=found.public_id, done=mark(found.public_id, done.fact)), 303
    )
