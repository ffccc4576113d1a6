"""Who may enter: the mark that every page and every call carries. Not here: whose records one sees there."""

from collections.abc import Callable
from typing import TypeVar

ANYONE = "anyone"
"""The mark of what needs no sign-in."""

AGENCY = frozenset({"officer"})
CONTRACTOR = frozenset({"ip-manager", "inventor", "reader", "outside-agent"})
OPERATOR = frozenset({"administrator"})
SIGNED_IN = AGENCY | CONTRACTOR | OPERATOR

View = TypeVar("View", bound=Callable[..., object])


def who(*roles: str) -> Callable[[View], View]:
    """Marks a view with the roles that may enter, as `view.who`: a frozenset, or `ANYONE`.

    Raises ValueError for a role that does not exist, and where none is named.
    """
    unknown = set(roles) - SIGNED_IN - {ANYONE}
    if unknown or not roles or (ANYONE in roles and len(roles) > 1):
        raise ValueError(f"who may enter must be {ANYONE!r} or roles of {sorted(SIGNED_IN)}, not {roles}")
    allowed = ANYONE if ANYONE in roles else frozenset(roles)

    def mark(view: View) -> View:
        view.who = allowed  # type: ignore[attr-defined]
        return view

    return mark


def may_enter(view: object, role: str | None) -> bool:
    """Whether someone of `role` (None: not signed in) may enter; a view without a mark lets nobody in."""
    allowed: object = getattr(view, "who", None)
    return allowed == ANYONE or (isinstance(allowed, frozenset) and role in allowed)
