"""A planned publication is answered from the facts and kept as told; once made, it starts the grace."""

from datetime import date, timedelta

import pytest

from tests.support import build
from tracker.docket import inventors
from tracker.docket.publication import check_publication, end_publication, publication, publications
from tracker.errors import Conflict, NotFound, Refused

TIMES = {"now": build.NOW, "today": build.TODAY}


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def matter(people):
    found = build.matter(people.manager_a, people.agreement_a, sensitive_field="outside")
    build.fact(people.manager_a, found, "invention-made", "2026-07-20")
    return found


def ask(people, matter, on="2026-10-02", actor=None, **given):
    plan = {"channel": "talk", "what": "JSAI 2026, session 3", "content": "filed"} | TIMES | given
    return check_publication(
        actor or people.manager_a, matter=matter.public_id, on=date.fromisoformat(on), **plan
    )


def test_before_any_filing_the_answer_is_no_with_the_year_that_would_run(people, matter):
    told = ask(people, matter)
    assert told.answer == "no"
    assert told.reasons[0].id == "not-filed"
    assert (told.grace.last_on, told.grace.act_by) == (date(2027, 10, 2), date(2027, 10, 1))
    assert told.asked_by == "ip-manager at A"


def test_once_filed_it_is_yes_and_the_earlier_answer_stays_as_it_was_told(people, matter):
    first = ask(people, matter)
    build.filed(people.manager_a, matter, "2026-08-10")
    second = ask(people, matter)
    assert (second.answer, second.filing, second.filed_on) == ("yes", "JP1", date(2026, 8, 10))
    kept = publications(people.manager_a, matter.public_id)
    assert [each.answer for each in kept] == ["yes", "no"]
    assert publication(people.manager_a, matter.public_id, first.public_id) == first


def test_the_same_request_is_kept_once(people, matter):
    once = ask(people, matter, request_key="k1")
    again = ask(people, matter, request_key="k1", content="none")
    assert again == once
    assert len(publications(people.manager_a, matter.public_id)) == 1


def test_what_was_made_public_starts_the_year_for_the_next_question(people, matter):
    made = ask(people, matter, on="2026-08-20")
    assert made.answer == "ask"
    ended = end_publication(
        people.manager_a, matter=matter.public_id, check=made.public_id, ended="made",
        on=date(2026, 8, 21), **TIMES,
    )  # fmt: skip
    assert (ended.ended, ended.ended_on) == ("made", date(2026, 8, 21))
    told = ask(people, matter, on="2026-11-01")
    assert [each.id for each in told.reasons if each.answer == "ask"] == ["grace-runs"]
    assert told.grace.last_on == date(2027, 8, 21)


def test_what_was_called_off_starts_nothing(people, matter):
    plan = ask(people, matter, on="2026-10-02")
    end_publication(
        people.manager_a, matter=matter.public_id, check=plan.public_id, ended="called-off", on=None, **TIMES
    )
    assert ask(people, matter, on="2026-11-01").grace.disclosed_on == date(2026, 11, 1)
    with pytest.raises(Conflict):
        end_publication(
            people.manager_a, matter=matter.public_id, check=plan.public_id, ended="made",
            on=build.TODAY, **TIMES,
        )  # fmt: skip


def test_co_applicants_are_asked_first(people, matter):
    build.filed(people.manager_a, matter, "2026-08-10")
    inventors.enter_inventor(
        people.manager_a, matter=matter.public_id, part="co-applicant", name="University C",
        affiliation="", share="1/2", now=build.NOW,
    )  # fmt: skip
    told = ask(people, matter)
    assert told.answer == "ask"
    assert told.reasons[0].id == "shared-right"


def test_a_designated_invention_is_not_published_and_its_record_is_not_the_agency_s(people, matter):
    build.filed(people.manager_a, matter, "2026-05-10")
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-06-10", filing="JP1")
    build.fact(people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=7)
    told = ask(people, matter)
    assert told.answer == "no"
    assert {"designated", "kept-back-designated"} <= {each.id for each in told.reasons}
    assert publications(people.officer, matter.public_id) == []
    with pytest.raises(NotFound):
        publication(people.officer, matter.public_id, told.public_id)
    with pytest.raises(NotFound):
        ask(people, matter, actor=people.officer)


