"""The look of the house: what stands at its top, how long modules are, what no file may say."""

import importlib
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "Makefile", "README.md", "bench", "docs", "instance", "migrations",
    "pyproject.toml", "requirements-dev.in", "requirements-dev.txt", "requirements.in", "requirements.txt",
    "templates", "tests", "tracker", "wsgi.py",
}  # fmt: skip

LINES = 400
# Longer modules, each with its reason.
LONGER: dict[str, str] = {}

TEXT = {
    "", ".css", ".csv", ".html", ".in", ".js", ".json", ".mako", ".md", ".po", ".py", ".sh", ".toml", ".txt",
    ".typ",
}  # fmt: skip
# Files that are somebody else's words, shipped as they are.
FOREIGN = ("tracker/static/vendor/", "tracker/typeset/fonts/", "docs/licences/")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/\w")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PIN = re.compile(r"[\w.\[\],-]+==[\w.!+]+( ;.*)?$")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b")


@cache
def tracked() -> tuple[str, ...]:
    """The files of the project: those under version control that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    """Name and content of every text file that is ours."""
    ours = [name for name in tracked() if Path(name).suffix in TEXT and not name.startswith(FOREIGN)]
    return [(name, (ROOT / name).read_text(encoding="utf-8")) for name in ours]


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_top_level_is_the_agreed_one():
    assert {name.split("/")[0] for name in tracked()} <= TOP


def test_modules_stay_short():
    long = {
        name: text.count("\n")
        for name, text in texts()
        if name.startswith("tracker/") and name.endswith(".py") and text.count("\n") > LINES
    }
    assert long.keys() == LONGER.keys(), long


def test_every_module_says_what_it_is_for():
    silent = [
        name
        for name, text in texts()
        if name.endswith(".py") and name.startswith(("tracker/", "bench/", "tests/")) and text.strip()
        if not text.startswith(('"""', 'r"""'))
    ]
    assert not silent


def test_no_file_names_a_path_of_one_machine():
    assert not lines_that_match(MACHINE_PATH)


def test_nothing_is_left_marked_as_unfinished():
    assert not lines_that_match(UNFINISHED)


def test_the_application_can_be_imported_as_servers_do():
    assert importlib.import_module("wsgi").app.name == "tracker"


def test_pins_are_exact_and_name_no_registry():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
        pins = [line for line in lines if line and not line.startswith("#")]
        assert not [line for line in pins if not PIN.match(line)], name


def test_links_between_our_pages_lead_somewhere():
    pages = [(ROOT / name, text) for name, text in texts() if name.endswith(".md")]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page, text in pages
        for link in LINK.findall(text)
        if not (page.parent / link).exists()
    ]
    assert not broken
