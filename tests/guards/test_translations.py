"""Both languages say the same: nothing untranslated or left over, the same placeholders on both sides."""

import ast
import io
import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "tracker" / "translations"
JAPANESE = HOME / "ja" / "LC_MESSAGES" / "messages.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None, "_lp": ((1, "c"), 2), "lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2),
}  # fmt: skip
# Rooms that refuse input in plain English; pages translate what they say.
SPEAKING = sorted((ROOT / "tracker" / "docket").rglob("*.py"))
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")
JAPANESE_LETTER = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

Key = tuple[str | None, str]


@cache
def catalogue() -> Catalog:
    with JAPANESE.open("rb") as file:
        return read_po(file, locale="ja")


def entries() -> list[Message]:
    return [message for message in catalogue() if message.id]


def key(message: Message) -> Key:
    return message.context, _texts(message.id)[0]


@cache
def used() -> frozenset[Key]:
    """(context, message id) of everything the code and the templates ask to be translated."""
    with (HOME / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_ours)
    return frozenset((context, _texts(message)[0]) for _, _, message, _, context in found)


def _is_ours(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_")) and Path(folder).name not in {"instance", "tests"}


def test_the_words_are_found():
    assert len(used()) > 100


def test_nothing_is_untranslated():
    translated = {key(message) for message in entries() if all(_texts(message.string))}
    assert not sorted(used() - translated, key=str)


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


def test_each_side_is_in_its_language():
    assert not [message.id for message in entries() if JAPANESE_LETTER.search("".join(_texts(message.id)))]
    alike = {key(message)[1] for message in entries() if message.string == message.id}
    assert not [text for text in alike if re.search(r"[a-z]{3,} [a-z]{3,}", text)]


def test_the_compiled_catalogue_is_the_written_one():
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    assert JAPANESE.with_suffix(".mo").read_bytes() == compiled.getvalue(), "compile it: see babel.cfg"


def test_every_refusal_is_a_constant_that_the_catalogue_can_find():
    inline = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.args[1].value}"
        for path in SPEAKING
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"add", "Fault"}
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    ]
    assert not inline


def _texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}
