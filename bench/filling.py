"""Fills a migrated database with a portfolio in bulk: the rows that recording everything by hand would leave.

The duties are derived by the product's own engine; a test recomputes a small portfolio and finds no row that
differs. The accounts are made through the use cases.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from types import SimpleNamespace
from typing import Any

from flask_security.utils import hash_password
from sqlalchemy import Connection, Index, insert, select

from bench.histories import AS_OF
from bench.portfolio import Story, stories
from tracker.docket import accounts
from tracker.docket.agreeing import add_agreement
from tracker.docket.deriving import derive_matter, key_of, note_result, values_of
from tracker.extensions import db
from tracker.store.agreements import Agreement
from tracker.store.base import new_public_id
from tracker.store.facts import Fact, fact_id
from tracker.store.matters import Matter
from tracker.store.obligations import DerivationRun, Obligation
from tracker.store.organisations import Organisation
from tracker.store.people import Person

NOW = datetime.combine(AS_OF, time(1), UTC)
PASSWORD = "correct horse battery staple"
MANAGER, OFFICER = "manager@portfolio.example", "officer@portfolio.example"
PER_AGREEMENT, PER_PERSON = 1_000, 200
PORTION = 2_000
BIG = (Matter, Fact, Obligation)
Rows = dict[Any, list[dict[str, Any]]]


def fill(count: int) -> None:
    """Fills the empty, migrated database of the current application with `count` matters."""
    home, agency = _parties()
    with db.engine.begin() as connection:
        agreements = _agreements(connection, home, agency, count)
        owners = _owners(connection, home, count)
        indexes = list(_without_indexes(connection))
        taken = {"fact": 0, "obligation": 0}
        source = stories(count)
        while portion := list(islice(source, PORTION)):
            rows: Rows = {table: [] for table in BIG}
            for story in portion:
                _put(story, rows, home, agreements, owners, taken)
            for table in BIG:
                connection.execute(insert(table.__table__), rows[table])
        for index in indexes:
            index.create(connection)
        run = {"started_at": NOW, "ended_at": NOW, "as_of": AS_OF, "matters": count}
        connection.execute(
            insert(DerivationRun.__table__),
            run | {"obligations": taken["obligation"], "changed": 0, "failed": 0},
        )


def _parties() -> tuple[int, int]:
    """A contractor, an agency and an operator, with an account each; the numbers of the first two."""
    for code, kind in (("BIG", "contractor"), ("AG", "agency"), ("OP", "operator")):
        accounts.add_organisation(None, code=code, name=f"Organisation {code}", kind=kind, now=NOW)
    secret = hash_password(PASSWORD)
    for email, role, at in ((MANAGER, "ip-manager", "BIG"), (OFFICER, "officer", "AG")):
        accounts.add_person(
            None, email=email, name=role, role=role, organisation=at, password_hash=secret, now=NOW
        )
    accounts.add_person(
        None, email="admin@portfolio.example", name="admin", role="administrator", organisation="OP",
        password_hash=secret, now=NOW,
    )  # fmt: skip
    operator = accounts.find_actor("admin@portfolio.example")
    terms = {"title": "Agreement", "contractor": "BIG", "agency": "AG", "starts_on": date(2019, 4, 1)}
    add_agreement(operator, number="P-0000", now=NOW, **terms)
    found = dict(db.session.execute(select(Organisation.code, Organisation.id)).tuples().all())
    db.session.rollback()
    return found["BIG"], found["AG"]


def _agreements(connection: Connection, home: int, agency: int, count: int) -> list[Any]:
    """As many agreements as such a portfolio has, all under the terms of the first."""
    table = Agreement.__table__
    first = connection.execute(select(table.c.packs)).scalar_one()
    fresh = {"title": "Agreement", "contractor_id": home, "agency_id": agency, "packs": first}
    fresh |= {"parameters": {}, "starts_on": date(2019, 4, 1), "ends_on": None, "created_at": NOW}
    numbers = range(1, max(1, count // PER_AGREEMENT))
    if more := [fresh | {"public_id": new_public_id(), "number": f"P-{n:04d}"} for n in numbers]:
        connection.execute(insert(table), more)
    ids = connection.execute(select(table.c.id).order_by(table.c.id)).scalars()
    return [SimpleNamespace(id=each, packs=first, parameters={}, agency_id=agency) for each in ids]


def _owners(connection: Connection, home: int, count: int) -> list[int]:
    """The people who own matters: nobody of them signs in here."""
    fresh = {"organisation_id": home, "password": None, "active": True, "created_at": NOW}
    rows = [
        fresh
        | {
            "public_id": new_public_id(), "fs_uniquifier": new_public_id(), "language": ("ja", "en")[n % 2],
            "email": f"owner{n}@portfolio.example", "role": "ip-manager", "name": f"Owner {n}",
        }
        for n in range(max(3, count // PER_PERSON))
    ]  # fmt: skip
    connection.execute(insert(Person.__table__), rows)
    table = Person.__table__
    query = select(table.c.id).where(table.c.email.startswith("owner")).order_by(table.c.id)
    return list(connection.execute(query).scalars())


def _without_indexes(connection: Connection) -> Iterator[Index]:
    """Takes the indexes of the large tables away while these are filled."""
    for table in BIG:
        for index in sorted(table.__table__.indexes, key=lambda each: each.name):
            index.drop(connection)
            yield index


class Blank(SimpleNamespace):
    """A row to come: what nobody has set is not there yet, and the tables' own defaults hold."""

    def __getattr__(self, name: str) -> None:
        return None


