"""What a changed edition of the terms proposes: the list, the preview of a decision, and the decision."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.proposals import DECISIONS, MOST, ProposalView, chosen, decide, mark_of, proposals
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.proposals import DecideInput
from tracker.web.office import today
from tracker.web.query import read_text

ID_LENGTH = 16

pages = Blueprint("proposals", __name__, url_prefix="/proposals")


@pages.get("")
@who(*READERS)
def page() -> ResponseReturnValue:
    """What waits for a decision, and what was kept, by terms and rule."""
    return list_page(DecideInput(formdata=None))


@pages.post("")
@who(*WRITERS)
def choose() -> ResponseReturnValue:
    """Shows what the chosen proposals would do, and asks for the reason; with a reason, decides."""
    form, actor = DecideInput(), someone()
    ids = ticked()
    form.decision.data = form.decision.data if form.decision.data in DECISIONS else "accepted"
    try:
        found = chosen(actor, ids)
        if form.seen.data and form.validate():
            decide(
                actor,
                public_ids=ids,
                decision=form.decision.data,
                reason=form.reason.data or "",
                seen=form.seen.data,
                now=clock.now(),
                today=today(),
            )
            return redirect(url_for("proposals.page", done=form.decision.data), 303)
    except Refused as refused:
        form.take(refused)
        if not ids or len(ids) > MOST:
            return list_page(form)
        found = chosen(actor, ids)
    return preview_page(form, found)


def ticked() -> list[str]:
    """The proposals that were ticked one by one, or all of one rule at once."""
    pack, _slash, rest = request.form.get("all", "").partition("/")
    rule, _slash, state = rest.partition("/")
    if rule:
        listed = proposals(someone(), states=[state])
        return [each.public_id for each in listed if (each.pack, each.rule) == (pack, rule)][:MOST]
    given = request.form.getlist("chosen")
    return [each for each in given if len(each) == ID_LENGTH and each.isascii()][: MOST + 1]


def list_page(form: DecideInput) -> ResponseReturnValue:
    """The list, with what was wrong with a choice."""
    actor, matter = someone(), read_text("matter")
    listed = proposals(actor, matter=matter)
    page = render_template(
        "proposals/page.html",
        groups=[
            ("open", grouped([each for each in listed if each.state == "open"])),
            ("kept", grouped([each for each in listed if each.state == "kept"])),
        ],
        input=form,
        may_decide=actor.may_record,
        matter=matter,
    )
    return page, 422 if form.fault_list else 200


def preview_page(form: DecideInput, found: list[ProposalView]) -> ResponseReturnValue:
    """What was chosen, counted and listed, with the decision and its reason."""
    counts = {
        action: sum(each.action == action for each in found) for action in ("appear", "move", "go", "stand")
    }
    page = render_template(
        "proposals/decide.html",
        found=found,
        counts=counts,
        matters=len({each.matter_public_id for each in found}),
        seen=mark_of(found),
        input=form,
    )
    return page, 422 if form.fault_list else 200


def grouped(listed: list[ProposalView]) -> list[tuple[ProposalView, list[ProposalView]]]:
    """Proposals of one rule together, each group with its first as its head."""
    groups: dict[tuple[str, str], list[ProposalView]] = {}
    for each in listed:
        groups.setdefault((each.pack, each.rule), []).append(each)
    return [(group[0], group) for group in groups.values()]
