"""What the terms of an agreement leave open: the list, the agency's answers, and the letter that asks it."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import answering, look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.answering import Consequences
from tracker.docket.questions import QuestionView, questions
from tracker.docket.questions import question as one_question
from tracker.docket.views import AgreementView
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import Input
from tracker.web.inputs.questions import AnswerInput, TakeBackInput, answer_input
from tracker.web.language import LANGUAGES, current_language
from tracker.web.letters import DOCX, letter_of, write_docx, write_text
from tracker.web.office import today
from tracker.web.query import read_choice

SHOWN = 100
"""So many matters are listed in a preview; the counts are of all."""

pages = Blueprint("questions", __name__, url_prefix="/agreements")


@pages.get("/questions")
@who(*READERS)
def page() -> str:
    """The agreements, each with how many questions are open."""
    actor = someone()
    listed = [questions(actor, each.public_id) for each in look.agreements(actor)]
    return render_template("questions/page.html", listed=listed)


@pages.get("/<agreement>/questions")
@who(*READERS)
def show(agreement: str) -> str:
    """The questions of one agreement: open, answered, and what is taken meanwhile."""
    actor = someone()
    found, listed = questions(actor, agreement)
    return render_template(
        "questions/show.html",
        agreement=found,
        groups=grouped(listed),
        open_count=sum(each.is_open for each in listed),
        may_answer=actor.may_record,
    )


@pages.route("/<agreement>/questions/<unknown>", methods=["GET", "POST"])
@who(*WRITERS)
def answer(agreement: str, unknown: str) -> ResponseReturnValue:
    """Records an answer; which dates move is shown before it is saved."""
    found, asked = one_question(someone(), agreement, unknown)
    form = answer_input(asked)
    if request.method == "GET":
        form.revision.data = str(asked.revision)
        return answer_page(found, asked, form, None)
    preview = None
    if form.validate():
        try:
            if form.seen.data == form.digest(unknown):
                return save(found, asked, form)
            preview = answering.preview_answer(
                someone(), agreement=agreement, unknown=unknown, value=form.given, today=today()
            )
        except Refused as refused:
            form.take(refused)
            preview = None
    return answer_page(found, asked, form, preview)


@pages.route("/<agreement>/questions/<unknown>/withdraw", methods=["GET", "POST"])
@who(*WRITERS)
def withdraw(agreement: str, unknown: str) -> ResponseReturnValue:
    """Takes an answer back; what that moves stands on the page from the start."""
    found, asked = one_question(someone(), agreement, unknown)
    form = TakeBackInput()
    if request.method == "GET":
        form.revision.data = str(asked.revision)
    if request.method == "POST" and form.validate():
        try:
            answering.withdraw_answer(
                someone(),
                agreement=agreement,
                unknown=unknown,
                reason=form.reason.data,
                revision=revision_of(form),
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("questions.show", agreement=found.public_id, done="answer-back"), 303)
    preview = answering.preview_withdrawal(someone(), agreement=agreement, unknown=unknown, today=today())
    page = render_template(
        "questions/withdraw.html", agreement=found, asked=asked, input=form, **told(preview)
    )
    return page, 422 if form.errors else 200


@pages.get("/<agreement>/questions/letter")
@who(*READERS)
def letter(agreement: str) -> str:
    """The open questions as a letter to the agency, to be printed."""
    language = read_choice("language", LANGUAGES) or current_language()
    law = read_choice("law", ("yes",))
    made = letter_of(someone(), agreement, language, today(), law=law == "yes")
    files = {
        form: url_for("questions.letter_file", agreement=agreement, form=form, language=language, law=law)
        for form in FORMS
    }
    return render_template(
        "questions/letter.html", letter=made, files=files, letter_language=language, law=law
    )


@pages.get("/<agreement>/questions/letter.<form>")
@who(*READERS)
def letter_file(agreement: str, form: str) -> Response:
    """The same as a file."""
    if form not in FORMS:
        abort(404)
    language = read_choice("language", LANGUAGES) or current_language()
    law = read_choice("law", ("yes",))
    made = letter_of(someone(), agreement, language, today(), law=law == "yes")
    write, content_type = FORMS[form]
    response = Response(write(made), content_type=content_type)
    name = f"questions-{today().isoformat()}-{language}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


FORMS = {"docx": (write_docx, DOCX), "txt": (write_text, "text/plain; charset=utf-8")}


# --- the parts they share -----------------------------------------------------------------------------------


def save(found: AgreementView, asked: QuestionView, form: AnswerInput) -> ResponseReturnValue:
    """Record what was looked at. Raises Refused."""
    reason = form._fields.get("reason")
    answering.record_answer(
        someone(),
        agreement=found.public_id,
        unknown=asked.id,
        value=form.given,
        answered_by=form.answered_by.data or "",
        answered_on=form.answered_on.data,
        evidence=form.evidence.data or "",
        reason=reason.data if reason is not None else "",
        revision=revision_of(form),
        now=clock.now(),
        today=today(),
    )
    return redirect(url_for("questions.show", agreement=found.public_id, done="answer-kept"), 303)


def revision_of(form: Input) -> int | None:
    """The revision of the answer that was on the screen."""
    text = form._fields["revision"].data or ""
    return int(text) if text.isascii() and text.isdecimal() else None


def answer_page(
    found: AgreementView, asked: QuestionView, form: AnswerInput, preview: Consequences | None
) -> ResponseReturnValue:
    """The input with what was typed, what is wrong and what would follow."""
    seen = form.digest(asked.id) if preview is not None else ""
    page = render_template(
        "questions/answer.html", agreement=found, asked=asked, input=form, seen=seen, **told(preview)
    )
    return page, 422 if form.errors else 200


def told(preview: Consequences | None) -> dict[str, object]:
    """What would follow, as far as one page shows it."""
    shown = [] if preview is None else preview.matters[:SHOWN]
    more = 0 if preview is None else len(preview.matters) - len(shown)
    return {"preview": preview, "matters": shown, "more": more}


def grouped(listed: list[QuestionView]) -> list[tuple[str, list[QuestionView]]]:
    """The open ones first, then what is answered."""
    groups = [
        (_("Open: the default is taken"), [each for each in listed if each.is_open]),
        (_("Answered"), [each for each in listed if not each.is_open]),
    ]
    return [group for group in groups if group[1]]
