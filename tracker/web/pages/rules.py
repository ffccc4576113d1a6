"""The terms that dates are computed from, to be read. Nothing can be changed here."""

from flask import Blueprint, render_template

from tracker.docket.terms import shelf
from tracker.docket.who import SIGNED_IN, who
from tracker.errors import NotFound

pages = Blueprint("rules", __name__, url_prefix="/terms")


@pages.get("")
@who(*SIGNED_IN)
def page() -> str:
    """The bodies of terms on the shelf."""
    return render_template("rules/page.html", packs=shelf().packs.values())


@pages.get("/<pack>")
@who(*SIGNED_IN)
def show(pack: str) -> str:
    """One body of terms: its rules with their sources, its open questions, what is left to people."""
    if pack not in shelf().packs:
        raise NotFound("There is no such body of terms.")
    return render_template("rules/show.html", pack=shelf().packs[pack])
