"""Packs with one thing wrong: refused in a line that names file, place, what was read and what is allowed."""

import pytest

from tests.packs.sample import FACTS, PACK, REFERENCES, RULES, TERM, write_pack
from tracker.packs import PackRefused, load_shelf
from tracker.packs.shelf import default_shelf
from tracker.packs.shelving import shelved


def faults_of(folder, **files):
    """The faults of the sample pack with these files in other words, alone on a shelf."""
    return shelved([write_pack(folder, **files)], default_shelf().offices)[2]


def test_the_sample_is_right(tmp_path):
    packs, read_from, faults = shelved([write_pack(tmp_path)], default_shelf().offices)
    assert (list(packs), faults) == (["sample"], [])
    assert read_from["sample"] == tmp_path / "sample"


def rule(old: str, new: str) -> dict[str, str]:
    assert old in RULES
    return {"rules": RULES.replace(old, new)}


def more(line: str) -> dict[str, str]:
    return {"rules": f"{RULES}{line}\n"}


AT = "rules.toml: rules.notice"
WORDS = "is not one of the words allowed:"
SHAPES = {
    "an unknown key": (
        more('colour = "red"'),
        [f"{AT}.colour: is not known here; allowed: abolished, actor, article,", "(read: 'red')"],
    ),
    "a misspelt key": (
        rule('{ fact = "filed" }', '{ fact = "filed", itme = [2] }'),
        [f"{AT}.trigger.each.itme: is not known here (did you mean 'item'?); allowed: about,", "(read: [2])"],
    ),
    "a text for a number": (
        rule("days = 60", 'days = "60"'),
        [f"{AT}.deadline.term.days: is not a whole number (read: '60')"],
    ),
    "a yes for a number": (
        rule("days = 60", "days = true"),
        [f"{AT}.deadline.term.days: is not a whole number (read: true)"],
    ),
    "a fraction": (
        rule("days = 60", "days = 60.0"),
        [f"{AT}.deadline.term.days: is not a whole number (read: 60.0)"],
    ),
    "a number for a text": (
        rule('"The agency is told."', "3"),
        [f"{AT}.summary.en: is not a text in quotes (read: 3)"],
    ),
    "a text for both languages": (
        rule('label = { ja = "通知", en = "Notice" }', 'label = "Notice"'),
        [f"{AT}.label: is not a table, written {{ … }} (read: 'Notice')"],
    ),
    "one language": (rule(', en = "Notice"', ""), [f"{AT}.label.en: is missing; the words in English"]),
    "an empty label": (rule('en = "Notice"', 'en = ""'), [f"{AT}.label.en: is empty (read: '')"]),
    "no references": (
        rule(REFERENCES, ""),
        [f"{AT}.references: is missing; a rule names its sources: [{{ source = …"],
    ),
    "an empty list of references": (
        rule(REFERENCES, "references = []\n"),
        [f"{AT}.references: needs at least one entry (read: [])"],
    ),
    "a reference nobody checked": (
        rule(", checked = 2026-01-01", ""),
        [f"{AT}.references[0].checked: is missing; the day on which a person last looked it up"],
    ),
    "a check date in quotes": (
        rule("checked = 2026-01-01", 'checked = "2026-01-01"'),
        [f"{AT}.references[0].checked: is not a day, written without quotes like ", "(read: '2026-01-01')"],
    ),
    "no way of counting": (
        rule(', counting = "japanese"', ""),
        [f"{AT}.deadline.term.counting: is missing; how the period is counted; there is no default"],
    ),
    "an unknown way of counting": (
        rule('"japanese"', '"julian"'),
        [
            f"{AT}.deadline.term.counting: {WORDS} 'japanese', 'inclusive', 'same-numbered',",
            "(read: 'julian')",
        ],
    ),
    "an unknown roll": (
        rule('"contract"', '"forward"'),
        [f"{AT}.deadline.roll: {WORDS} 'none', 'patent-procedure',", "(read: 'forward')"],
    ),
    "an unknown kind": (
        rule('"fixed"', '"soft"'),
        [f"{AT}.kind: {WORDS} 'fixed', 'prompt', 'option', 'window' or 'clock' (read: 'soft')"],
    ),
    "an unknown right": (
        more('rights = ["patents"]'),
        [f"{AT}.rights[0]: {WORDS} 'patent', 'utility-model',", "(read: 'patents')"],
    ),
    "an unknown actor": (
        more('actor = "me"'),
        [f"{AT}.actor: {WORDS} 'contractor', 'agency' or 'office' (read: 'me')"],
    ),
    "an unknown state": (
        more('hold = { states = ["secret"] }'),
        [f"{AT}.hold.states[0]: {WORDS} 'exempt', 'designated',", "(read: 'secret')"],
    ),
    "an item that does not exist": (
        rule('{ fact = "filed" }', '{ fact = "filed", item = [24] }'),
        [f"{AT}.trigger.each.item[0]: is too great; the most is 23 (read: 24)"],
    ),
    "a list that is none": (
        more('rights = "patent"'),
        [f"{AT}.rights: is not a list, written [ … ] (read: 'patent')"],
    ),
    "two units": (
        rule("days = 60", "days = 60, months = 2"),
        [f"{AT}.deadline.term: needs exactly one of: days, months, years (read: {{'days': 60, 'months': 2,"],
    ),
    "two triggers": (
        rule('{ each = { fact = "filed" } }', '{ each = { fact = "filed" }, both = ["filed", "told"] }'),
        [f"{AT}.trigger: needs exactly one of: each, earliest, latest, both (read: "],
    ),
    "a capital in an id": (
        rule('id = "notice"', 'id = "Notice 1"'),
        ["rules.toml: rules.Notice 1.id: is no name of small letters, digits and hyphens, like"],
    ),
    "a type of key that does not exist": (
        {"facts": FACTS.replace('type = "date"', 'type = "colour"')},
        [f"facts.toml: facts.filed.keys[3].type: {WORDS} 'filing', 'new-filing',", "(read: 'colour')"],
    ),
}


