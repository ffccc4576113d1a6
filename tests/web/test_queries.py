"""A page never asks the database once per row: twice the rows, the same number of questions."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.support import build
from tracker.extensions import db


@contextmanager
def counted(app):
    """The statements sent while the block runs."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def fill(app, people, count: int, start: int) -> None:
    with app.app_context():
        for number in range(start, start + count):
            each = build.matter(people.manager_a, "P26-A", title=f"発明{number}")
            build.filed(people.manager_a, each, "2026-08-01")
            build.fact(people.manager_a, each, "filing-notice-submitted", "2026-08-05", filing="JP1")


def asked(app, visitor, path: str) -> int:
    visitor.get(path)  # what is remembered for good is asked for once
    with counted(app) as sent:
        visitor.get(path)
    return len(sent)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("manager", "/"),
        ("manager", "/duties"),
        ("manager", "/duties?standing=open"),
        ("manager", "/duties?sort=matter"),
        ("officer", "/duties"),
        ("manager", "/matters"),
        ("manager", "/matters?q=A-"),
        ("manager", "/outbox"),
        ("manager", "/people"),
        ("officer", "/"),
        ("officer", "/matters"),
        ("officer", "/reports/status"),
        ("officer", "/queue"),
        ("manager", "/queue?turn=agency"),
    ],
)
def test_the_number_of_questions_does_not_grow_with_the_rows(app, scene, request, who, path):
    visitor = request.getfixturevalue(who)
    fill(app, scene.people, 3, 0)
    few = asked(app, visitor, path)
    fill(app, scene.people, 9, 3)
    assert asked(app, visitor, path) == few
    assert few < 30


def test_nor_does_it_with_what_happened_to_one_matter(app, scene, manager):
    path = f"/matters/{scene.matter}"
    few = asked(app, manager, path)
    with app.app_context():
        for number in range(2, 8):
            build.filed(scene.people.manager_a, scene.matter, "2026-08-11", filing=f"JP{number}")
    assert asked(app, manager, path) == few
