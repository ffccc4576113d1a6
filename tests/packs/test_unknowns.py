"""Open questions: every one has a default, an alternative, what hangs on it and where it arises."""

import pytest

from tests.engine.builders import case, filed
from tracker.engine import CaseFaults, derive, read_case
from tracker.packs.checks import SECTIONS
from tracker.packs.shelf import default_shelf

SHELF = default_shelf()
UNKNOWNS = [
    pytest.param(pack, unknown, id=f"{pack.id}/{unknown.id}")
    for pack in SHELF.packs.values()
    for unknown in pack.unknowns.values()
]

OF_THE_LAW = {
    "act-38-of-2026",
    "designation-end-one-day",
    "division-ten-months",
    "withdrawn-before-the-lapse",
    "agency-owned-rights-and-the-field",
    "online-arrival-ten-days",
    "national-phase-month-end",
    "suit-period-rolls",
    "grace-year-rolls",
    "designation-without-papers",
}
OF_THE_AGENCY = {
    "notice-forms",
    "pct-filing-counts-as-foreign",
    "contract-periods-roll",
    "receipt-evidence",
    "model-weights-class",
    "compensation-schedule",
    "commission-statement-wanted",
    "use-report-expected",
    "costs-before-the-licence",
    "title-of-designated-invention",
    "asset-register-threshold",
    "recommission-share-basis",
    "copyright-cap-year-end",
    "plant-variety-term",
    "report-of-the-reason-notice",
}


@pytest.mark.parametrize(("pack", "unknown"), UNKNOWNS)
def test_a_question_says_where_it_arises_and_what_hangs_on_it(pack, unknown):
    assert unknown.source
    assert set(unknown.affects) <= {*pack.rules, *SECTIONS}


def test_what_the_law_and_the_special_terms_leave_open_is_asked():
    assert SHELF.packs["jp-patent-law"].unknowns.keys() >= OF_THE_LAW
    assert SHELF.packs["nedo-multimodal-2026"].unknowns.keys() >= OF_THE_AGENCY


def test_a_rule_names_the_questions_it_rests_on_among_what_they_affect():
    for pack in SHELF.packs.values():
        for rule in pack.rules.values():
            for name in filter(None, (rule.asks, rule.only_if, rule.deadline.roll_unknown)):
                assert rule.id in pack.unknowns[name].affects


def asked(parameters):
    read = read_case(case(filed(), parameters=parameters), SHELF)
    return [o.as_json() for o in derive(read, SHELF).obligations]


def test_an_answer_in_words_is_kept_and_moves_no_day():
    assert asked({"receipt-evidence": "The day the web system accepts it, letter of 1 May"}) == asked({})


@pytest.mark.parametrize("value", [True, 3, "", "  ", None, ["x"]])
def test_an_answer_in_words_must_be_words(value):
    with pytest.raises(CaseFaults) as refused:
        asked({"receipt-evidence": value})
    assert refused.value.faults[0].startswith("parameters.receipt-evidence: ")


def test_an_answer_to_no_question_is_refused():
    with pytest.raises(CaseFaults) as refused:
        asked({"receipt": "yes"})
    assert refused.value.faults[0].startswith("parameters.receipt: no such open question; known: ")