@pytest.mark.parametrize("fault", SHAPES)
def test_a_piece_of_the_wrong_shape(tmp_path, fault):
    files, said = SHAPES[fault]
    [line] = [line for line in faults_of(tmp_path, **files) if said[0] in line]
    assert line.startswith(f"sample/{said[0]}")
    assert all(part in line for part in said)


NAMES = {
    "an unknown fact in the trigger": (
        rule('each = { fact = "filed" }', 'each = { fact = "flied" }'),
        f"{AT}: fact 'flied' is not declared; allowed: filed, told",
    ),
    "an unknown fact that meets": (
        rule('fact = "told"', 'fact = "done"'),
        f"{AT}: fact 'done' is not declared; allowed: filed, told",
    ),
    "a value that the key cannot have": (
        rule('about = ["filing"]', 'about = ["weather"]'),
        f"{AT}.met_by[0].about: 'weather' is no choice of it; there are: filing, grant",
    ),
    "a key that the fact does not have": (
        rule('each = { fact = "filed" }', 'each = { fact = "filed", about = ["grant"] }'),
        f"{AT}.trigger.about: 'filed' has no such key; it has: filing, office, reply_by, route",
    ),
    "a key that both should share": (
        rule('about = ["filing"]', 'same = ["colour"]'),
        f"{AT}.met_by[0].same: 'colour' is no key of 'told'; it has: about, filing",
    ),
    "a stated day that is none": (
        rule("roll =", 'stated = "office", roll ='),
        f"{AT}.deadline.stated: 'office' is no date of 'filed'; it has: reply_by",
    ),
    "a question nobody asks": (
        rule("roll =", 'roll_unknown = "rolls", roll ='),
        f"{AT}: unknown 'rolls' is not in unknowns.toml; there are: none",
    ),
    "a choice of nothing": (
        {"facts": FACTS.replace('choices = ["filing", "grant"], ', "")},
        "facts.toml: facts.told.keys[1].choices: a key of type 'choice' needs them",
    ),
    "an office that does not exist": (
        more('filings = { offices = ["JPO"] }'),
        f"{AT}: office 'JPO' is not a code of WIPO ST.3, two capital letters like 'JP'",
    ),
}


@pytest.mark.parametrize("fault", NAMES)
def test_a_name_that_points_nowhere(tmp_path, fault):
    files, said = NAMES[fault]
    assert f"sample/{said}" in faults_of(tmp_path, **files)


CLOCK = "a clock is the office's (actor = 'office') and nobody's act (no met_by)"
CONTRADICTIONS = {
    "a clock that somebody acts on": ({"rules": RULES.replace('"fixed"', '"clock"')}, f"{AT}: {CLOCK}"),
    "a clock met by a fact": (
        {"rules": RULES.replace('"fixed"', '"clock"\nactor = "office"')},
        f"{AT}: {CLOCK}",
    ),
    "a window that nothing closes": (
        rule('"fixed"', '"window"'),
        f"{AT}.deadline.closing: goes with kind 'window' and with no other",
    ),
    "a closing without a window": (
        rule(TERM, 'closing = [{ fact = "told" }]'),
        f"{AT}.deadline.closing: goes with kind 'window' and with no other",
    ),
    "no day at all": (rule(f", {TERM}", ""), f"{AT}.deadline: needs one of: term, later_of, earlier_of,"),
    "two ways to a day": (
        rule(TERM, f'{TERM}, earlier_of = [{{ days = 3, counting = "japanese" }}]'),
        f"{AT}.deadline: needs one of: term, later_of, earlier_of,",
    ),
    "a rule per fact that names none": (
        rule('{ each = { fact = "filed" } }', '{ earliest = [{ fact = "filed" }] }'),
        f"{AT}.trigger: a rule per fact needs 'each'",
    ),
    "less than no days": (
        rule("days = 60", "days = -1"),
        f"{AT}.deadline: days: is no number from 0 to 36500 (read: -1)",
    ),
    "a slip of the hand": (
        rule("days = 60", "days = 6000000"),
        f"{AT}.deadline: days: is no number from 0 to 36500 (read: 6000000)",
    ),
    "a later version without its first day": (
        more('versions = [{ term = { days = 30, counting = "japanese" } }]'),
        f"{AT}.versions: each later version needs valid_from, its first day",
    ),
}


