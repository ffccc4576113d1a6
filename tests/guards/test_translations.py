"""Both languages say the same: nothing untranslated or left over, the same placeholders on both sides."""

import ast
import re
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
JAPANESE = ROOT / "tracker" / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "_lp": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
METHODS = {
    ROOT / "tracker": [("**.py", "python")],
    ROOT / "templates": [("**.html", "jinja2")],
}
# Rooms whose refusals reach people: each message is a constant, translated where it is shown.
SPEAKING = [ROOT / "tracker" / "docket", ROOT / "tracker" / "accounts.py"]
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")

Message = tuple[str | None, str]


@cache
def catalogue() -> Catalog:
    return read_po(BytesIO(JAPANESE.read_bytes()), locale="ja")


@cache
def used() -> frozenset[Message]:
    """(context, message id) of everything the code and the templates ask to be translated."""
    found: set[Message] = set()
    for folder, methods in METHODS.items():
        for _, _, message, _, context in extract_from_dir(folder, methods, keywords=KEYWORDS):
            found.add((context, message[0] if isinstance(message, tuple) else message))
    return frozenset(found | {(None, text) for text in refusals()})


def refusals() -> set[str]:
    """The sentences kept as upper-case constants in rooms that refuse input."""
    paths = [path for place in SPEAKING for path in (place.rglob("*.py") if place.is_dir() else [place])]
    return {
        statement.value.value
        for path in paths
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id.isupper()
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
        and re.fullmatch(r"[A-Z].* .*[.)%]s?", statement.value.value, re.DOTALL)
    }


def entries():
    return [message for message in catalogue() if message.id]


def key(message) -> Message:
    return message.context, message.id[0] if isinstance(message.id, tuple) else message.id


def test_nothing_is_untranslated():
    translated = {key(message) for message in entries() if all(_texts(message.string))}
    missing = sorted(used() - translated, key=str)
    assert not missing


def test_nothing_is_left_over():
    assert not sorted({key(message) for message in entries()} - used(), key=str)
    assert not list(catalogue().obsolete)


def test_nothing_is_guessed():
    assert not [message.id for message in entries() if message.fuzzy]


def test_both_sides_have_the_same_placeholders():
    different = [
        message.id
        for message in entries()
        for text in _texts(message.string)
        if _placeholders(text) != _placeholders(_texts(message.id)[-1])
    ]
    assert not different


def test_the_english_side_is_english_and_the_japanese_side_japanese():
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    assert not [message.id for message in entries() if japanese.search("".join(_texts(message.id)))]
    alike = {key(message)[1] for message in entries() if message.string and message.string == message.id}
    assert not [text for text in alike if re.search(r"[a-z]{3,} [a-z]{3,}", text)]


def _texts(value) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}
