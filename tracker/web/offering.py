"""Duties as rows of a page: the duty, and the fact that does it in one step. What does it is docket's answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from tracker.docket.actor import Actor
from tracker.docket.form_offers import Offered, form_for
from tracker.docket.offers import RUNNING, Offer, offer_for
from tracker.docket.views import FactView, ObligationView


class DutyRow:
    """A duty with what a row shows beside it; everything else is the duty's own.

    ``twin`` is the same duty under other terms with a later date of its own: one line, two dates. ``form``:
    the official form that does it.
    """

    __slots__ = ("duty", "form", "met_on", "offer", "quick", "twin")

    def __init__(self, duty: ObligationView, offer: Offer | None, met_on: Any = None) -> None:
        self.duty, self.offer, self.met_on = duty, offer, met_on
        self.quick = offer if offer and offer.complete else None
        self.twin: ObligationView | None = None
        self.form: Offered | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.duty, name)

    @property
    def running(self) -> bool:
        """Whether it is neither done nor over."""
        return self.duty.standing in RUNNING


def duty_rows(
    actor: Actor, duties: Iterable[ObligationView], packs: Sequence[str] = (), facts: Sequence[FactView] = ()
) -> list[DutyRow]:
    """Rows for a table of duties; in lists over many matters the duty's own pack is enough."""
    days = {fact.fact_id: fact.on for fact in facts}
    rows: dict[tuple[Any, ...], DutyRow] = {}
    for duty in duties:
        same = (duty.matter_public_id, duty.rule, duty.filing, duty.trigger, duty.standing)
        if same in rows and rows[same].pack != duty.pack:
            rows[same].twin = duty
            continue
        offer = offer_for(actor, duty, packs or [duty.pack], facts)
        rows[same] = DutyRow(duty, offer, days.get(duty.met_by or ""))
        if offer is not None and actor.may_record and duty.organisation_name == actor.organisation_name:
            rows[same].form = form_for(duty)
    return [*rows.values()]
