"""The cases that stand beside each pack: all of them hold, and one that is wrong is noticed."""

import copy
import datetime as dt
import shutil
from typing import Any

import pytest
from click.testing import CliRunner

from tests.packs.sample import CASES, write_pack
from tracker.cli_engine import packs as packs_command
from tracker.engine import CaseFaults
from tracker.engine.proving import cases_in, prove, run
from tracker.packs import load_shelf
from tracker.packs.shelf import default_shelf

SHELF = default_shelf()
CASES_OF = {pack: cases_in(SHELF.folders[pack]) for pack in SHELF.packs}
EVERY = [pytest.param(case, id=f"{pack}: {case['name']}") for pack in CASES_OF for case in CASES_OF[pack]]


@pytest.mark.parametrize("case", EVERY)
def test_a_case_holds(case):
    assert not run(case, SHELF)


def told_of(pack: str) -> list[dict[str, Any]]:
    """Every expectation about an obligation in the cases of a pack."""
    questions = [question for case in CASES_OF[pack] for question in (case, *case.get("asked", ()))]
    return [each for question in questions for each in question.get("obligations", ())]


@pytest.mark.parametrize("pack", sorted(SHELF.packs))
def test_every_case_has_a_sentence_of_its_own(pack):
    names = [case["name"] for case in CASES_OF[pack]]
    assert len(names) == len(set(names))
    assert all(len(name.split()) > 2 and name == name.strip() for name in names)


@pytest.mark.parametrize("pack", ["jp-patent-law", "nedo-multimodal-2026"])
def test_every_rule_of_its_own_is_proved_by_two_cases_at_least(pack):
    rules = [rule.id for rule in SHELF.packs[pack].rules.values() if rule.origin in (None, pack)]
    proved = {
        rule: sum(
            any(
                each["rule"] == rule
                for q in (case, *case.get("asked", ()))
                for each in q.get("obligations", ())
            )
            for case in CASES_OF[pack]
        )
        for rule in rules
    }
    assert not {rule: times for rule, times in proved.items() if times < 2}


@pytest.mark.parametrize("pack", ["jp-patent-law", "nedo-multimodal-2026"])
def test_the_cases_show_every_standing_that_a_pack_can_give(pack):
    shown = {each["standing"] for each in told_of(pack) if "standing" in each}
    usual = {"met", "met-late", "closed", "on-hold", "passed", "overdue", "due-soon", "open"}
    terms = {"waived", "waiting", "target-passed"}
    assert shown == usual | (terms if pack == "nedo-multimodal-2026" else set())


# --- a case that is wrong ---------------------------------------------------------------------------------


def shifted(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dt.date):
        return value + dt.timedelta(1)
    return [*value, "more"] if isinstance(value, list) else f"{value}x"


@pytest.mark.parametrize("pack", ["jp-patent-law", "nedo-multimodal-2026"])
def test_each_expected_value_is_really_compared(pack):
    for case in CASES_OF[pack][::7]:
        for n, expected in enumerate(case.get("obligations", ())):
            for key, value in expected.items():
                spoilt = copy.deepcopy(case)
                spoilt["obligations"][n][key] = shifted(value)
                faults = run(spoilt, SHELF)
                assert faults, f"{case['name']}: {key} = {shifted(value)!r} went unnoticed"
                assert all(fault.startswith(f"'{case['name']}': ") for fault in faults)


@pytest.fixture
def good() -> dict[str, Any]:
    return {
        "name": "A filing in Japan",
        "case": {
            "as_of": dt.date(2026, 7, 2),
            "matter": {"ref": "K-0001", "right": "patent"},
            "facts": [
                {
                    "id": "f1", "kind": "filed", "on": dt.date(2026, 7, 1), "filing": "JP1", "office": "JP",
                    "route": "national",
                }
            ],
        },
        "obligations": [{"rule": "filing-notice", "due": dt.date(2026, 8, 30), "met_by": "none"}],
        "expect": {"disclosure": {"state": "primary-review"}, "licences": []},
        "absent": ["annuity"],
        "asked": [
            {
                "as_of": dt.date(2026, 8, 31),
                "obligations": [{"rule": "filing-notice", "standing": "overdue"}],
            }
        ],
    }  # fmt: skip


def test_a_good_case_holds(good):
    assert run(good, SHELF) == []


