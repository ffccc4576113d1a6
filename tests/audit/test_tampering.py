"""Nine ways to tamper with the trail, by somebody who may write the database: all found, the last three by
the anchors outside alone. The ordinary run takes a sample of each; the drill 200 on both databases."""

import random

import pytest
from sqlalchemy import func, insert, select, text, update

from tests.support import build
from tracker.docket import anchoring
from tracker.extensions import db
from tracker.store.audit import SQLITE, AuditRow
from tracker.store.audit_chain import linked
from tracker.store.audit_proof import GENESIS
from tracker.store.audit_reading import heads
from tracker.store.keys import audit_keys

AUDIT = AuditRow.__table__
SAMPLE, ALL = 2, 200


def rows_of(session, stream):
    query = select(AUDIT).where(AUDIT.c.stream == stream).order_by(AUDIT.c.seq)
    return [dict(row) for row in session.execute(query).mappings()]


def put(session, row, **values):
    session.execute(update(AUDIT).where(AUDIT.c.id == row["id"]).values(**values))


def edit(session, rows, chance):
    """One field of one row says something else."""
    row = chance.choice(rows)
    fresh = {
        "action": "sign-in" if row["action"] != "sign-in" else "sign-out",
        "object_id": row["object_id"] + "x",
        "source": "api",
        "actor_id": None if row["actor_id"] else row["organisation_id"],
        "changes": {**row["changes"], "on": "2026-01-01"},
        "rows": [*row["rows"], ["matters", "1", None]],
        "reason": "another reason than was given",
        "at": build.NOW.replace(year=2025),
    }
    name = chance.choice(list(fresh))
    if name == "actor_id" and fresh[name] is not None:
        name = "object_id"
    put(session, row, **{name: fresh[name]})


def delete_one(session, rows, chance):
    """A row in the middle goes."""
    session.execute(AUDIT.delete().where(AUDIT.c.id == chance.choice(rows[:-1])["id"]))


def swap(session, rows, chance):
    """Two neighbours change places."""
    at = chance.randrange(len(rows) - 1)
    one, other = rows[at], rows[at + 1]
    put(session, one, seq=-1)
    put(session, other, seq=one["seq"])
    put(session, one, seq=other["seq"])


def insert_one(session, rows, chance):
    """A forged row is slipped in and the others are renumbered, without the key."""
    at = chance.randrange(len(rows) - 1)
    for row in reversed(rows[at + 1 :]):
        put(session, row, seq=row["seq"] + 1)
    forged = {name: value for name, value in rows[at].items() if name != "id"}
    session.execute(
        insert(AUDIT).values(forged | {"seq": rows[at]["seq"] + 1, "previous": rows[at]["digest"]})
    )


def swap_values(session, rows, chance):
    """Before and after change places within a row."""
    row = chance.choice([each for each in rows if len(set(map(str, each["changes"].values()))) > 1])
    names = sorted(row["changes"])
    one, other = next(
        (a, b) for a in names for b in names if a < b and row["changes"][a] != row["changes"][b]
    )
    changes = row["changes"] | {one: row["changes"][other], other: row["changes"][one]}
    put(session, row, changes=changes)


def cut_tail(session, rows, chance):
    """The last rows go, and the database's own anchors with them."""
    since = chance.choice(rows)["seq"]
    session.execute(AUDIT.delete().where(AUDIT.c.stream == rows[0]["stream"], AUDIT.c.seq >= since))
    session.execute(text("DELETE FROM audit_anchors"))


def delete_all(session, _rows, _chance):
    """Nothing is left."""
    session.execute(AUDIT.delete())
    session.execute(text("DELETE FROM audit_anchors"))


