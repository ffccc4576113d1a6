"""Case files that cannot be answered: every fault in one go, each with its place and what would be right."""

import json
from typing import Any

import pytest

from tests.engine.builders import case, filed
from tracker.engine import CaseFaults, read_cases, read_json
from tracker.packs.shelf import default_shelf

ROUTES = "national, pct, national-phase, division, conversion, domestic-priority"
FILED_KEYS = (
    "filing, id, international_filing_on, kind, note, office, on, parent, priority_on, review_from, route"
)
RIGHTS = "patent, utility-model, design, circuit-layout, plant-variety, copyright, know-how"


def faults_in(read: Any) -> list[str]:
    """The faults that a file is refused with: of JSON text, or of what is written as such."""
    text = read if isinstance(read, str) else json.dumps(read)
    with pytest.raises(CaseFaults) as refused:
        read_cases(read_json(text), default_shelf())
    assert "\n".join(refused.value.faults) == str(refused.value)
    assert all(len(line) < 1200 and len(line.splitlines()) == 1 for line in refused.value.faults)
    return refused.value.faults


def accepted(read: dict[str, Any]) -> bool:
    """Whether a file is read without a fault."""
    return len(read_cases(read_json(json.dumps(read)), default_shelf())) == 1


def fact(kind: str, n: int = 2, on: str = "2026-08-01", **keys: Any) -> dict[str, Any]:
    """A fact with the id f<n>."""
    return {"id": f"f{n}", "kind": kind, "on": on, **keys}


# --- dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-7-1", "20260701", "2026-W01-1", "",
        "2026-07-01T00:00:00", " 2026-07-01", "2026-07-01\n", "２０２６-07-01", "tomorrow", "令和8年7月1日",
    ],
)  # fmt: skip
def test_what_is_no_iso_day(day):
    assert faults_in(case(filed(on=day))) == [f"facts[0].on: {day!r} is not a date"]
    assert faults_in({**case(), "as_of": day}) == [f"as_of: {day!r} is not a date"]


@pytest.mark.parametrize(
    ("day", "shown"), [(20260701, "20260701"), (True, "true"), (1.5, "1.5"), ([], "[]"), ({}, "{}")]
)
def test_what_is_no_text_is_no_day(day, shown):
    assert faults_in(case(filed(on=day))) == [f"facts[0].on: {shown} is not a date"]


@pytest.mark.parametrize("day", ["0001-01-01", "1799-12-31", "3000-01-01", "9999-12-31"])
def test_days_that_no_matter_has(day):
    assert faults_in({**case(), "as_of": day}) == [f"as_of: '{day}' lies outside the years 1800 to 2999"]


def test_a_missing_day():
    assert faults_in({key: value for key, value in case().items() if key != "as_of"}) == [
        "as_of: is missing; a date like '2026-07-01'"
    ]
    assert faults_in(case(filed(on=None))) == ["facts[0].on: is missing; a date like '2026-07-01'"]


def test_a_fact_after_the_day_asked_about_must_be_supposed():
    later = case(filed(on="2027-01-16"))
    assert faults_in(later) == [
        "facts[0].on: 2027-01-16 lies after as_of, 2027-01-15; say what_if to suppose it"
    ]
    assert accepted({**later, "what_if": True})
    assert accepted(case(filed(on="2027-01-15")))
    assert faults_in({**later, "what_if": False}) == faults_in(later)


def test_the_first_and_the_last_day_can_be_asked_about():
    assert accepted(case(filed(on="1800-01-01"), as_of="1800-01-01"))
    assert accepted(case(filed(on="2999-12-31"), as_of="2999-12-31"))


# --- keys, kinds, ids -------------------------------------------------------------------------------------


