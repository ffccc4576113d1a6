"""Duties as people bring them about, through the use cases: what a worker derives again stays. No tests."""

from datetime import timedelta
from itertools import count

from tests.support import build
from tracker import clock

_numbers = count(1)
NOTICE_DAYS = 60
"""A filing of so many days ago is owed its notice today."""


def agency_and_operator():
    """An agency, and an administrator who can make agreements with it."""
    build.organisation("AG", kind="agency")
    build.organisation("OP", kind="operator")
    return build.person("OP", "administrator")


def owed_today(administrator):
    """A contractor with one IP manager and one filing whose notice is due today; returns the manager."""
    code = f"D{next(_numbers)}"
    build.organisation(code)
    under = build.agreement(administrator, code, "AG")
    manager = build.person(code)
    file_one(manager, under, clock.today() - timedelta(NOTICE_DAYS))
    return manager


def file_one(manager, under, on):
    """A matter with one filing on a day that has gone."""
    present = {"now": clock.now(), "today": clock.today()}
    title = f"計測装置 {next(_numbers)}"
    matter = build.matter(manager, under, title=title, now=present["now"])
    build.filed(manager, matter, on, confirm=True, **present)
    return matter
