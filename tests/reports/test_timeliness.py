"""On-time statistics: legal dates alone are judged, targets stand apart, each side counts what it sees."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.support import build
from tests.support.build import TODAY, House
from tracker.docket.actor import Actor
from tracker.docket.timeliness import LEGAL, TARGET, count_duties
from tracker.reports import REPORTS
from tracker.reports.charts import Bar, bars_chart
from tracker.reports.timeliness import on_time

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def scene(context: Flask) -> Iterator[House]:
    made = build.house()
    for day in ("2026-08-20", "2026-08-31", None):
        matter = build.matter(made.manager_a, "P26-A", title=f"発明 {day}")
        build.fact(made.manager_a, matter, "invention-made", "2026-06-01")
        build.filed(made.manager_a, matter, "2026-07-01")
        if day:
            build.fact(made.manager_a, matter, "filing-notice-submitted", day, filing="JP1")
    return made


def judged(actor: Actor, as_of: date = TODAY, today: date = TODAY) -> tuple[int, int]:
    return on_time(count_duties(actor, as_of=as_of, today=today))


def test_legal_dates_are_judged_as_met_late_or_overdue(scene: House) -> None:
    assert judged(scene.manager_a) == (1, 3), "one in time, one late, one overdue"
    assert judged(scene.officer) == (1, 2), "what was not reported is not there"
    assert judged(scene.manager_b) == (0, 0)


def test_a_past_day_is_counted_as_it_was_known_then_and_today_both_ways_alike(scene: House) -> None:
    assert judged(scene.manager_a, as_of=TODAY - timedelta(days=1)) == (0, 0), "nothing was recorded by then"
    quick = count_duties(scene.manager_a, as_of=TODAY, today=TODAY)
    slow = count_duties(scene.manager_a, as_of=TODAY, today=TODAY + timedelta(days=1))
    assert quick == slow


def test_internal_targets_stand_apart_and_are_the_contractors_own(scene: House) -> None:
    kinds = {each.kind for each in count_duties(scene.manager_a, as_of=TODAY, today=TODAY)}
    assert kinds == {LEGAL, TARGET}
    assert {each.kind for each in count_duties(scene.officer, as_of=TODAY, today=TODAY)} == {LEGAL}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_picture_is_told_in_words_and_numbers_too(scene: House, language: str) -> None:
    charts = REPORTS["status"].make(scene.manager_a, as_of=TODAY, today=TODAY).charts(language)
    assert len(charts) == 2, "no legal date falls within a year, so there is no picture of it"
    for chart in charts:
        root = ET.fromstring(chart.svg)
        assert root.findtext(f"{SVG}title") == chart.title
        assert root.findtext(f"{SVG}desc")
        assert root.get("role") == "img"
        assert all(len(line) == len(chart.heads) for line in chart.numbers)


def test_a_label_cannot_break_out_of_the_picture() -> None:
    chart = bars_chart("k", "<b>&", "Duty", ["<i>"], [Bar('"><script>', (3,))])
    assert "<script>" not in chart.svg
    assert ET.fromstring(chart.svg).findtext(f"{SVG}title") == "<b>&"
