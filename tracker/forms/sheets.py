"""A filled form as its templates get it, and as PDF and DOCX. Not here: filling it in."""

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.forms.fill import Entry, Filled
from tracker.packs.forms import OfficialForm
from tracker.typeset.pdf import form_to_pdf

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "forms"
COMMON = "official.typ"
"""What the PDF templates of all forms share."""


def sheet_data(filled: Filled, *, draft: bool) -> dict[str, Any]:
    """All that a template gets; plain text, lists and mappings alone. A ``draft`` is marked as one."""
    placed: dict[str, list[Entry]] = {}
    for entry in filled.entries:
        placed.setdefault(entry.field.place, []).append(entry)
    items = [each for each in placed.get("item", []) if is_shown(each)]
    return {
        "title": filled.form.title["ja"],
        "layout": filled.layout.label["ja"] if len(filled.form.layouts) > 1 else "",
        "article": filled.form.article_ja,
        "draft": draft or filled.is_draft,
        "neutral": any(each.neutral for each in filled.entries),
        "masked": any(each.withheld and not each.neutral for each in filled.entries),
        "day": next((each.text for each in placed.get("date", [])), ""),
        "to": [line for each in placed.get("to", []) for line in each.text.splitlines()],
        "sender": [_told(each) for each in placed.get("sender", [])],
        "opening": filled.form.opening,
        "items": [{"no": n, **_told(each)} for n, each in enumerate(items, start=1)],
        "statements": list(filled.layout.statements),
        "attachments": list(filled.layout.attachments),
        "contact": [_told(each) for each in placed.get("contact", [])],
    }


def is_shown(entry: Entry) -> bool:
    """Fields that are not needed and hold nothing leave no line."""
    return bool(entry.text or entry.table or entry.field.required or entry.field.required_late)


def _told(entry: Entry) -> dict[str, Any]:
    table = entry.table
    return {
        "label": entry.field.label["ja"],
        "lines": entry.text.splitlines(),
        "withheld": entry.withheld,
        "columns": list(table.columns) if table else [],
        "rows": [list(row) for row in table.rows] if table else [],
        "amounts": sorted(table.amounts) if table else [],
        "total": table.total if table else "",
    }


def as_pdf(pack: str, form: OfficialForm, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """The sheet to send."""
    return form_to_pdf(TEMPLATES, f"{pack}/{form.id}.typ", data, made_at)


def as_docx(pack: str, form: OfficialForm, data: Mapping[str, Any]) -> bytes:
    """The sheet to edit."""
    from docxtpl import DocxTemplate  # heavy, and needed for sheets alone

    template = DocxTemplate(TEMPLATES / pack / f"{form.id}.docx")
    template.render(dict(data), autoescape=True)
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()


def template_version(pack: str, form: OfficialForm) -> str:
    """Names what a sheet was made by: the form's entry in the pack and its templates, as a digest."""
    return _version(pack, form.id, form.model_dump_json())


@lru_cache(maxsize=64)
def _version(pack: str, form: str, entry: str) -> str:
    parts = [entry.encode()]
    parts += [
        (TEMPLATES / name).read_bytes() for name in (COMMON, f"{pack}/{form}.typ", f"{pack}/{form}.docx")
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
