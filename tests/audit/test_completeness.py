"""Whatever people do, the trail can be replayed to the very state of the records, row by row."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support import build
from tracker.docket import accounts, anchoring, assets, feeds, licensing, moves, record, reminding
from tracker.docket.words import Faults
from tracker.errors import TrackerError
from tracker.extensions import db
from tracker.store.audit import AuditRow
from tracker.store.audit_chain import UNNAMED
from tracker.store.audit_touched import EXEMPT, EXEMPT_COLUMNS
from tracker.store.base import Base
from tracker.store.people import Person
from tracker.store.session import reading
from tracker.store.tables import load_tables

SAMPLE, ALL = 60, 5000
RIGHTS = ("patent", "patent", "design", "copyright", "know-how")
REASON = "the paper at hand says otherwise"


class Days:
    """A walk through an office's days: chance decides who does what to which matter."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.people = build.house()
        build.person("A", "reader")
        self.now, self.matters, self.facts, self.done = build.NOW, [], [], Counter()

    @property
    def times(self):
        return {"now": self.now, "today": build.TODAY}

    def one(self):
        """One act; what the product refuses leaves nothing behind, which is part of the proof."""
        act = self.chance.choice(ACTS)
        self.now += timedelta(seconds=self.chance.randrange(1, 600))
        try:
            act(self)
            self.done[act.__name__] += 1
        except TrackerError:
            self.done["refused"] += 1

    def manager(self):
        return self.chance.choice((self.people.manager_a, self.people.manager_b))

    def matter(self):
        return self.chance.choice(self.matters or [self.log()])

    def log(self):
        who = self.manager()
        under = self.people.agreement_a if who is self.people.manager_a else self.people.agreement_b
        title = f"{build.TITLE} {self.chance.random()}"
        made = build.matter(who, under, title=title, right=self.chance.choice(RIGHTS), now=self.now)
        self.matters.append((who, made.public_id))
        return self.matters[-1]


def log(days):
    days.log()


def happen(days):
    who, matter = days.matter()
    filing = days.chance.choice(("JP1", "JP2"))
    kind, keys = days.chance.choice(
        [
            ("invention-made", {}),
            ("filed", {"filing": filing, "office": "JP", "route": "national"}),
            ("filing-notice-submitted", {"filing": filing}),
            ("published", {"filing": filing}),
            ("exam-requested", {"filing": filing}),
            ("field-determined", {"value": "outside"}),
        ]
    )
    on = build.TODAY - timedelta(days.chance.randrange(1, 400))
    done = record.record_fact(who, matter=matter, kind=kind, on=on, keys=keys, note="a note", **days.times)
    days.facts.append((who, matter, done.fact.fact_id, keys))


def correct(days):
    who, matter, fact, keys = days.chance.choice(days.facts)
    on = build.TODAY - timedelta(days.chance.randrange(1, 400))
    record.correct_fact(who, matter=matter, fact=fact, on=on, keys=keys, reason=REASON, **days.times)


def withdraw(days):
    who, matter, fact, _ = days.facts.pop(days.chance.randrange(len(days.facts)))
    record.withdraw_fact(who, matter=matter, fact=fact, reason=REASON, **days.times)


def make_token(days):
    accounts.make_token(days.manager(), label="script", now=days.now)


def revoke_token(days):
    who = days.manager()
    for each in accounts.tokens(who)[:1]:
        accounts.revoke_token(who, token=each.public_id, now=days.now)


def sign_in_and_out(days):
    person = reading().get_one(Person, days.manager().person_id)
    token = accounts.begin_sign_in(person, now=days.now)
    if days.chance.random() < 0.5:
        accounts.end_sign_in(token, now=days.now)


def read_another_language(days):
    accounts.choose_language(days.manager(), language=days.chance.choice(("ja", "en")), now=days.now)


def wish(days):
    reminding.choose(
        days.manager(), kinds=["fixed"], days_before=str(days.chance.randrange(90)), days_after="",
        quiet_digest=days.chance.random() < 0.5, one_a_day=False, now=days.now,
    )  # fmt: skip


def make_link(days):
    feeds.make_link(days.manager(), now=days.now)


def enter_asset(days):
    who, matter = days.matter()
    row = assets.enter_asset(who, matter=matter, asset="dataset", name="a data set", now=days.now)
    assets.classify_asset(
        who,
        matter=matter,
        key=row.key,
        decided="database",
        decided_by="the board",
        reason=REASON,
        now=days.now,
    )


def apply_for_licence(days):
    who, matter = days.matter()
    licensing.apply_for_licence(
        who, matter=matter, kind="priority", applicant="Applicant KK", standing="original-owner",
        submitted_on=build.TODAY - timedelta(1), sole_owner=True, **days.times,
    )  # fmt: skip


def look_at_moves(days):
    moves.acknowledge_moves(days.manager(), upto=10**9, now=days.now)


ACTS = (
    log, log, happen, happen, happen, happen, happen, happen, correct, correct, withdraw, make_token,
    revoke_token, sign_in_and_out, read_another_language, wish, make_link, enter_asset,
    apply_for_licence, look_at_moves,
)  # fmt: skip


def walk(count, seed):
    """So many random acts; what was done, and what the replay finds."""
    days = Days(seed)
    days.log()
    happen_first(days)
    for number in range(count):
        days.one()
        if number % 200 == 0:
            db.session.remove()
    unnamed = reading().scalars(select(AuditRow.object_kind).where(AuditRow.action == UNNAMED)).all()
    return (
        days.done,
        anchoring.verify_state() + [str(each) for each in anchoring.verify(None).findings],
        unnamed,
    )


def happen_first(days):
    """So that there is something to correct."""
    who, matter = days.matters[0]
    done = build.fact(who, matter, "invention-made", "2026-06-01")
    days.facts.append((who, matter, done.fact.fact_id, {}))


def test_the_trail_replays_to_the_very_state(context, seed):
    done, found, unnamed = walk(SAMPLE, seed)
    assert (found, unnamed) == ([], [])
    assert len(done) > 8, done


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_the_trail_replays_to_the_very_state_after_thousands_of_acts(context, seed, gate):
    done, found, unnamed = walk(ALL, seed)
    told = f"{len(found)} differences, {len(unnamed)} without an act"
    gate("audit: replay = records", told, "0, 0", done.total() - done["refused"], seed)
    assert (found, unnamed) == ([], [])


def test_what_the_trail_does_not_replay_is_there_and_has_its_reason():
    tables = load_tables().metadata.tables
    assert set(EXEMPT) <= set(tables)
    assert all(len(reason.split()) > 1 for reason in EXEMPT.values())
    for table, names in EXEMPT_COLUMNS.items():
        assert names <= set(Base.metadata.tables[table].columns.keys())


def test_faults_leave_nothing(context):
    people = build.house()
    before = len(reading().scalars(select(AuditRow.id)).all())
    with pytest.raises(TrackerError):
        build.matter(people.manager_a, "no such agreement")
    with pytest.raises(TrackerError):
        accounts.revoke_token(people.manager_a, token="nothing", now=build.NOW)
    assert Faults().found == []
    assert len(reading().scalars(select(AuditRow.id)).all()) == before
    assert anchoring.verify_state() == []
