"""The shape of an answer: every key always, one order, the same bytes for the same facts."""

import itertools
import json

import pytest

from tests.engine.builders import CONTRACT_CASE, OBLIGATION_KEYS, RESULT_KEYS, answer, case, filed


def test_the_obligation_that_other_programs_know():
    told = next(each for each in answer(CONTRACT_CASE)["obligations"] if each["rule"] == "filing-notice")
    trail = told.pop("trail")
    assert json.dumps(told) == (
        '{"rule": "filing-notice", "pack": "nedo-multimodal-2026", "article": "6", "filing": "JP1", '
        '"trigger": "f2", "kind": "fixed", "actor": "contractor", "nominal": "2026-08-30", '
        '"due": "2026-08-30", "act_by": "2026-08-28", "standing": "met", "met_by": "f3", "blocked_by": null, '
        '"provisional": false, "unknowns": ["contract-periods-roll"]}'
    )
    assert trail[0] == "filed on 2026-07-01 (JP1)"
    assert "60 days, the first day not counted (Civil Code 140): 2026-08-30, a Sunday" in trail


@pytest.mark.parametrize(
    "read",
    [
        CONTRACT_CASE,
        case(),
        case(right="know-how"),
        case(right="copyright"),
        case(filed(), packs=["jp-patent-law"]),
        case(filed(), packs=["nedo-multimodal-2026"]),
        case(filed(), right="design"),
    ],
    ids=lambda read: f"{read['matter']['right']}-{len(read['facts'])}-{'-'.join(read.get('packs', ['all']))}",
)
def test_every_key_is_there_and_in_its_place(read):
    told = answer(read)
    assert list(told) == RESULT_KEYS
    assert all(list(each) == OBLIGATION_KEYS for each in told["obligations"])
    assert all(isinstance(each["trail"], list) for each in told["obligations"])


def test_without_its_pack_a_section_is_empty_and_there():
    law = answer(case(filed(), packs=["jp-patent-law"]))
    assert (law["disclosure"], law["holders"], law["licences"], law["licence_window"]) == (None, {}, [], None)
    assert law["foreign_filing"]["free_from"] == "2026-10-02"
    terms = answer(case(filed(), packs=["nedo-multimodal-2026"]))
    assert terms["foreign_filing"] is None
    assert terms["disclosure"]["state"] == "review-lapsed"
    assert {each["pack"] for each in terms["obligations"]} == {"nedo-multimodal-2026"}


def test_the_default_packs_are_both():
    assert answer({key: value for key, value in CONTRACT_CASE.items() if key != "packs"}) == answer(
        CONTRACT_CASE
    )


def test_packs_in_any_order_give_the_same_bytes():
    turned = {**CONTRACT_CASE, "packs": CONTRACT_CASE["packs"][::-1]}
    assert json.dumps(answer(turned)) == json.dumps(answer(CONTRACT_CASE))


def test_facts_in_any_order_give_the_same_bytes():
    facts = [
        filed(),
        filed("JP2", "2026-07-01", "f2"),
        {"id": "f3", "kind": "filing-notice-submitted", "on": "2026-07-02", "filing": "JP1"},
        {"id": "f4", "kind": "filing-notice-submitted", "on": "2026-07-02", "filing": "JP1"},
        {"id": "f5", "kind": "security", "on": "2026-07-02", "filing": "JP2", "item": 2},
    ]
    told = {json.dumps(answer(case(*order))) for order in itertools.permutations(facts)}
    assert len(told) == 1


def test_obligations_stand_in_the_order_of_their_days():
    told = answer(
        case(
            filed(),
            filed("US1", "2026-07-01", "f2", office="US"),
            {"id": "f3", "kind": "filing-notice-submitted", "on": "2026-08-20", "filing": "JP1"},
            {"id": "f4", "kind": "subcontract-signed", "on": "2026-09-01", "subcontract": "Lab X"},
            {"id": "f5", "kind": "security", "on": "2026-08-16", "item": 21},
        )
    )["obligations"]
    places = [
        (each["due"] or "9999", each["rule"], each["filing"] or "", each["trigger"] or "", each["pack"])
        for each in told
    ]
    assert places == sorted(places)
    assert told[-1]["due"] is None


def test_what_an_answer_rests_on_is_told_once_and_sorted():
    told = answer(
        case(
            filed("WO1", "2026-07-01", office="WO", route="pct"),
            filed("JP1", "2026-07-01", "f2"),
            {"id": "f3", "kind": "office-action", "on": "2026-10-01", "filing": "JP1"},
        )
    )
    assert told["unknowns"] == [
        "contract-periods-roll",
        "office-action-period",
        "pct-filing-counts-as-foreign",
    ]


def test_a_note_changes_nothing():
    noted = {**CONTRACT_CASE, "facts": [{**fact, "note": "seen on paper"} for fact in CONTRACT_CASE["facts"]]}
    assert answer(noted) == answer(CONTRACT_CASE)


def test_supposed_facts_count_for_duties_and_not_for_what_may_be_shown():
    later = {"id": "f2", "kind": "published", "on": "2028-01-10", "filing": "JP1"}
    told = answer(case(filed(), later, as_of="2026-08-01", what_if=True))
    clock = next(each for each in told["obligations"] if each["rule"] == "publication-expected")
    assert clock["standing"] == "passed"
    assert told["disclosure"]["state"] == "primary-review"
    assert told["foreign_filing"] == {
        **told["foreign_filing"], "banned": True, "free_from": "2026-10-02", "confirmed": False
    }  # fmt: skip