def test_unknown_keys_at_every_level():
    read = {**case({**filed(), "colour": 1}), "color": 1}
    read["matter"]["colour"] = 1
    assert faults_in(read) == [
        "color: unknown key; allowed: as_of, facts, matter, packs, parameters, what_if",
        "matter.colour: unknown key; allowed: perennial, ref, right, sensitive_field",
        "facts[0].colour: unknown key; allowed: " + FILED_KEYS,
    ]


@pytest.mark.parametrize(
    ("kind", "shown"), [("invented", "'invented'"), (3, "3"), (None, "nothing"), ([], "[]")]
)
def test_unknown_kinds_tell_the_known_ones(kind, shown):
    [line] = faults_in(case({"id": "f1", "kind": kind, "on": "2026-08-01"}))
    assert line.startswith(f"facts[0].kind: {shown} is not a kind of fact; known: abandoned, appeal-filed, ")
    assert line.endswith("work-created, work-published")


def test_a_kind_that_only_another_pack_declares():
    assert accepted(case(fact("final-report-submitted")))
    [line] = faults_in(case(fact("final-report-submitted"), packs=["jp-patent-law"]))
    assert line.startswith("facts[0].kind: 'final-report-submitted' is not a kind of fact; known: ")


def test_an_id_stands_once():
    assert faults_in(case(filed(), {**filed("JP2"), "id": "f1"}, {**filed("JP3"), "id": "f1"})) == [
        "facts[1].id: 'f1' stands twice",
        "facts[2].id: 'f1' stands twice",
    ]


@pytest.mark.parametrize(
    ("name", "shown"), [(None, "nothing"), ("", "''"), (" ", "' '"), (1, "1"), (True, "true"), ([], "[]")]
)
def test_an_id_is_a_text(name, shown):
    assert faults_in(case({**filed(), "id": name})) == [
        f"facts[0].id: {shown} is not an id, a text like 'f1'"
    ]


# --- JSON -------------------------------------------------------------------------------------------------


def test_a_key_that_stands_twice_is_named_with_its_place():
    text = (
        '{"as_of": "2027-01-15", "as_of": "2027-01-16",'
        ' "matter": {"ref": "K", "right": "patent", "ref": "L"}, "facts":'
        ' [{"id": "a"}, {"id": "b", "kind": "filed", "id": "c"}]}'
    )
    twice = ["as_of", "matter.ref", "facts[1].id"]
    assert faults_in(text) == [f"{place}: the key stands twice in one object" for place in twice]
    assert faults_in(f"[{text}]") == [f"[0].{place}: the key stands twice in one object" for place in twice]


@pytest.mark.parametrize(
    "text", ["", " ", "{", '{"as_of": ', "{} {}", "{'as_of': 1}", "nul", "\ufeff{}", "<xml/>"]
)
def test_what_is_not_json(text):
    [line] = faults_in(text)
    assert line.startswith("the file is not JSON: ")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have(number):
    assert faults_in(f'{{"as_of": {number}}}') == [f"the file is not JSON: {number} is not JSON"]


def test_numbers_beyond_all_measure():
    assert faults_in(f'{{"as_of": {"9" * 5000}}}') == ["the file is not JSON: a number has too many digits"]
    assert faults_in(case(filed(), fact("fee-paid", filing="JP1", through_year=10**30))) == [
        f"facts[1].through_year: {10**30} is not a whole number from 1 to 40"
    ]
    assert "as_of: inf is not a date" in faults_in('{"as_of": 1e999}')


@pytest.mark.parametrize("depth", [60, 900, 990, 1000, 100_000])
@pytest.mark.parametrize("frame", ["{}", '{{"as_of": {}}}', '{{"facts": [{{"id": {}}}]}}'])
def test_deep_nesting(depth, frame):
    [line] = faults_in(frame.format("[" * depth + "]" * depth))
    assert line.endswith("is nested too deeply")