def rewrite_with_key(session, rows, chance):
    """Whoever stole the key writes the tail anew: by itself the chain is without a fault."""
    at = chance.randrange(len(rows))
    previous = rows[at - 1]["digest"] if at else GENESIS
    key_id, key = next(iter(audit_keys().items()))
    session.execute(text("DELETE FROM audit_anchors"))
    for row in rows[at:]:
        act = row | {"action": "another-act" if row is rows[at] else row["action"]}
        act["reason"] = session.scalar(select(AuditRow.reason).where(AuditRow.id == row["id"]))
        fresh = linked(act, row["seq"], previous, key_id, key)
        previous = fresh["digest"]
        put(session, row, **{name: fresh[name] for name in ("action", "previous", "digest", "mac", "key_id")})


def move(session, rows, chance):
    """A row goes over to another organisation, at the end of its chain."""
    row = chance.choice(rows)
    there = chance.choice(
        [
            each
            for each in session.execute(select(AuditRow.stream).distinct()).scalars()
            if each != row["stream"]
        ]
    )
    last = session.scalar(select(func.max(AUDIT.c.seq)).where(AUDIT.c.stream == there))
    put(session, row, stream=there, seq=last + 1)


IN_THE_CHAIN = (edit, delete_one, swap, insert_one, swap_values, move)
BY_THE_ANCHOR = (cut_tail, delete_all, rewrite_with_key)
WAYS = (*IN_THE_CHAIN, *BY_THE_ANCHOR)


def open_trail(session):
    """What a guard in the database does not stop: its owner."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for table in ("audit", "audit_anchors"):
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))


def close_trail(session):
    """The guards are back, where a test has stored what it did without them."""
    if session.get_bind().dialect.name == "postgresql":
        return
    for table in ("audit", "audit_anchors"):
        for verb in ("update", "delete"):
            session.execute(text(SQLITE.format(table=table, verb=verb)))


def tampered(way, chance, path):
    """What a verification finds after one tampering: with the anchors outside, and by the chain alone."""
    session = db.session()
    try:
        open_trail(session)
        stream = chance.choice([name for name, head in heads(session).items() if head[0] > 4])
        way(session, rows_of(session, stream), chance)
        session.expire_all()
        return anchoring.verify(path).findings, anchoring.verify(None).findings
    finally:
        session.rollback()


def run(way, count, seed, path):
    """How many of so many tamperings were found: with the anchors outside, by the chain alone."""
    chance = random.Random(f"{seed}:{way.__name__}")
    results = [tampered(way, chance, path) for _ in range(count)]
    return sum(bool(whole) for whole, _ in results), sum(bool(chain) for _, chain in results)


@pytest.fixture
def anchored(trail, anchor_file):
    """The trail, anchored to its very end."""
    anchoring.anchor(anchor_file, now=build.NOW, every=anchoring.AT_ONCE)
    assert anchoring.verify(anchor_file).findings == []
    return anchor_file


def test_a_sample_of_every_way_is_found(anchored, seed):
    for way in WAYS:
        found, by_chain = run(way, SAMPLE, seed, anchored)
        assert found == SAMPLE, way.__name__
        assert by_chain == (0 if way in BY_THE_ANCHOR else SAMPLE), way.__name__
    assert anchoring.verify(anchored).findings == []


@pytest.mark.drill
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_tampering_is_found(anchored, way, gate, seed):
    found, by_chain = run(way, ALL, seed, anchored)
    gate(f"audit: {way.__name__}", f"{found} found ({by_chain} by the chain alone)", str(ALL), ALL, seed)
    assert found == ALL
    assert by_chain == (0 if way in BY_THE_ANCHOR else ALL)


def test_what_was_lost_is_named_to_the_row(anchored):
    session = db.session()
    try:
        open_trail(session)
        stream, (last, _) = max(heads(session).items(), key=lambda each: each[1][0])
        session.execute(AUDIT.delete().where(AUDIT.c.stream == stream, AUDIT.c.seq > last - 3))
        told = [str(each) for each in anchoring.verify(anchored).findings]
    finally:
        session.rollback()
    missing = f"rows {last - 2} to {last} are missing: an anchor saw {last} rows, {last - 3} are here"
    assert told == [f"{stream} row {last - 2}: {missing}"]
