"""Knows every module with tables, so that migrations and tests see all of them. Not here: the tables."""

import importlib
import pkgutil

import tracker.store
from tracker.store.base import Base


def load_tables() -> type[Base]:
    """Import every module of the room; their tables are then known to ``Base.metadata``."""
    for module in pkgutil.iter_modules(tracker.store.__path__):
        importlib.import_module(f"tracker.store.{module.name}")
    return Base