def test_what_a_case_gets_wrong_is_named_with_both_values(good):
    good["obligations"] = [
        {"rule": "filing-notice", "due": dt.date(2026, 8, 31), "standing": "none"},
        {"rule": "appeal"},
        {"rule": "exam-request"},
        {"rule": "filing-notice", "colour": "red"},
    ]
    good["expect"] = {"disclosure": {"state": "released"}, "licences": [{}], "holders": {}, "weather": "fine"}
    good["absent"] = ["filing-notice", "jp-patent-law/exam-request"]
    good["asked"][0]["obligations"][0]["standing"] = "open"
    at = "'A filing in Japan':"
    assert run(good, SHELF) == [
        f"{at} obligations[0]: due: expected 2026-08-31, found 2026-08-30",
        f"{at} obligations[0]: standing: expected None, found open",
        f"{at} obligations[1]: {{'rule': 'appeal'}}: found 0 times, expected once",
        f"{at} obligations[2]: {{'rule': 'exam-request'}}: found 2 times, expected once",
        f"{at} obligations[3]: colour: expected red, found no such key",
        f"{at} disclosure.state: expected released, found primary-review",
        f"{at} licences: expected [{{}}], found []",
        f"{at} holders: expected {{}}, found {{'JP1': {{'holder': 'contractor', 'since': None}}}}",
        f"{at} weather: expected fine, found no such section",
        f"{at} filing-notice: is there, though it should not be",
        f"{at} jp-patent-law/exam-request: is there, though it should not be",
        f"{at} as of 2026-08-31: obligations[0]: standing: expected open, found overdue",
    ]


def test_a_case_that_cannot_be_read_tells_why(good):
    good["case"]["facts"][0]["office"] = "JPO"
    assert run(good, SHELF)[0].startswith("'A filing in Japan': facts[0].office: 'JPO' is not an office code")


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (
            {"obligatons": []},
            "obligatons: unknown key; allowed: absent, asked, case, expect, name, obligations",
        ),
        (
            {"obligations": [], "expect": {}, "absent": [], "asked": []},
            "expects nothing: say obligations, expect or absent",
        ),
        (
            {"asked": [{"obligations": [{"rule": "appeal"}]}]},
            "asked[0].as_of: is missing; the day on which the same",
        ),
        (
            {"asked": [{"as_of": 1, "colour": 1}]},
            "asked[0].colour: unknown key; allowed: absent, as_of, expect,",
        ),
        ({"asked": {}}, "asked: is a list of { as_of = …, obligations = [ … ] }"),
    ],
)
def test_a_case_written_wrongly_is_told_how_to_write_it(good, spoilt, said):
    assert any(fault.startswith(f"'A filing in Japan': {said}") for fault in run({**good, **spoilt}, SHELF))


def test_a_case_without_a_name_or_facts_is_told_so():
    assert run({"absent": ["annuity"]}, SHELF) == [
        "'a case without a name': name: is missing",
        "'a case without a name': case: is missing",
    ]


# --- cases of a pack of one's own, and the command --------------------------------------------------------


def test_cases_stand_in_one_file_or_in_a_folder(tmp_path):
    home = write_pack(tmp_path, cases=CASES)
    (home / "cases").mkdir()
    (home / "cases" / "more.toml").write_text(CASES.replace("Sixty days", "Again sixty days"))
    proof = prove(load_shelf([home]), "sample")
    assert (proof.ran, proof.faults) == (2, [])


def test_cases_that_are_no_cases_are_refused_with_their_file(tmp_path):
    home = write_pack(tmp_path, cases="x = [\n")
    (home / "cases").mkdir()
    (home / "cases" / "a.toml").write_text("cases = 3\n")
    (home / "cases" / "b.toml").write_text(f"colour = 1\n{CASES}")
    with pytest.raises(CaseFaults) as refused:
        cases_in(home)
    assert [line.split(":")[0] for line in refused.value.faults] == [
        "cases.toml",
        "cases/a.toml",
        "cases/b.toml",
    ]
    assert "b.toml: holds [[cases]] and nothing else (read: colour, cases)" in refused.value.faults[2]


def check(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(packs_command, ["check", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_command_checks_every_pack_on_the_shelf():
    code, out, err = check()
    assert (code, err) == (0, "")
    for pack, cases in CASES_OF.items():
        assert f"{pack}: {len(SHELF.packs[pack].rules)} rules, {len(cases)} cases, 0 faults" in out


def test_the_command_checks_a_folder_and_tells_what_is_wrong(tmp_path):
    home = write_pack(tmp_path, cases=CASES)
    assert check(str(home)) == (0, "sample: 1 rules, 1 cases, 0 faults\n", "")
    write_pack(tmp_path, cases=CASES.replace("2026-08-30", "2026-08-29"))
    code, out, err = check(str(home))
    assert (code, out) == (2, "sample: 1 rules, 1 cases, 1 faults\n")
    said = "'Sixty days from the filing': obligations[0]: due: expected 2026-08-29, found 2026-08-30\n"
    assert err == f"cases.toml: {said}"


def test_the_command_checks_a_changed_copy_of_a_shipped_pack(tmp_path):
    copy_of = tmp_path / "jp-patent-law"
    shutil.copytree(SHELF.folders["jp-patent-law"], copy_of)
    rules = copy_of / "rules.toml"
    rules.write_text(rules.read_text().replace("days = 14,", "days = 15,"))
    code, _, err = check(str(copy_of))
    assert code == 2
    assert "Fourteen days from the notice" in err
