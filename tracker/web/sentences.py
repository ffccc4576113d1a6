"""Finds the sentences that rooms below the pages say to people, for the catalogue of translations.

Docket words its refusals in plain English constants; it knows no translator. This extractor for `pybabel`
(see translations/babel.cfg) takes them. Pages and templates are read by Babel's own extractors.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

SENTENCE = re.compile(r"[A-Z].* .*[.)%]s?", re.DOTALL)


def extract(
    fileobj: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Sentences of one module, as Babel takes them: line, function, message, comments."""
    for statement in ast.parse(fileobj.read()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            name, text = statement.targets[0], statement.value.value
            if (
                isinstance(name, ast.Name)
                and name.id.isupper()
                and isinstance(text, str)
                and SENTENCE.fullmatch(text)
            ):
                yield statement.lineno, "", text, []
