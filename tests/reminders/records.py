"""Stored duties for tests of reminders: made with keywords, with defaults that are owed a reminder today."""

from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy import select

from tracker.extensions import db
from tracker.reminders.house import House
from tracker.reminders.messages import DutyName
from tracker.store.agreements import Agreement
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation
from tracker.store.organisations import Organisation
from tracker.store.outbox import Delivery, OutboxItem, OutboxRow, SweepRun
from tracker.store.people import Person
from tracker.store.session import transaction

NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
TODAY = date(2026, 9, 1)
TITLE = "量子干渉を用いた秘匿画像復元装置"
_numbers = count(1)


LADDER = {
    "steps": [30, 14, 7, 3, 1, 0],
    "two_from": 14,
    "climb_after": 2,
    "back_after": 3,
    "back_after_near": 1,
    "near": 7,
    "quiet_digest": True,
    "list_weekday": None,
    "chain": [],
    "changed_at": NOW,
}
"""The columns of a ladder as the house has it, but without a weekly list."""


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        from datetime import timedelta

        self.now += timedelta(**span)


def name_duty(pack, rule, language):
    return DutyName({"ja": "出願通知書の提出", "en": "Filing notice"}[language])


def house(**changes):
    values = {
        "base_url": "https://kigen.example",
        "sender": "Kigen <kigen@sender.example>",
        "secret": "a key for tests alone",
        "zone": "Asia/Tokyo",
        "name_duty": name_duty,
    }
    return House(**values | changes)


def store(*rows):
    with transaction() as session:
        session.add_all(rows)
    return rows[0]


def organisation(**values):
    number = next(_numbers)
    return store(
        Organisation(
            **{"code": f"C{number}", "name": f"Contractor {number}", "kind": "contractor", "created_at": NOW}
            | values
        )
    )


def person(at, **values):
    number = next(_numbers)
    return store(
        Person(
            **{
                "organisation_id": at.id,
                "email": f"person-{number}@contractor.example",
                "name": "山田 太郎",
                "fs_uniquifier": f"u{number}",
                "role": "inventor",
                "language": "ja",
                "active": True,
                "created_at": NOW,
            }
            | values
        )
    )


def agreement(at):
    number = next(_numbers)
    return store(
        Agreement(
            number=f"N-{number}",
            title="委託契約",
            contractor_id=at.id,
            agency_id=at.id,
            packs=["nedo-multimodal-2026"],
            starts_on=date(2026, 5, 15),
            created_at=NOW,
        )
    )


def matter(at, owner=None, deputy=None, **values):
    number = next(_numbers)
    return store(
        Matter(
            **{
                "organisation_id": at.id,
                "agreement_id": agreement(at).id,
                "ref": f"A-{number:04d}",
                "right": "patent",
                "title": TITLE,
                "owner_id": owner.id if owner else None,
                "deputy_id": deputy.id if deputy else None,
                "created_at": NOW,
            }
            | values
        )
    )


def duty(of, due=TODAY, **values):
    act_by = values.pop("act_by", due)
    return store(
        Obligation(
            **{
                "matter_id": of.id,
                "organisation_id": of.organisation_id,
                "agreement_id": of.agreement_id,
                "pack": "nedo-multimodal-2026",
                "rule": "filing-notice",
                "trigger": f"f{next(_numbers):04d}",
                "article": "6",
                "kind": "fixed",
                "actor": "contractor",
                "nominal": due,
                "due": due,
                "act_by": act_by,
                "sort_on": act_by or date.max,
                "standing": "open",
                "phase": "running",
            }
            | values
        )
    )


def change(row, **values):
    """Stores other values in a row, as a use case would."""
    with transaction() as session:
        for name, value in values.items():
            setattr(session.get(type(row), row.id), name, value)


def mails(state=None):
    """The rows of the outbox, fresh, oldest first."""
    db.session.rollback()
    query = select(OutboxRow).order_by(OutboxRow.id).execution_options(populate_existing=True)
    rows = db.session.scalars(query).all()
    return [row for row in rows if state is None or row.state == state]


def items(state=None):
    db.session.rollback()
    query = select(OutboxItem).order_by(OutboxItem.id).execution_options(populate_existing=True)
    return [row for row in db.session.scalars(query).all() if state is None or row.state == state]


def tries():
    db.session.rollback()
    return db.session.scalars(select(Delivery).order_by(Delivery.id)).all()


def runs():
    db.session.rollback()
    query = select(SweepRun).order_by(SweepRun.id).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def one_duty(due=TODAY, **values):
    """A contractor with one person, one matter and one duty; returns the three."""
    at = organisation()
    who = person(at)
    return who, matter(at, who), duty(matter(at, who), due, **values)
