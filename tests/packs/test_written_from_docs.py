"""A pack written from docs/packs.md alone, in a folder of its own: loaded, checked, computed, refused."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli_engine import compute, packs
from tracker.packs.shelf import DATA

WRITTEN = Path(__file__).parent / "written" / "river-fund"
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
CASE = {
    "as_of": "2026-10-20",
    "matter": {"ref": "R-1", "right": "know-how"},
    "facts": [
        {"id": "a1", "kind": "award-signed", "on": "2024-05-01"},
        {"id": "a2", "kind": "result-found", "on": "2026-09-01"},
        {"id": "a3", "kind": "talk-planned", "on": "2026-10-10", "held_on": "2026-12-10"},
    ],
}


@pytest.fixture
def folder(tmp_path):
    """The pack in a folder outside the project."""
    return Path(shutil.copytree(WRITTEN, tmp_path / "river-fund"))


def run(command, *words, given=""):
    answer = CliRunner().invoke(command, [str(word) for word in words], input=given)
    return answer.exit_code, answer.stdout, answer.stderr


def test_it_is_checked(folder):
    code, told, _ = run(packs, "check", folder)
    assert (code, told) == (0, "river-fund: 4 rules, 3 cases, 0 faults\n")


def test_it_computes_with_editions_days_before_and_an_open_question(folder):
    code, told, faults = run(compute, "-", "--pack", folder, given=json.dumps(CASE))
    assert (code, faults) == (0, "")
    due = {each["rule"]: each["due"] for each in json.loads(told)["obligations"]}
    assert due == {"tell-result": "2026-11-01", "tell-talk": "2026-11-10"}
    sold = CASE["facts"] + [{"id": "a4", "kind": "result-told", "on": "2026-10-15"}]
    given = json.dumps(CASE | {"facts": sold})
    answered = json.dumps(CASE | {"facts": sold, "parameters": {"title-may-be-asked": False}})
    rules = [
        {each["rule"] for each in json.loads(told)["obligations"]}
        for _, told, _ in (run(compute, "-", "--pack", folder, given=text) for text in (given, answered))
    ]
    assert rules[0] - rules[1] == {"ask-title"}


def test_it_is_shown_in_words(folder):
    for language, words in (("ja", "成果が生じた日から届け出る。"), ("en", "A talk is told 30 days before")):
        code, told, _ = run(packs, "show", folder, "--language", language)
        assert code == 0
        assert words in told


def test_with_a_case_that_fails_it_is_not_used_and_file_and_case_are_named(folder):
    cases = folder / "cases.toml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("2022-04-05", "2022-04-06"), encoding="utf-8")
    code, told, faults = run(compute, "-", "--pack", folder, given=json.dumps(CASE))
    assert (code, told) == (2, "")
    assert faults.startswith("river-fund/cases.toml: 'Under the first edition three months': obligations[0]")


def test_every_key_it_uses_has_its_row_on_the_page():
    rows = set(re.findall(r"^\| `([^`]+)` \|", PAGE, re.M))
    used = set()
    for path in WRITTEN.glob("*.toml"):
        if path.name != "cases.toml":
            used |= keys_in(tomllib.loads(path.read_text(encoding="utf-8")))
    assert used - {"rules", "facts", "unknowns", "clauses", "ja", "en"} <= rows


def keys_in(read):
    """Every key of a table and of what lies in it."""
    if isinstance(read, list):
        return {key for each in read for key in keys_in(each)}
    if not isinstance(read, dict):
        return set()
    return set(read) | {key for each in read.values() for key in keys_in(each)}


def test_it_stands_outside_the_packs_of_the_product():
    assert DATA not in WRITTEN.parents
