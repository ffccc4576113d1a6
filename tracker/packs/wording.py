"""Words for what a strict loader refuses: what is wrong, what is allowed, what was read. Finds nothing."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

SAID: dict[str, str] = {
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "string_type": "is not a text in quotes",
    "bool_type": "is neither true nor false",
    "date_type": "is not a day, written without quotes like 2026-07-01",
    "tuple_type": "is not a list, written [ … ]",
    "dict_type": "is not a table, written {{ … }}",
    "model_type": "is not a table, written {{ … }}",
    "model_attributes_type": "is not a table, written {{ … }}",
    "string_too_short": "is empty",
    "too_short": "needs at least one entry",
    "string_pattern_mismatch": "is not written right; the pattern is {pattern}",
    "literal_error": "is not one of the words allowed: {expected}",
    "greater_than_equal": "is too small; the least is {ge}",
    "less_than_equal": "is too great; the most is {le}",
}
"""Faults of pydantic by type, in words for a person who writes a pack."""

MISSING: dict[str, str] = {
    "references": "a rule names its sources: [{ source = …, place = …, checked = 2026-07-01 }]",
    "checked": "the day on which a person last looked it up, like 2026-07-01",
    "label": "{ ja = …, en = … }",
    "summary": "the duty in a sentence, { ja = …, en = … }",
    "ja": "the words in Japanese",
    "en": "the words in English",
    "counting": "how the period is counted; there is no default",
    "trigger": "the fact whose day the count starts from, like { each = { fact = 'filed' } }",
    "deadline": "the last day, like { term = { days = 60, counting = 'japanese' } }",
    "kind": "fixed, prompt, option, window or clock",
    "per": "filing, right, matter or fact: what there is one duty for",
    "article": "where the duty stands in the text, like '8-2'",
}
"""What would be right where a key is missing."""

PATTERNS = {
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "is no name of small letters, digits and hyphens, like 'final-report'",
    r"^[a-z][a-z_]*$": "is not a key of small letters and underlines, like 'reply_by'",
}
SHOWN = 80


def place_of(location: Iterable[Any]) -> str:
    """A place in a pack as people write it: `rules.filing-notice.met_by[0].fact`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def wording(error: Any, root: type[BaseModel]) -> str:
    """What is wrong, what is allowed and what was read, of one fault that pydantic found under `root`."""
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "missing":
        hint = MISSING.get(str(error["loc"][-1]))
        return f"is missing; {hint}" if hint else "is missing"
    if kind == "extra_forbidden":
        text = unknown(str(error["loc"][-1]), allowed_at(error["loc"][:-1], root), "is not known here")
    elif kind == "string_pattern_mismatch" and context["pattern"] in PATTERNS:
        text = PATTERNS[context["pattern"]]
    else:
        said = SAID.get(kind)
        text = said.format(**context) if said else str(error["msg"]).removeprefix("Value error, ")
    return f"{text} (read: {read_as(error['input'])})"


def unknown(name: str, allowed: Iterable[str], said: str) -> str:
    """Says that a name is not known, which one was perhaps meant, and which are."""
    known = sorted(allowed)
    meant = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f" (did you mean '{meant[0]}'?)" if meant else ""
    return f"{said}{hint}; allowed: {', '.join(known) or 'none'}"


def read_as(value: Any) -> str:
    """A value as it was read, short and on one line, as TOML writes it where that differs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(repr(value).split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def allowed_at(location: Sequence[Any], root: type[BaseModel]) -> list[str]:
    """The keys that may stand at a place under `root`."""
    model: type[BaseModel] = root
    for part in location:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        if field is not None:
            model = _model_in(field.annotation) or model
    return sorted(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(inner) for inner in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)