def test_an_inventor_asks_about_an_own_matter_alone_and_strangers_about_none(people, matter):
    own = build.matter(people.inventor_a, people.agreement_a, title="own")
    assert ask(people, own, actor=people.inventor_a).answer == "no"
    for stranger in (people.inventor_a, people.manager_b):
        with pytest.raises(NotFound):
            ask(people, matter, actor=stranger)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": "broadcast"}, "channel"),
        ({"content": "some"}, "content"),
        ({"what": " "}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"what": "a\x00b"}, "what"),
    ],
)
def test_what_cannot_stand_is_named_at_its_field_and_nothing_is_kept(people, matter, wrong, field):
    with pytest.raises(Refused) as refused:
        ask(people, matter, **wrong)
    assert field in [fault.field for fault in refused.value.faults]
    assert publications(people.manager_a, matter.public_id) == []


def test_a_day_beyond_the_calendar_is_refused(people, matter):
    with pytest.raises(Refused):
        ask(people, matter, on="9999-12-31")


def test_it_is_not_made_public_tomorrow(people, matter):
    plan = ask(people, matter)
    with pytest.raises(Refused):
        end_publication(
            people.manager_a, matter=matter.public_id, check=plan.public_id, ended="made",
            on=build.TODAY + timedelta(days=1), **TIMES,
        )  # fmt: skip
    assert publication(people.manager_a, matter.public_id, plan.public_id).ended is None


# --- people and shares --------------------------------------------------------------------------------------


def enter(people, matter, name, share="", part="inventor", actor=None):
    return inventors.enter_inventor(
        actor or people.manager_a, matter=matter.public_id, part=part, name=name, affiliation="Lab 1",
        share=share, now=build.NOW,
    )  # fmt: skip


def test_shares_never_exceed_the_whole_and_say_when_they_fall_short(people, matter):
    enter(people, matter, "甲野花子", "40%")
    named = inventors.people_named(people.manager_a, matter.public_id)
    assert [(each.name, each.share) for each in named.standing] == [("甲野花子", "2/5")]
    assert named.incomplete == ["inventor"]
    with pytest.raises(Refused) as refused:
        enter(people, matter, "乙山太郎", "2/3")
    assert refused.value.faults[0].values == {"left": "3/5"}
    enter(people, matter, "乙山太郎", "3/5")
    assert inventors.people_named(people.manager_a, matter.public_id).incomplete == []


@pytest.mark.parametrize("share", ["0/3", "1/0", "4/3", "120%", "half", "1/1001", "-1/2"])
def test_what_is_no_share_is_refused(people, matter, share):
    with pytest.raises(Refused):
        enter(people, matter, "甲野花子", share)


def test_who_was_taken_off_stays_on_record_with_the_reason(people, matter):
    one = enter(people, matter, "甲野花子", "1/2")
    inventors.end_inventor(
        people.manager_a, matter=matter.public_id, inventor=one.public_id,
        reason="Named by mistake, see the notebook", now=build.NOW,
    )  # fmt: skip
    named = inventors.people_named(people.manager_a, matter.public_id)
    assert named.standing == []
    assert [each.reason for each in named.former] == ["Named by mistake, see the notebook"]


def test_the_agency_sees_names_only_where_bibliographic_data_are_open(people, matter):
    enter(people, matter, "甲野花子", "1/2")
    build.filed(people.manager_a, matter, "2026-08-10")
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    shown = inventors.people_named(people.officer, matter.public_id)
    assert [each.name for each in shown.standing] == ["甲野花子"]
    assert shown.standing[0].entered_by is None
    build.fact(people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=2)
    hidden = inventors.people_named(people.officer, matter.public_id)
    assert hidden.withheld
    assert hidden.standing == []


def test_readers_and_strangers_name_nobody(people, matter):
    for actor in (build.person("A", "reader"), people.manager_b, people.officer, people.inventor_a):
        with pytest.raises(NotFound):
            enter(people, matter, "x", actor=actor)
