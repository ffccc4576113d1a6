"""The open questions of an agreement as a letter to the agency: composed once, written in several forms.

Not here: which questions there are (docket). Nothing of any matter stands in it.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker.docket.actor import Actor
from tracker.docket.questions import QuestionView, questions
from tracker.web.dates import write_date, write_era
from tracker.web.words import SECTIONS, say

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONTS = {"ja": "Yu Mincho", "en": "Times New Roman"}
BLANK_LINES = 3
"""Empty lines below a question, to be written on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One numbered question of the letter; ``lines`` are labels with what they say."""

    number: str
    question: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Letter:
    """A business letter in its parts, in the order of the page."""

    language: str
    reference: str
    day: str
    addressee: str
    sender: list[str]
    subject: str
    body: list[str]
    close: str
    heading: str
    particulars: list[tuple[str, str]]
    end: str
    annex: str
    asked: list[Asked]
    answer: str
    answered: str


def letter_of(actor: Actor, agreement: str, language: str, day: date, *, law: bool = False) -> Letter:
    """The letter that asks what is still open; ``law``: also what the statutes leave open. Raises NotFound."""
    found, listed = questions(actor, agreement)
    still = [each for each in listed if each.is_open and (law or not each.of_law)]
    with force_locale(language):
        return Letter(
            language=language,
            reference=_("Our reference: ____________"),
            day=write_era(day) if language == "ja" else write_date(day, language).partition(" ")[2],
            addressee=_("To: %(agency)s", agency=found.agency_name),
            sender=[actor.organisation_name, _("Contact: %(name)s", name=actor.name)],
            subject=_("Inquiry on the intellectual property terms of our agreement"),
            body=[
                _("Dear Sir or Madam,"),
                _(
                    "In carrying out the intellectual property procedures under the agreement named below, we have come upon points of its terms on which we should like your guidance. We should be grateful for your answers to the questions in the annex."
                ),
                _(
                    "Until we hear from you we handle each point as stated under “Handled meanwhile”, and manage our time limits by that. Where your answer changes a time limit, we will adjust it at once."
                ),
            ],
            close=_("Yours faithfully,"),
            heading=_("Particulars of the inquiry"),
            particulars=[
                (_("Agreement no."), found.number),
                (_("Title of the agreement"), found.title),
                (_("Questions"), _("%(count)s, as set out in the annex", count=len(still))),
                (_("How to answer"), _("Please fill in the answer spaces and return this letter.")),
            ],
            end=_("End of the letter"),
            annex=_("Annex: questions"),
            asked=[asked_of(n, each, language) for n, each in enumerate(still, 1)],
            answer=_("Your answer"),
            answered=_("Answered on: ______________   By: ____________________"),
        )


def asked_of(number: int, each: QuestionView, language: str) -> Asked:
    """One question as the letter puts it."""
    mark = _("; ")
    touched = [*(words[language] for words in each.rules), *(say(SECTIONS, name) for name in each.sections)]
    return Asked(
        _("Question %(number)s", number=number),
        each.question[language],
        [
            (_("Term concerned"), each.source),
            (_("Handled meanwhile"), each.default[language]),
            (_("Other reading"), each.alternative[language]),
            (_("What depends on it"), mark.join(touched) or _("No date we compute")),
        ],
    )


# --- as plain text ------------------------------------------------------------------------------------------


def write_text(letter: Letter) -> bytes:
    """The letter as a text file that every Windows editor reads."""
    return ("\ufeff" + "\r\n".join(text_lines(letter)) + "\r\n").encode()


def text_lines(letter: Letter) -> Iterator[str]:
    """The letter line by line."""
    colon = "：" if letter.language == "ja" else ": "
    yield from (letter.reference, letter.day, "", letter.addressee, "", *letter.sender, "")
    yield from (letter.subject, "")
    for paragraph in letter.body:
        yield from (paragraph, "")
    yield from (letter.close, "", letter.heading, "")
    yield from (f"{label}{colon}{said}" for label, said in letter.particulars)
    yield from ("", letter.end, "", "", letter.annex)
    for each in letter.asked:
        yield from ("", f"{each.number}  {each.question}")
        yield from (f"    {label}{colon}{said}" for label, said in each.lines)
        yield from ("", f"    {letter.answer}{colon}", *([""] * BLANK_LINES), f"    {letter.answered}")


# --- as a Word file -----------------------------------------------------------------------------------------


def write_docx(letter: Letter) -> bytes:
    """The letter as a Word file on A4, with a box for each answer."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONTS[letter.language], Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONTS["ja"])
    paper.core_properties.title = letter.subject
    paper.core_properties.author = letter.sender[0]
    right, centre = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    for line in (letter.reference, letter.day):
        paper.add_paragraph(line).alignment = right
    paper.add_paragraph(letter.addressee)
    for line in letter.sender:
        paper.add_paragraph(line).alignment = right
    subject = paper.add_paragraph()
    subject.alignment = centre
    subject.add_run(letter.subject).bold = True
    for line in letter.body:
        paper.add_paragraph(line)
    paper.add_paragraph(letter.close).alignment = right
    paper.add_paragraph(letter.heading).alignment = centre
    listed = paper.add_table(rows=0, cols=2)
    for label, said in letter.particulars:
        cells = listed.add_row().cells
        cells[0].text, cells[1].text = label, said
    paper.add_paragraph(letter.end).alignment = right
    paper.add_page_break()
    paper.add_paragraph().add_run(letter.annex).bold = True
    for each in letter.asked:
        add_question(paper, letter, each)
    held = io.BytesIO()
    paper.save(held)
    return held.getvalue()


def add_question(paper: object, letter: Letter, each: Asked) -> None:
    """One question with its lines and the box for the answer, kept together on a page."""
    head = paper.add_paragraph()  # type: ignore[attr-defined]  # the library has no types
    head.add_run(f"{each.number}  {each.question}").bold = True
    head.paragraph_format.keep_with_next = True
    box = paper.add_table(rows=0, cols=2, style="Table Grid")  # type: ignore[attr-defined]
    blank = "\n" * BLANK_LINES
    for label, said in (*each.lines, (letter.answer, f"{blank}{letter.answered}")):
        cells = box.add_row().cells
        cells[0].text, cells[1].text = label, said
        cells[0].width, cells[1].width = Mm(38), Mm(122)
    for row in box.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    paper.add_paragraph()  # type: ignore[attr-defined]
