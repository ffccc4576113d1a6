"""Matters: the list with its search, one matter in full, and logging a new one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import look, matter_lists, record, saved_views
from tracker.docket.actor import LOGGERS, Actor
from tracker.docket.asking import Asked, people_who_own
from tracker.docket.assets import AssetView, assets, is_unclassified
from tracker.docket.auditing import note_content
from tracker.docket.bulk import notes
from tracker.docket.inventors import people_named
from tracker.docket.moves import moved_dates
from tracker.docket.offers import next_facts
from tracker.docket.panel import panel
from tracker.docket.proposals import proposals
from tracker.docket.publication import publications
from tracker.docket.released import note_seen, openings
from tracker.docket.turns import turns_of
from tracker.docket.views import MatterView
from tracker.docket.who import AGENCY, CONTRACTOR, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.matters import NewMatter
from tracker.web.language import current_language
from tracker.web.listing import NO_VIEW, address, columns, counted, read_asked, selects
from tracker.web.offering import duty_rows
from tracker.web.office import today
from tracker.web.pages.due import next_page
from tracker.web.publication_words import CHANNELS, ENDS, ICONS, PARTS, SHORT
from tracker.web.query import read_text
from tracker.web.telling import fact_rows, offer_links, open_questions
from tracker.web.telling_family import family_rows
from tracker.web.telling_time import matter_picture

LIMIT = 50

pages = Blueprint("matters", __name__, url_prefix="/matters")


@pages.get("")
@who(*CONTRACTOR, *AGENCY)
def page() -> ResponseReturnValue:
    """The matters one may see; what one may not see neither shows nor counts."""
    actor, asked = someone(), read_asked()
    first = None if request.args else saved_views.first_view(actor, "matters")
    if first is not None:
        return redirect(address("matters", first.asked, view=first.public_id))
    after, view = read_text("after"), read_text("view")
    found = matter_lists.matter_list(actor, asked, today=today(), after=after, limit=LIMIT)
    signed, owners = look.agreements(actor), people_who_own(actor)
    return render_template(
        "matters/page.html",
        lines=found.lines,
        find=asked.q,
        asked=asked,
        count=counted(found.count or 0, look.COUNT_LIMIT),
        columns=columns("matters", actor, asked, heads()),
        selects=selects("matters", actor, asked, signed, owners),
        views=saved_views.views(actor, "matters"),
        view=view,
        whole=address("matters", Asked(), view=NO_VIEW),
        back=address("matters", asked, view=view or NO_VIEW, after=after),
        may_act=actor.may_record,
        may_log=actor.may_log,
        limit=LIMIT,
        later_page=bool(after),
        first_page=address("matters", asked, view=view or NO_VIEW),
        next_page=next_page(found.next_cursor),
    )


def heads() -> list[tuple[str, str]]:
    """The columns of the list, by the order they stand for."""
    return [
        ("ref", _("Reference")),
        ("title", _("Title")),
        ("right", _("Right")),
        ("agreement", _("Agreement")),
        ("owner", _("Owner")),
        ("next", _("Next date")),
    ]


@pages.route("/new", methods=["GET", "POST"])
@who(*LOGGERS)
def new() -> ResponseReturnValue:
    """Logs an invention; sent twice, it is logged once."""
    actor, form = someone(), NewMatter()
    form.offer(look.agreements(actor))
    if form.validate_on_submit():
        try:
            made = record.log_matter(actor, **form.arguments(), now=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("matters.show", matter=made.public_id, done="logged"), 303)
    return render_template("matters/new.html", input=form), 422 if form.errors else 200


@pages.get("/<matter>")
@who(*CONTRACTOR, *AGENCY)
def show(matter: str) -> str:
    """One matter: its duties, what happened to it, and what can be recorded next."""
    actor = someone()
    found = look.matter(actor, matter, today=today())
    note_seen(actor, found, now=clock.now())
    note_content(actor, found, now=clock.now())
    rows = duty_rows(actor, found.obligations, found.packs, found.facts)
    running = [row for row in rows if row.running]
    language, told = current_language(), panel(actor, found, today=today())
    return render_template(
        "matters/show.html",
        matter=found,
        running=running,
        settled=[row for row in rows if not row.running],
        next=next((row for row in running if row.due and row.actor == "contractor"), None),
        facts=fact_rows(found, language),
        offers=offer_links(found, next_facts(actor, found)) if found.may_record else [],
        panel=told,
        picture=matter_picture(found, running, told, today(), language),
        family=family_rows(found, language),
        own=actor.is_contractor and not found.shared,
        named=people_named(actor, found.public_id),
        checks=[] if found.shared else publications(actor, found.public_id),
        proposed=len(proposals(actor, matter=found.public_id))
        if actor.is_contractor and not found.shared
        else 0,
        parts=PARTS,
        channels=CHANNELS,
        short=SHORT,
        ends=ENDS,
        icons=ICONS,
        opened=None if found.shared or actor.is_officer else openings(actor, found.public_id, today=today()),
        turns=[] if found.shared else turns_of(actor, found.public_id, today=today()),
        moved=moved_dates(actor, now=clock.now(), matter=found.public_id),
        moved_in=found.public_id,
        notes=notes(actor, found.public_id),
        undecided=[] if found.shared else undecided_in(actor, found),
        unclassified=not (found.shared or actor.is_officer) and is_unclassified_here(actor, found),
        ban=found.foreign_filing,
        unknowns=open_questions(found, language),
        may_record=found.may_record,
        may_correct=found.may_record and not actor.is_officer,
    )


def is_unclassified_here(actor: Actor, found: MatterView) -> bool:
    """Whether this is a work that the terms do not name, without a recorded decision."""
    return is_unclassified(found.facts, assets(actor, found.public_id))


def undecided_in(actor: Actor, found: MatterView) -> list[AssetView]:
    """The assets of one's own matter that wait for a decision."""
    return [each for each in assets(actor, found.public_id) if each.decided == "undecided"]
