"""A typst template and its data as PDF bytes: tagged for screen readers (PDF/UA-1), fonts embedded.

The data travel as JSON and are never read as typst; a template sees nothing outside templates/pdf. The same
sheet and data give the same bytes. Not here: what stands on a sheet, and who may see it.
"""

import json
import logging
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pdf"
FONTS = Path(__file__).resolve().parent / "fonts"
MISSING = "\N{GETA MARK}"
"""Stands for a character that no shipped font draws, as printers have always done; a footnote says so."""

FIRST_EAST_ASIAN = "\u2e80"
"""From here on only the Japanese font has shapes; below it typst's own fonts help out."""

_ACCESSIBLE: Any = ["ua-1"]
_PROBE = b'#set document(title: "-")\n#set text(font: "BIZ UDPGothic")\n#sys.inputs.text'
_asked: dict[str, bool] = {}
"""Rare characters that were asked for, and whether they are drawn."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the head and foot of every page say. ``made_at`` is told in its own zone: hand in office time.

    ``organisation``: whose list it is; ``filters``: label and text of what was asked for; ``profile``: under
    which disclosure profile it was made; ``note``: one line below the title. Not ``dated``: the foot does not
    say when it was made, for sheets that are the same whenever they are.
    """

    title: str
    language: str
    as_of: date
    made_at: datetime
    made_by: str = ""
    organisation: str = ""
    profile: str = ""
    note: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    landscape: bool = False
    dated: bool = True


def to_pdf(template: str, sheet: Sheet, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``templates/pdf/<template>.typ`` with ``data``, which the template gets as ``data.…``.

    Dates in ``data`` become ISO text. A character that no font draws becomes MISSING.
    """
    return _drawn(TEMPLATES, f"{template}.typ", {"sheet": asdict(sheet), **data}, sheet.made_at)


def form_to_pdf(home: Path, template: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """The PDF of an official form: ``template`` under ``home``, outside which it sees nothing."""
    return _drawn(home, template, {"sheet": {}, **data}, made_at)


def _drawn(home: Path, template: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    told = _plain(data)
    told["sheet"]["missing"] = False
    try:
        return _compile(home, template, told, made_at, _ACCESSIBLE)
    except typst.TypstError:
        lacking = _undrawn(_characters(told))
    table = str.maketrans({character: _instead(character) for character in lacking})
    told = _plain(told, table)
    told["sheet"]["missing"] = MISSING in table.values()
    try:
        return _compile(home, template, told, made_at, _ACCESSIBLE)
    except typst.TypstError as error:
        log.warning("sheet %s is not accessible: %s", template, type(error).__name__)
        return _compile(home, template, told, made_at, [])


def _compile(home: Path, template: str, told: Mapping[str, Any], made_at: datetime, standards: Any) -> bytes:
    made: bytes = typst.compile(
        str(home / template),
        root=str(home),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=int(made_at.timestamp()),
        format="pdf",
    )
    return made


def _plain(value: Any, table: Mapping[int, str] | None = None) -> Any:
    """``value`` as JSON takes it: dates in ISO, control characters as spaces, text through ``table``."""
    if isinstance(value, str):
        text = value.translate(table) if table else value
        return text if text.isprintable() else "".join(map(_visible, text))
    if isinstance(value, Mapping):
        return {str(key): _plain(each, table) for key, each in value.items()}
    if isinstance(value, datetime):
        return value.astimezone(value.tzinfo or UTC).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return [_plain(each, table) for each in value]
    return value


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    return {"Cc": " ", "Cs": MISSING}.get(category, character)


def _characters(value: Any) -> set[str]:
    if isinstance(value, str):
        return {c for c in value if c > "\x7f"}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(_characters, parts)) if parts else set()


def _undrawn(characters: set[str]) -> set[str]:
    """Those of ``characters`` that no shipped font draws."""
    other = characters - _shapes()
    rare = {character for character in other if character < FIRST_EAST_ASIAN}
    _ask(rare - _asked.keys())
    return other - {character for character in rare if _asked[character]}


@cache
def _shapes() -> frozenset[str]:
    """What the Japanese font has a shape for."""
    from fontTools.ttLib import TTFont  # heavy, and needed for rare characters alone

    with TTFont(FONTS / "BIZUDPGothic-Regular.ttf", lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _ask(characters: set[str]) -> None:
    """Notes which of these typst's own fonts draw: halves what fails until single ones are left."""
    waiting = [sorted(characters)]
    while waiting:
        part = waiting.pop()
        drawn = not part or _is_drawn("".join(part))
        if drawn or len(part) == 1:
            _asked.update(dict.fromkeys(part, drawn))
        else:
            half = len(part) // 2
            waiting += [part[:half], part[half:]]


def _is_drawn(text: str) -> bool:
    fonts: Any = {"font_paths": [str(FONTS)], "ignore_system_fonts": True}
    try:
        typst.compile(_PROBE, sys_inputs={"text": text}, pdf_standards=_ACCESSIBLE, format="pdf", **fonts)
    except typst.TypstError:
        return False
    return True


def _instead(character: str) -> str:
    """What stands for a character without a shape: nothing for marks that only choose among shapes."""
    return "" if unicodedata.category(character) in {"Mn", "Cf"} else MISSING
