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
    "Act 38 of 2026 and chapter 5": "jp-patent-law/act-38-of-2026",
    "the start of the review for conversions outside the table": "jp-patent-law/conversion-starts-review",
    "whether the reason notice itself is reported": "nedo-multimodal-2026/report-of-the-reason-notice",
    "rights owned by the agency and the excluded field": "jp-patent-law/agency-owned-rights-and-the-field",
    "designation without papers": "jp-patent-law/designation-without-papers",
    "filing abroad after an early withdrawal": "jp-patent-law/withdrawn-before-the-lapse",
    "priority certificates held back": "jp-patent-law/priority-certificates-held-back",
    "the ten months of a division": "jp-patent-law/division-ten-months",
    "one day more after a designation": "jp-patent-law/designation-end-one-day",
    "whether a stated day rolls": "jp-patent-law/stated-date-rolls",
    "ten days of online arrival": "jp-patent-law/online-arrival-ten-days",
    "the national phase from a month's end": "jp-patent-law/national-phase-month-end",
    "the roll of the suit period": "jp-patent-law/suit-period-rolls",
    "the roll of the year of grace": "jp-patent-law/grace-year-rolls",
    "the term of plant variety rights": "nedo-multimodal-2026/plant-variety-term",
    "the copyright cap": "nedo-multimodal-2026/copyright-cap-year-end",
    "the last day of the priority licence": "nedo-multimodal-2026/priority-licence-last-day",
    "an international filing, 60 or 90 days": "nedo-standard/pct-filing-counts-as-foreign",
    "the Civil Code's roll for contract days": "nedo-standard/contract-periods-roll",
}
"""Every place where the study of the law found two readings, and the entry that asks."""

OF_THE_AGENCY = {
    "forms and their numbers": "notice-forms",
    "an international filing": "pct-filing-counts-as-foreign",
    "the roll on holidays": "contract-periods-roll",
    "what counts as receipt": "receipt-evidence",
    "model weights and data sets": "model-weights-class",
    "the compensation schedule": "compensation-schedule",
    "the statement of State-commissioned research": "commission-statement-wanted",
    "the report of use": "use-report-expected",
    "costs before a licence": "costs-before-the-licence",
    "the title of a designated invention": "title-of-designated-invention",
    "the asset register": "asset-register-threshold",
    "the limit of re-commissioning": "recommission-share-basis",
}
"""Every question that was open towards the agency, and the entry under its special terms."""

LEFT_TO_PEOPLE = {"commission-statement-wanted"}
"""What people write, and nothing is computed of."""


@pytest.mark.parametrize(("pack", "unknown"), UNKNOWNS)
def test_a_question_says_where_it_arises_and_what_hangs_on_it(pack, unknown):
    assert unknown.source
    assert set(unknown.affects) <= {*pack.rules, *SECTIONS}


@pytest.mark.parametrize("entry", OF_THE_LAW.values(), ids=OF_THE_LAW)
def test_what_the_law_leaves_open_is_asked(entry):
    pack, _slash, name = entry.partition("/")
    assert name in SHELF.packs[pack].unknowns


@pytest.mark.parametrize("name", OF_THE_AGENCY.values(), ids=OF_THE_AGENCY)
def test_what_only_the_agency_can_say_is_asked_under_its_special_terms(name):
    assert name in SHELF.packs["nedo-multimodal-2026"].unknowns


@pytest.mark.parametrize(("pack", "unknown"), UNKNOWNS)
def test_a_question_on_which_nothing_hangs_says_that_nothing_is_counted(pack, unknown):
    counted = unknown.affects or "計算しない" in unknown.default.ja or unknown.type != "text"
    assert counted or unknown.id in LEFT_TO_PEOPLE


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