def _put(
    story: Story, rows: Rows, home: int, agreements: list[Any], owners: list[int], taken: dict[str, int]
) -> None:
    """The rows of one matter, its facts with their revisions, and its duties."""
    number = story.number + 1
    owner, deputy = (owners[(story.number + n) % len(owners)] for n in (0, 1))
    agreement = agreements[story.number % len(agreements)]
    matter = Blank(
        id=number, organisation_id=home, agreement_id=agreement.id, ref=f"BIG-{number:06d}",
        right=story.right, sensitive_field=story.sensitive, perennial=False, owner_id=owner,
        deputy_id=deputy, created_by_id=owner, created_at=NOW, agreement=agreement,
        title=f"光学装置およびその製造方法 {number}",
    )  # fmt: skip
    facts = list(_facts(story, number, owner))
    standing = [fact for fact in facts if fact.stands]
    result = derive_matter(matter, standing, AS_OF)
    note_result(matter, standing, result, AS_OF, NOW)
    for fact in facts:
        taken["fact"] += 1
        rows[Fact].append(_row(Fact, fact) | {"id": taken["fact"]})
    shown = agreement.agency_id if matter.reported_at is not None else None
    place = {"matter_id": number, "organisation_id": home, "agreement_id": agreement.id, "agency_id": shown}
    for derived in result.obligations:
        taken["obligation"] += 1
        known = dict(zip(("pack", "rule", "filing", "trigger"), key_of(derived), strict=True))
        rows[Obligation].append(place | known | {"id": taken["obligation"]} | values_of(derived))
    rows[Matter].append(_row(Matter, matter))


def _row(table: Any, found: Blank) -> dict[str, Any]:
    columns = table.__table__.columns
    return {name: value for name, value in vars(found).items() if name in columns}


def _facts(story: Story, matter: int, person: int) -> Iterable[Any]:
    for place, told in enumerate(story.facts):
        keys = {name: value for name, value in told.items() if name not in ("kind", "on")}
        days = [story.misread[place]] if place in story.misread else []
        for revision, on in enumerate([*days, told["on"]], start=1):
            day = date.fromisoformat(on)
            yield Blank(
                matter_id=matter, number=place + 1, revision=revision, kind=told["kind"], on=day, keys=keys,
                recorded_by_id=person, recorded_at=datetime.combine(day, time(3), UTC),
                fact_id=fact_id(place + 1), stands=revision == len(days) + 1,
            )  # fmt: skip
