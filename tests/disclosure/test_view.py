"""The way out denies by default, marks what it withholds and tells nothing by the mark."""

import copy
import pickle

import pytest

from tracker.disclosure import (
    CLOSED,
    WITHHELD,
    Audience,
    Field,
    FieldClass,
    Gate,
    Level,
    is_stricter,
    may_know,
    neutral_title,
    read_level,
    strictest,
    view,
    withheld_names,
)

OPEN = Gate(Level.OPEN, True, frozenset({"abstract"}))
RECORD = {
    "ref": Field("A-0001", FieldClass.CONTROL),
    "title": Field("深層学習装置", FieldClass.BIBLIOGRAPHIC, neutral="特許 A-0001"),
    "abstract": Field("要約", FieldClass.TECHNICAL),
    "claims": Field("請求項", FieldClass.TECHNICAL),
    "note": Field("社内", FieldClass.OWN_ONLY),
}


@pytest.mark.parametrize("audience", ["", "public", "AGENCY", "officer", None, 3])
def test_an_unknown_audience_sees_nothing(audience: object) -> None:
    assert set(view(RECORD, audience, OPEN).values()) == {WITHHELD}  # type: ignore[arg-type]
    assert not may_know(audience, OPEN)  # type: ignore[arg-type]


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("field_class", ["", "c9", "C0", "open", None])
def test_a_field_of_unknown_class_is_withheld_from_everyone(audience: Audience, field_class: object) -> None:
    record = {"it": Field("value", field_class, neutral="neutral")}  # type: ignore[arg-type]
    assert view(record, audience, OPEN) == {"it": WITHHELD}


@pytest.mark.parametrize("level", ["", "closed", "OPEN", None, 0])
def test_an_unknown_level_shows_nothing_to_the_agency(level: object) -> None:
    assert set(view(RECORD, Audience.AGENCY, Gate(level, True)).values()) == {WITHHELD}  # type: ignore[arg-type]


def test_only_what_was_released_by_name_is_told_of_technical_content() -> None:
    seen = view(RECORD, Audience.AGENCY, OPEN)
    assert (seen["abstract"], seen["claims"]) == ("要約", WITHHELD)


def test_a_view_keeps_every_name_in_order_and_marks_what_it_withholds() -> None:
    seen = view(RECORD, Audience.AGENCY, Gate(Level.DETAIL_WITHHELD, True))
    assert list(seen) == list(RECORD)
    assert seen["title"] == "特許 A-0001"
    assert withheld_names(seen) == ["abstract", "claims", "note"]


def test_the_mark_tells_nothing_about_the_value_behind_it() -> None:
    empty = {name: Field(None, item.field_class) for name, item in RECORD.items()}
    full = {name: Field("x" * 10_000, item.field_class) for name, item in RECORD.items()}
    gate = Gate(Level.DETAIL_WITHHELD, True)
    marks = [withheld_names(view(record, Audience.AGENCY, gate)) for record in (empty, full)]
    assert marks[0] == marks[1] == ["title", "abstract", "claims", "note"]


def test_the_agency_does_not_know_of_a_matter_before_it_is_reported() -> None:
    assert not may_know(Audience.AGENCY, Gate(Level.OPEN, False))
    assert may_know(Audience.AGENCY, Gate(Level.INVENTION_WITHHELD, True))
    assert may_know(Audience.OWN, CLOSED)
    assert not may_know(Audience.OTHER, OPEN)


def test_a_gate_that_is_only_nearly_true_stays_closed() -> None:
    gate = Gate(Level.OPEN, "yes")  # type: ignore[arg-type]
    assert not may_know(Audience.AGENCY, gate)
    assert set(view(RECORD, Audience.AGENCY, gate).values()) == {WITHHELD}


def test_the_mark_stays_itself_through_copies_and_reads_in_both_languages() -> None:
    assert copy.deepcopy(WITHHELD) is WITHHELD
    assert pickle.loads(pickle.dumps(WITHHELD)) is WITHHELD
    assert (WITHHELD.text("ja"), WITHHELD.text("en")) == ("非開示（第7条）", "withheld (Art. 7)")
    assert WITHHELD.text("fr") == WITHHELD.text("en")


def test_the_strictest_level_of_a_family_wins_and_unknown_is_the_strictest() -> None:
    assert strictest(["open", "detail-withheld"]) is Level.DETAIL_WITHHELD
    assert strictest(["open", "open"]) is Level.OPEN
    assert strictest(["open", "whatever"]) is Level.INVENTION_WITHHELD
    assert strictest([]) is Level.INVENTION_WITHHELD
    assert read_level(None) is Level.INVENTION_WITHHELD
    assert is_stricter(Level.INVENTION_WITHHELD, Level.DETAIL_WITHHELD)
    assert not is_stricter(Level.OPEN, Level.OPEN)


def test_a_neutral_title_is_made_of_right_and_reference() -> None:
    assert neutral_title("patent", "A-0001") == "特許 A-0001"
    assert neutral_title("know-how", "B-0002", "en") == "Know-how B-0002"
    assert neutral_title("something", "B-0003", "en") == "something B-0003"