def test_half_a_character_is_refused_before_it_can_spoil_the_answer():
    text = json.dumps(case({**filed("\udc00"), "\udfff": 1}))
    assert faults_in(text) == [
        "facts[0].'\\udfff': the key holds half a character (a lone surrogate)",
        "facts[0].filing: '\\udc00' holds half a character (a lone surrogate)",
    ]
    assert accepted(case(filed("出願😀")))


@pytest.mark.parametrize(
    ("read", "shown"), [(3, "3"), ('"x"', "'x'"), (None, "nothing"), (True, "true"), (1.5, "1.5")]
)
def test_a_file_that_holds_no_case(read, shown):
    assert faults_in(read) == [f"case: {shown} is not an object with as_of, matter and facts"]


def test_an_array_names_the_case_and_one_bad_case_refuses_all():
    bad = case({"id": "a", "kind": "invention-made", "on": "2026-02-30"})
    assert faults_in([case(filed()), 3, case(filed()), bad]) == [
        "[1].case: 3 is not an object with as_of, matter and facts",
        "[3].facts[0].on: '2026-02-30' is not a date",
    ]


def test_an_empty_array_holds_no_cases():
    assert read_cases([], default_shelf()) == []


# --- the matter, the packs, the answers -------------------------------------------------------------------


def test_a_matter_in_all_its_parts():
    read = {**case(), "matter": {"ref": 3, "right": "patents", "sensitive_field": "maybe", "perennial": 1}}
    assert faults_in(read) == [
        "matter.ref: 3 is not a reference, a text like 'K-0001'",
        f"matter.right: 'patents' is not a right; allowed: {RIGHTS}",
        "matter.sensitive_field: 'maybe' is not one of: outside, inside, unknown",
        "matter.perennial: 1 is not true or false",
    ]
    assert faults_in({**case(), "matter": []}) == ["matter: [] is not an object with ref and right"]
    assert faults_in({**case(), "matter": {"ref": "K", "right": ["patent"]}}) == [
        f"matter.right: ['patent'] is not a right; allowed: {RIGHTS}"
    ]


def test_only_a_plant_variety_is_perennial():
    read = case(right="design")
    read["matter"]["perennial"] = True
    assert faults_in(read) == ["matter.perennial: only a plant variety can be perennial"]
    read["matter"]["right"] = "plant-variety"
    assert accepted(read)


@pytest.mark.parametrize(("facts", "shown"), [({}, "{}"), (None, "nothing"), ("f1", "'f1'")])
def test_facts_are_a_list_of_objects(facts, shown):
    assert faults_in({**case(), "facts": facts}) == [f"facts: {shown} is not a list of facts"]
    assert faults_in({**case(), "facts": [facts]} if facts != {} else {**case(), "facts": [[]]}) == [
        f"facts[0]: {shown if facts != {} else '[]'} is not an object with id, kind and on"
    ]


@pytest.mark.parametrize(
    ("value", "shown"), [("yes", "'yes'"), (1, "1"), (0, "0"), (None, "nothing"), ([], "[]")]
)
def test_what_if_is_yes_or_no(value, shown):
    assert faults_in(case(filed(), what_if=value)) == [f"what_if: {shown} is not true or false"]


def test_packs_that_are_not_on_the_shelf():
    shelf = ", ".join(sorted(default_shelf().packs))
    assert faults_in(case(packs=["nope", 3, "jp-patent-law", "jp-patent-law"])) == [
        f"packs[0]: no pack 'nope'; on the shelf: {shelf}",
        f"packs[1]: no pack 3; on the shelf: {shelf}",
        "packs[3]: 'jp-patent-law' stands twice",
    ]
    assert faults_in(case(packs=[])) == ["packs: [] is not a list of packs"]
    assert faults_in(case(packs="jp-patent-law")) == ["packs: 'jp-patent-law' is not a list of packs"]


