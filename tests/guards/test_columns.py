"""Every column of every table states its disclosure level, from the closed list."""

from tracker.store.base import LEVELS
from tracker.store.tables import load_tables


def columns():
    tables = load_tables().metadata.tables
    assert tables, "no table is known"
    return [column for table in tables.values() for column in table.columns]


def test_every_column_states_its_disclosure_level():
    silent = [str(column) for column in columns() if column.info.get("level") not in LEVELS]
    assert not silent


def test_keys_and_credentials_leave_the_house_never():
    words = ("password", "token", "uniquifier")
    open_ones = [
        str(column)
        for column in columns()
        if any(word in column.name for word in words) and column.info["level"] != "c5"
    ]
    assert not open_ones
