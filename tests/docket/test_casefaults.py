"""What the engine refuses reaches a page in a sentence with a translation."""

import gettext
from pathlib import Path

import pytest

from tests.support import build
from tracker.docket import casefaults, record
from tracker.errors import Refused

CATALOGUE = Path(__file__).resolve().parents[2] / "tracker/translations/ja/LC_MESSAGES/messages.mo"
TIMES = {"now": build.NOW, "today": build.TODAY}


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def matter(people):
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-06-10")
    return found


def refusal(act) -> list:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.faults


def said_in_japanese(faults) -> list[str]:
    with CATALOGUE.open("rb") as file:
        words = gettext.GNUTranslations(file)
    told = [words.gettext(fault.message_id) for fault in faults]
    assert all(text != fault.message_id for text, fault in zip(told, faults, strict=True))
    return [text % fault.values for text, fault in zip(told, faults, strict=True)]


def test_a_division_before_its_parent_is_told_in_japanese(people, matter):
    keys = {"filing": "JP2", "route": "division", "parent": "JP1"}
    faults = refusal(lambda: build.filed(people.manager_a, matter, "2026-06-01", **keys))
    assert [fault.message_id for fault in faults] == [casefaults.PARENT_LATER]
    assert "2026-06-10" in said_in_japanese(faults)[0]


def test_a_correction_that_breaks_another_fact_names_it_and_what_is_wrong_there(people, matter):
    a = people.manager_a
    build.filed(a, matter, "2026-07-01", filing="JP2", route="division", parent="JP1")
    keys = {"filing": "JP1", "office": "JP", "route": "national"}
    faults = refusal(
        lambda: record.correct_fact(
            a, matter=matter.public_id, fact="f0001", on=build.TODAY, keys=keys,
            reason="Misread the receipt", **TIMES,
        )
    )  # fmt: skip
    assert [fault.message_id for fault in faults] == [casefaults.BREAKS_FACT, casefaults.PARENT_LATER]
    assert said_in_japanese(faults)


def test_a_withdrawal_that_leaves_another_fact_without_its_filing_says_so(people, matter):
    a = people.manager_a
    build.fact(a, matter, "filing-notice-submitted", "2026-07-01", filing="JP1")
    faults = refusal(
        lambda: record.withdraw_fact(
            a, matter=matter.public_id, fact="f0001", reason="Never filed after all", **TIMES
        )
    )
    assert [fault.message_id for fault in faults] == [casefaults.BREAKS_FACT, casefaults.FILING_UNKNOWN]


def test_a_confirmation_while_the_screening_runs_names_its_last_day(people, matter):
    faults = refusal(
        lambda: build.fact(people.manager_a, matter, "no-notice-confirmed", "2026-08-01", filing="JP1")
    )
    assert [(f.field, f.message_id) for f in faults] == [("on", casefaults.REVIEW_RUNS)]
    assert "2026-09-10" in said_in_japanese(faults)[0]


def test_every_sentence_has_its_japanese():
    with CATALOGUE.open("rb") as file:
        words = gettext.GNUTranslations(file)
    for _, sentence in casefaults.KNOWN:
        assert words.gettext(sentence) != sentence


def test_what_is_not_known_is_told_as_the_engine_says_it():
    assert casefaults.worded("on", "something else").message_id == "something else"
    assert casefaults.broken("f0001", "something else")[0].message_id == casefaults.BREAKS