def test_answers_to_open_questions_are_of_the_type_asked_for():
    known = ", ".join(sorted(default_shelf().unknowns(default_shelf().default)))
    assert faults_in(
        case(parameters={"contract-periods-roll": "yes", "office-action-period": True, "nope": 1})
    ) == [
        "parameters.contract-periods-roll: 'yes' is not true or false",
        "parameters.office-action-period: true is not a whole number from 1 to 400",
        f"parameters.nope: no such open question; known: {known}",
    ]
    for days in (0, 401, 60.0, "60"):
        [line] = faults_in(case(parameters={"office-action-period": days}))
        assert line == f"parameters.office-action-period: {days!r} is not a whole number from 1 to 400"
    assert faults_in(case(parameters=[])) == ["parameters: [] is not an object of answers"]


# --- filings ----------------------------------------------------------------------------------------------


def test_a_fact_about_a_filing_never_filed():
    assert faults_in(case(filed(), fact("published", filing="JP9"), fact("published", 3, filing=3))) == [
        "facts[1].filing: 'JP9' was never filed: no fact of kind 'filed' names it (filed: JP1)",
        "facts[2].filing: 3 was never filed: no fact of kind 'filed' names it (filed: JP1)",
    ]
    assert faults_in(case(fact("published"))) == ["facts[0].filing: is missing: needed here (Filing)"]


def test_a_filing_is_stated_once():
    assert faults_in(case(filed(), filed(id="f2"))) == [
        "facts[1].filing: 'JP1' is filed twice; a filing is stated once"
    ]


@pytest.mark.parametrize(
    ("office", "shown"), [("jp", "'jp'"), ("JPO", "'JPO'"), ("QQ", "'QQ'"), ("", "''"), (3, "3")]
)
def test_office_codes(office, shown):
    assert faults_in(case(filed(office=office))) == [
        f"facts[0].office: {shown} is not an office code of WIPO ST.3, two capital letters like 'JP'"
    ]


@pytest.mark.parametrize("office", ["JP", "US", "EP", "WO", "CN", "KR", "TW", "EA", "OA", "AP", "EM"])
def test_offices_that_exist(office):
    assert accepted(case(filed(office=office)))


def test_routes_and_what_they_need():
    assert faults_in(case(filed(route="paris"))) == [f"facts[0].route: 'paris' is not one of: {ROUTES}"]
    assert faults_in(
        case(
            filed("A", route="division"),
            filed("B", id="f2", route="conversion", parent="Z"),
            filed("C", id="f3", route="domestic-priority"),
            filed("D", id="f4", parent="A"),
            filed("E", id="f5", route="national-phase"),
            filed("F", id="f6", international_filing_on="2026-01-01"),
        )
    ) == [
        "facts[0].parent: is missing: the route division needs it",
        "facts[1].parent: 'Z' was never filed: no fact of kind 'filed' names it (filed: A, B, C, D, E, F)",
        "facts[2].parent: is missing: the route domestic-priority needs it",
        "facts[3].parent: belongs to the routes division, conversion, domestic-priority only",
        "facts[4].international_filing_on: is missing: the route national-phase needs it",
        "facts[5].international_filing_on: belongs to the routes national-phase only",
    ]


def test_circular_parents_at_any_length():
    ring = [
        filed(name, id=f"f{n}", route="division", parent=after)
        for n, (name, after) in enumerate(["AB", "BC", "CA"])
    ]
    assert faults_in(case(*ring, filed("D", id="d", route="division", parent="A"))) == [
        "facts[0].parent: 'B' descends from this filing",
        "facts[1].parent: 'C' descends from this filing",
        "facts[2].parent: 'A' descends from this filing",
    ]
    assert faults_in(case(filed(route="division", parent="JP1"))) == [
        "facts[0].parent: 'JP1' descends from this filing"
    ]


def test_a_thousand_generations_are_read():
    line = [filed("A0")]
    line += [filed(f"A{n}", id=f"g{n}", route="division", parent=f"A{n - 1}") for n in range(1, 1001)]
    assert accepted(case(*line))