@pytest.mark.parametrize("fault", CONTRADICTIONS)
def test_parts_that_contradict_one_another(tmp_path, fault):
    files, said = CONTRADICTIONS[fault]
    assert any(line.startswith(f"sample/{said}") for line in faults_of(tmp_path, **files))


FILES = {
    "not TOML": ({"rules": f"{RULES}x = [\n"}, "rules.toml: is not TOML: "),
    "not text": ({"rules": b"\xff\xfe\x00"}, "rules.toml: is not text in UTF-8"),
    "a rule twice": ({"rules": f"{RULES}\n{RULES}"}, "rules.toml: rules[1]: id = 'notice' stands twice"),
    "a fact twice": ({"facts": FACTS + FACTS}, "facts.toml: facts[2]: kind = 'filed' stands twice"),
    "rules that are no list": (
        {"rules": "[rules]\nid = 'a'\n"},
        "rules.toml: rules: is written as [[rules]], one table",
    ),
    "a rule that is no table": (
        {"rules": "rules = ['a']\n"},
        "rules.toml: rules[0]: has no id, a name in small letters",
    ),
    "a rule without a name": (
        rule('id = "notice"\n', ""),
        "rules.toml: rules[0]: has no id, a name in small letters",
    ),
    "a table in the wrong file": (
        {"pack": PACK + RULES},
        "pack.toml: rules: does not belong here; it belongs in rules.toml",
    ),
    "a key in the wrong file": (
        {"rules": f"levels = 3\n{RULES}"},
        "rules.toml: levels: does not belong here; it belongs in gates.toml",
    ),
    "a misspelt file": (
        {"rule": RULES},
        "rule.toml: is no file of a pack (did you mean 'rules.toml'?); allowed: ",
    ),
    "another folder's name": (
        {"pack": PACK.replace('"sample"', '"other"')},
        "pack.toml: id: 'other' differs from the name of its folder, 'sample'",
    ),
    "no name": ({"pack": PACK.replace('id = "sample"\n', "")}, "pack.toml: id: is missing"),
    "a ground that is not there": (
        {"pack": f'{PACK}builds_on = ["nowhere"]\n'},
        "pack.toml: builds_on: no pack 'nowhere'; on the shelf: sample",
    ),
}


@pytest.mark.parametrize("fault", FILES)
def test_files_that_do_not_hold_what_they_should(tmp_path, fault):
    files, said = FILES[fault]
    assert any(line.startswith(f"sample/{said}") for line in faults_of(tmp_path, **files))


def test_every_fault_of_every_file_is_told_at_once(tmp_path):
    rules = RULES.replace("days = 60", 'days = "60"').replace('"contract"', '"forward"')
    faults = faults_of(tmp_path, pack=f"{PACK}colour = 1\n", facts=FACTS * 2, rules=rules, rule=RULES)
    said = [
        "sample/rule.toml: is no file",
        "sample/facts.toml: facts[2]",
        "sample/facts.toml: facts[3]",
        "sample/pack.toml: colour",
        f"sample/{AT}.deadline.term.days",
        f"sample/{AT}.deadline.roll",
    ]
    for each in said:
        assert any(line.startswith(each) for line in faults), each
    assert len(faults) == len(said)


def test_a_folder_without_a_pack_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    faults = shelved([tmp_path / "empty"], default_shelf().offices)[2]
    assert len(faults) == 1
    assert faults[0].startswith("empty/")
    assert faults[0].endswith("has no pack.toml, the file that names the pack")


def test_the_shelf_refuses_as_a_whole_and_names_the_pack(tmp_path):
    with pytest.raises(PackRefused) as refused:
        load_shelf([write_pack(tmp_path, rules=RULES.replace("days = 60", 'days = "60"'))])
    assert refused.value.faults == [f"sample/{AT}.deadline.term.days: is not a whole number (read: '60')"]


def test_a_pack_of_ones_own_stands_beside_the_shipped_ones(tmp_path):
    shelf = load_shelf([write_pack(tmp_path)])
    assert {"sample", *default_shelf().packs} == set(shelf.packs)
    assert "told" in shelf.facts(["sample"])
