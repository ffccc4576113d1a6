"""One pack with twenty faults in it: twenty lines, each naming file, piece and key, and what is allowed."""

import json

from click.testing import CliRunner

from tracker.cli_engine import compute

PACK = """\
id = "broken-grants"
title = { ja = "見本" }
issued_by = { ja = "見本機関", en = "Sample agency" }
source = "Sample terms"
checked = "2026-01-01"
calendar = "FR"
disable = ["7"]
builds_on = ["jp-patent-law"]
colour = "red"
"""
FACTS = """\
[[facts]]
kind = "result-told"
label = { ja = "届出", en = "Told" }
keys = [{ name = "filing", type = "filling", required = true, label = { ja = "出願", en = "Filing" } }]

[[facts]]
kind = "Report Sent"
label = { ja = "報告", en = "Sent" }

[[facts]]
kind = "step-planned"
label = { ja = "予定", en = "Planned" }
keys = [{ name = "planned_on", type = "date", required = true, label = { ja = "日", en = "Planned for" } }]
"""
HEAD = """\
label = {{ ja = "届出", en = "Notice" }}
summary = {{ ja = "届け出る。", en = "A notice is due." }}
references = [{{ source = "Sample terms", place = "1", checked = 2026-01-01 }}]
"""
TERM = "term = { days = 30, counting = 'japanese' }"
BODY = {
    "no-kind": 'article = "1"\nper = "filing"\ntrigger = { earliest = [{ fact = "registered" }] }\n'
    f"deadline = {{ {TERM} }}",
    "odd-counting": 'kind = "fixed"\narticle = "2"\nper = "filing"\n'
    'trigger = { earliest = [{ fact = "registered" }] }\n'
    'deadline = { term = { days = 30, counting = "calendar" } }',
    "two-units": 'kind = "fixed"\narticle = "3"\nper = "filing"\n'
    'trigger = { earliest = [{ fact = "registered" }] }\n'
    'deadline = { term = { days = 30, months = 1, counting = "japanese" } }',
    "year-end-days": 'kind = "fixed"\narticle = "4"\nper = "filing"\n'
    'trigger = { earliest = [{ fact = "registered" }] }\n'
    'deadline = { term = { days = 30, counting = "year-end" } }',
    "no-such-fact": 'kind = "fixed"\narticle = "5"\nper = "filing"\n'
    f'trigger = {{ earliest = [{{ fact = "registred" }}] }}\ndeadline = {{ {TERM} }}',
    "no-such-unknown": 'kind = "fixed"\narticle = "6"\nper = "filing"\n'
    'trigger = { earliest = [{ fact = "registered" }] }\n'
    f'deadline = {{ roll_unknown = "rolls", {TERM} }}',
    "no-such-office": 'kind = "fixed"\narticle = "7"\nper = "filing"\nfilings = { offices = ["Japan"] }\n'
    f'trigger = {{ earliest = [{{ fact = "registered" }}] }}\ndeadline = {{ {TERM} }}',
    "no-such-day": 'kind = "fixed"\narticle = "8"\nper = "fact"\n'
    'trigger = { each = { fact = "step-planned" } }\n'
    'deadline = { before = { key = "planed_on", days = 1 } }',
    "busy-clock": 'kind = "clock"\narticle = "9"\nper = "filing"\n'
    f'trigger = {{ earliest = [{{ fact = "registered" }}] }}\ndeadline = {{ {TERM} }}',
    "unseen": 'kind = "fixed"\narticle = "10"\nper = "filing"\nconfirmed = false\nasks = "grants-roll"\n'
    f'trigger = {{ earliest = [{{ fact = "registered" }}] }}\ndeadline = {{ {TERM} }}',
    "gap": 'kind = "fixed"\narticle = "11"\nper = "filing"\n'
    'trigger = { earliest = [{ fact = "registered" }] }\n'
    f"deadline = {{ valid_until = 2026-03-01, {TERM} }}\n"
    f"versions = [{{ valid_from = 2026-04-01, {TERM} }}]",
    "no-way": 'kind = "fixed"\narticle = "12"\nper = "filing"\n'
    'trigger = { earliest = [{ fact = "registered" }] }\ndeadline = { roll = "none" }',
}
UNKNOWNS = """\
[[unknowns]]
id = "grants-roll"
type = "boolean"
question = { ja = "延びるか", en = "Does it roll?" }
default = { ja = "延びない", en = "No" }
alternative = { ja = "延びる", en = "Yes" }
affects = ["gapp"]
"""
SAID = {
    "pack.toml: title.en": "",
    "pack.toml: checked": "",
    "pack.toml: calendar": "'JP'",
    "pack.toml: colour": "builds_on",
    "facts.toml: facts.result-told.keys": "'filing'",
    "facts.toml: facts.Report Sent": "small letters",
    "rules.toml: rules.no-kind.kind": "fixed, prompt",
    "rules.toml: rules.odd-counting.deadline.term.counting": "'japanese'",
    "rules.toml: rules.two-units.deadline.term": "days, months, years",
    "rules.toml: rules.year-end-days.deadline": "years",
    "rules.toml: rules.no-such-fact": "registered",
    "rules.toml: rules.no-such-unknown": "grants-roll",
    "rules.toml: rules.no-such-office": "two capital letters",
    "rules.toml: rules.no-such-day": "planned_on",
    "rules.toml: rules.busy-clock": "actor = 'office'",
    "rules.toml: rules.unseen.why_unconfirmed": "both languages",
    "rules.toml: rules.gap": "no version holds on 2026-03-02",
    "rules.toml: rules.no-way.deadline": "earlier_of",
    "unknowns.toml: unknowns.grants-roll.affects": "gap",
    "pack.toml: disable": "extends",
}


def broken(tmp_path):
    home = tmp_path / "broken-grants"
    home.mkdir()
    rules = "\n".join(f'[[rules]]\nid = "{name}"\n{HEAD.format()}{body}\n' for name, body in BODY.items())
    for name, text in {"pack": PACK, "facts": FACTS, "rules": rules, "unknowns": UNKNOWNS}.items():
        (home / f"{name}.toml").write_text(text, encoding="utf-8")
    return home


def test_twenty_planted_faults_are_twenty_lines_with_file_piece_key_and_what_is_allowed(tmp_path):
    case = tmp_path / "case.json"
    case.write_text(
        json.dumps({"as_of": "2026-01-01", "matter": {"ref": "K", "right": "patent"}, "facts": []})
    )
    told = CliRunner().invoke(compute, [str(case), "--pack", str(broken(tmp_path))])
    lines = told.stderr.splitlines()
    assert (told.exit_code, told.stdout) == (2, "")
    for place, allowed in SAID.items():
        found = [line for line in lines if line.startswith(f"broken-grants/{place}")]
        assert len(found) == 1, f"{place}: {found}"
        assert allowed in found[0], found[0]
    assert len(lines) == len(SAID) == 20
