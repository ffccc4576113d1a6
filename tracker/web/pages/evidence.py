"""Files that prove facts or go with issued forms: the list, handing one in, taking one out, opening one."""

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import evidence_release, look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.evidence import EvidenceView, add_evidence, evidence_bytes, evidence_list
from tracker.docket.who import AGENCY, who
from tracker.errors import NotFound, Refused
from tracker.web.actor import someone
from tracker.web.inputs.evidence import EvidenceInput, OpeningInput, make_room, upload_of
from tracker.web.office import today
from tracker.web.query import read_text

pages = Blueprint("evidence", __name__, url_prefix="/matters/<matter>/evidence")


pages.url_value_preprocessor(make_room)


@pages.app_template_global("evidence_in")
def evidence_in(matter: str) -> list[EvidenceView]:
    """The files of a matter that the reader of the page may see."""
    return evidence_list(someone(), matter)


@pages.get("")
@who(*READERS, *AGENCY)
def page(matter: str) -> ResponseReturnValue:
    """The files of a matter that one may see, and handing in another."""
    form = EvidenceInput(formdata=None)
    form.fact.data, form.form.data = read_text("fact"), read_text("form")
    form.supersedes.data = read_text("supersedes")
    return show(matter, form)


@pages.post("")
@who(*WRITERS)
def add(matter: str) -> ResponseReturnValue:
    """Keeps a file."""
    form = EvidenceInput()
    upload = upload_of(form.file)
    if upload is None:
        form.file.errors = [_("Choose a file.")]
    elif form.validate():
        name, content = upload
        try:
            add_evidence(
                someone(),
                matter=matter,
                name=name,
                content=content,
                fact=form.fact.data or None,
                form=form.form.data or None,
                supersedes=form.supersedes.data or None,
                reason=form.reason.data or "",
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("evidence.page", matter=matter, done="file-kept"), 303)
    return show(matter, form)


@pages.get("/<evidence>")
@who(*READERS, *AGENCY)
def download(matter: str, evidence: str) -> Response:
    """One file, to take away: never shown in place, never kept by a browser."""
    name, media, content = evidence_bytes(someone(), matter, evidence, now=clock.now())
    answer = Response(content, mimetype=media)
    ending = name.rpartition(".")[2]
    told = f"attachment; filename=\"evidence.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Disposition"] = told
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@pages.post("/<evidence>/open")
@who(*WRITERS)
def ask(matter: str, evidence: str) -> ResponseReturnValue:
    """Asks that the agency may see a file."""
    form = OpeningInput()
    if form.validate():
        try:
            evidence_release.ask_opening(
                someone(),
                matter=matter,
                evidence=evidence,
                reason=form.reason.data or "",
                read=form.read.data,
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("evidence.page", matter=matter), 303)
    return show(matter, EvidenceInput(formdata=None), form, evidence)


@pages.post("/openings/<opening>/<act>")
@who(*WRITERS)
def settle(matter: str, opening: str, act: str) -> ResponseReturnValue:
    """Confirms what a colleague asked for, or takes an opening back."""
    if act == "end":
        evidence_release.end_opening(someone(), matter=matter, opening=opening, now=clock.now())
    elif act == "confirm":
        evidence_release.confirm_opening(
            someone(), matter=matter, opening=opening, read=bool(request.form.get("read")), now=clock.now()
        )
    else:
        raise NotFound("There is no such act here.")
    return redirect(url_for("evidence.page", matter=matter), 303)


def show(
    matter: str, form: EvidenceInput, opening: OpeningInput | None = None, at: str | None = None
) -> ResponseReturnValue:
    """The page, with what was typed and what is wrong with it."""
    actor = someone()
    found = look.matter(actor, matter, today=today())
    files = evidence_list(actor, matter)
    body = render_template(
        "evidence/page.html",
        matter=found,
        files=files,
        facts={fact.fact_id: fact for fact in found.facts},
        replaced=next((each for each in files if each.public_id == form.supersedes.data), None),
        input=form,
        opening=opening or OpeningInput(formdata=None),
        at=at,
        may_record=actor.may_record,
        me=actor.person_id,
    )
    wrong = bool(form.errors or (opening and opening.errors))
    return body, 422 if wrong else 200
