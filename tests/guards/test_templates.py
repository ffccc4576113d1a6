"""Every template parses, and none carries a script, style or handler that the content policy refuses."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2] / "templates"
# What is printed is typst or a document, and tried in tests/typeset and tests/forms.
TEMPLATES = sorted(
    path
    for path in ROOT.rglob("*")
    if path.is_file() and not path.name.startswith(".") and path.suffix not in {".typ", ".docx"}
)
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]

REFUSED = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "a handler in an attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "something from elsewhere": re.compile(r"\b(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}
EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_the_template_parses_and_extends_what_is_there(path):
    tree = Environment(extensions=EXTENSIONS).parse(path.read_text(encoding="utf-8"))
    used = [
        node.template.value
        for kind in (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
        for node in tree.find_all(kind)
        if isinstance(node.template, nodes.Const)
    ]
    assert not [other for other in used if not (ROOT / other).is_file()]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_the_page_holds_nothing_the_content_policy_refuses(path):
    text = path.read_text(encoding="utf-8")
    assert not [what for what, pattern in REFUSED.items() if pattern.search(text)]


def test_there_are_templates():
    assert PAGES
