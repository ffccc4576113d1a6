"""The terms that dates are computed from, to be read. Nothing can be changed here."""

from flask import Blueprint, render_template

from tracker.docket.packbook import pack_view, pack_views
from tracker.docket.packcover import coverage_of
from tracker.docket.who import SIGNED_IN, who
from tracker.errors import NotFound
from tracker.web.language import current_language
from tracker.web.office import today
from tracker.web.query import read_choice, read_text
from tracker.web.words import KINDS

pages = Blueprint("rules", __name__, url_prefix="/terms")


@pages.get("")
@who(*SIGNED_IN)
def page() -> str:
    """The bodies of terms on the shelf."""
    return render_template("rules/page.html", packs=pack_views(current_language(), today()))


@pages.get("/<pack>")
@who(*SIGNED_IN)
def show(pack: str) -> str:
    """One body of terms: its rules with versions, cases and sources, its questions, what is left to people."""
    find, kind = read_text("q") or "", read_choice("kind", tuple(KINDS)) or ""
    found = pack_view(pack, current_language(), today(), find=find, kind=kind)
    if found is None:
        raise NotFound("There is no such body of terms.")
    cover = coverage_of(pack, current_language())
    asked = {"find": find, "kind": kind, "kinds": KINDS}
    return render_template("rules/show.html", view=found, pack=found.pack, cover=cover, **asked)