def test_days_of_a_filing_that_contradict_one_another():
    assert faults_in(
        case(
            filed("A", route="division", parent="B"),
            filed("B", on="2026-07-02", id="f2"),
            filed("C", id="f3", priority_on="2026-07-02"),
            filed("D", id="f4", route="national-phase", international_filing_on="2026-07-02"),
            filed("E", id="f5", review_from="2026-06-30"),
        )
    ) == [
        "facts[0].parent: 'B' was filed later, on 2026-07-02",
        "facts[2].priority_on: 2026-07-02 lies after the filing, 2026-07-01",
        "facts[3].international_filing_on: 2026-07-02 lies after the filing, 2026-07-01",
        "facts[4].review_from: 2026-06-30 lies before the filing",
    ]


def test_a_confirmation_while_the_three_months_run():
    early, first = (fact("no-notice-confirmed", on=day, filing="JP1") for day in ("2026-10-01", "2026-10-02"))
    assert faults_in(case(filed(), early)) == [
        "facts[1].on: the primary review runs until 2026-10-01; it can be confirmed from the day after"
    ]
    assert accepted(case(filed(), first))
    assert faults_in(case(filed(review_from="2026-08-31"), first)) == [
        "facts[1].on: the primary review runs until 2026-11-30; it can be confirmed from the day after"
    ]


# --- the keys of single kinds -----------------------------------------------------------------------------


def test_whole_numbers_are_neither_booleans_nor_fractions():
    for value, shown in ((True, "true"), (3.0, "3.0"), ("3", "'3'"), (0, "0"), (41, "41")):
        assert faults_in(case(filed(), fact("fee-paid", filing="JP1", through_year=value))) == [
            f"facts[1].through_year: {shown} is not a whole number from 1 to 40"
        ]
    for value, shown in ((True, "true"), (2.0, "2.0"), ("2", "'2'"), (0, "0"), (24, "24"), ([2], "[2]")):
        assert faults_in(case(filed(), fact("security", filing="JP1", item=value))) == [
            f"facts[1].item: {shown} is not an item, a number from 1 to 23"
        ]


def test_keys_that_belong_to_certain_items():
    def paper(n: int, **keys: Any) -> dict[str, Any]:
        return fact("security", n, filing="JP1", **keys)

    assert faults_in(
        case(
            filed(),
            paper(2, item=2, direction="in"),
            paper(3, item=6, direction="up"),
            paper(4, item=2, ends_on="2027-01-01"),
            paper(5, item=22, answer="clear"),
            paper(6, item=23, answer="maybe"),
            paper(7, item=4, shows_content=1),
            fact("security", 8, item=20),
            fact("security", 9, item=21),
        )
    ) == [
        "facts[1].direction: belongs to items 6, 13, 15 only",
        "facts[2].direction: 'up' is not one of: in, out",
        "facts[3].ends_on: belongs to items 7, 8 only",
        "facts[4].answer: belongs to items 23 only",
        "facts[5].answer: 'maybe' is not one of: banned, clear",
        "facts[6].shows_content: 1 is not true or false",
        "facts[7].filing: is missing: needed here (Filing)",
    ]


def test_facts_that_name_other_facts():
    assert faults_in(
        case(
            filed(),
            fact("reply-filed", 2, filing="JP1", of="f9"),
            fact("reply-filed", 3, filing="JP1", of="f1"),
            fact("notice-returned", 4, of=3),
            fact("notice-returned", 5),
        )
    ) == [
        "facts[1].of: 'f9' is not the id of a fact of this case",
        "facts[2].of: 'f1' names a fact of kind 'filed'; allowed: office-action, security",
        "facts[3].of: 3 is not the id of a fact of this case",
        "facts[4].of: is missing: needed here (The notice sent back)",
    ]


