"""The main navigation: the rooms of every day side by side, the others in two menus. Nobody sees a closed door."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _

from tracker.docket.who import AGENCY, may_enter

PART_OF = {
    "facts": "matters",
    "demand": "matters",
    "granting": "matters",
    "assigning": "matters",
    "duties": "duty_list",
    "bulk": "duty_list",
    "questions": "rules",
    "proposals": "due",
}
"""Pages without an entry of their own, and the room they belong to."""


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the main navigation."""

    label: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """Rooms that are not entered every day, under one word."""

    label: str
    rooms: list[Room]

    @property
    def here(self) -> bool:
        """Whether one is in a room of this menu."""
        return any(room.here for room in self.rooms)


def daily_rooms(role: str) -> list[Room]:
    """What stands in the bar: the rooms one walks through all day."""
    return _open_to(
        role,
        [
            (_("Today"), "due.page"),
            (_("Time limits"), "duty_list.page"),
            (_("Matters"), "matters.page"),
            (_("Incoming") if role in AGENCY else _("With the agency"), "queue.page"),
            (_("Status report"), "agency.status"),
        ],
    )


def menus(role: str) -> list[Menu]:
    """The other rooms: what one arranges for the organisation, and what one looks up."""
    listed = [
        (
            _("Manage"),
            [
                (_("Inventors’ reports"), "inventor_reports.page"),
                (_("Agreements"), "agreements.page"),
                (_("People"), "people.page"),
                (_("Import and export"), "imports.page"),
                (_("Ladder of reminders"), "ladders.page"),
            ],
        ),
        (
            _("Records"),
            [
                (_("Terms"), "rules.page"),
                (_("Outbox"), "outbox.page"),
                (_("Audit trail"), "audit.page"),
                (_("Self-check"), "selfcheck.page"),
            ],
        ),
    ]
    found = [Menu(label, _open_to(role, rooms)) for label, rooms in listed]
    return [menu for menu in found if menu.rooms]


def _open_to(role: str, listed: list[tuple[str, str]]) -> list[Room]:
    """Those of the pages that this role may enter."""
    views = current_app.view_functions
    group = (request.endpoint or "").split(".")[0]
    group = PART_OF.get(group, group)
    return [
        Room(label, url_for(endpoint), endpoint.split(".")[0] == group)
        for label, endpoint in listed
        if may_enter(views[endpoint], role)
    ]