def test_a_status_notice_says_what_it_is_about():
    assert faults_in(
        case(
            fact("status-notice-submitted", 1, about="publication"),
            fact("status-notice-submitted", 2, about="security"),
            fact("status-notice-submitted", 3),
            fact("status-notice-submitted", 4, about="weather"),
            fact("status-notice-submitted", 5, about="copyright"),
        )
    ) == [
        "facts[0].filing: is missing: needed for a notice about publication",
        "facts[1].of: is missing: needed for a notice about security",
        "facts[2].about: is missing: needed here (About)",
        "facts[3].about: 'weather' is not one of: publication, filing, registration, copyright, security",
    ]


def test_a_transfer_names_its_filing_where_the_right_has_filings():
    assert faults_in(case(fact("transferred"))) == [
        "facts[0].filing: is missing: a matter of the right patent needs it"
    ]
    assert faults_in(case(filed(), fact("transferred", filing="JP1"), right="know-how")) == [
        "facts[1].filing: is not given for a matter of the right know-how"
    ]


def test_a_matter_is_one_work():
    told = [fact("work-created", 1, work="program"), fact("work-published", 2, work="report")]
    assert faults_in(case(*told, right="copyright")) == [
        "facts[1].work: 'report' differs from 'program': a matter is one work"
    ]


def test_settlements_and_extensions_name_what_exists():
    lines = faults_in(
        case(
            filed(),
            fact("settled", 2, rule="nope", how="forgotten", reason=""),
            fact(
                "extended",
                3,
                rule="filing-notice",
                until="soon",
                reason="r",
                pack="no",
                trigger="f9",
                filing="X",
            ),
        )
    )
    assert lines[0].startswith("facts[1].rule: 'nope' is not one of: ")
    assert ", filing-notice, " in lines[0]
    assert lines[1:3] == [
        "facts[1].how: 'forgotten' is not one of: waived, not-needed",
        "facts[1].reason: '' is not a text",
    ]
    assert [line.split(":")[0] for line in lines[3:]] == [
        "facts[2].until", "facts[2].filing", "facts[2].pack", "facts[2].trigger"
    ]  # fmt: skip


def test_a_note_is_a_text():
    assert faults_in(case({**filed(), "note": 3})) == ["facts[0].note: 3 is not a text"]


# --- size, and all at once --------------------------------------------------------------------------------


def test_a_megabyte_of_text_is_read_where_text_belongs_and_shown_short_where_not():
    long = "x" * 1_000_000
    assert accepted(case({**filed(), "note": long}))
    [line] = faults_in(case(fact(long)))
    assert line.startswith(f"facts[0].kind: '{'x' * 56}... is not a kind of fact")
    [line] = faults_in(case({**filed(), long: 1}))
    assert line.startswith(f"facts[0].'{'x' * 56}...: unknown key")
    assert faults_in(case(filed(on=[long]))) != []


def test_faults_of_every_part_come_in_one_go():
    lines = faults_in(
        {
            "as_of": "2027-02-30",
            "packs": ["jp-patent-law", "nope"],
            "matter": {"ref": "", "right": "z"},
            "facts": [
                filed(route="division", parent="JP2"),
                filed("JP2", id="f2", route="division", parent="JP1"),
                {"id": "f2", "kind": "weather", "on": "soon"},
            ],
            "what_if": 3,
            "parameters": 3,
            "extra": 1,
        }
    )
    assert [line.split(":")[0] for line in lines] == [
        "extra", "packs[1]", "as_of", "what_if", "matter.ref", "matter.right", "parameters",
        "facts[2].id", "facts[2].on", "facts[2].kind", "facts[0].parent", "facts[1].parent",
    ]  # fmt: skip


def test_a_confirmation_too_early_is_told_beside_other_faults():
    read = case(filed(), fact("no-notice-confirmed", on="2026-10-01", filing="JP1"), fact("weather", 3))
    assert [line.split(":")[0] for line in faults_in(read)] == ["facts[2].kind", "facts[1].on"]
