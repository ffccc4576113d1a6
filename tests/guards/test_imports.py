"""The arrows between the rooms: who may import whom, and which rooms stay free of frameworks and clocks."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tracker"


@dataclass(frozen=True)
class Room:
    """What a room may import: of the house (`errors` always), of the libraries (None: all but `barred`)."""

    house: frozenset[str]
    libraries: frozenset[str] | None = None
    barred: frozenset[str] = frozenset()


def room(*house: str, only: tuple[str, ...] | None = None, never: tuple[str, ...] = ()) -> Room:
    return Room(frozenset(house), None if only is None else frozenset(only), frozenset(never))


SQL = ("sqlalchemy", "flask_sqlalchemy", "alembic", "psycopg", "sqlite3")
PAGES = ("flask", "wtforms", "flask_wtf", "flask_smorest")
CLOCKS = ("apscheduler", "time_machine")

# The arrows. Left: a room. Right: the rooms it may import, and the libraries. Whoever wants another arrow
# adds it here and says why in docs/decisions.md.
ROOMS: dict[str, Room] = {
    "errors": room(only=()),
    "clock": room(only=()),
    # pure: the same answer for the same question, whatever the day, the database or the server
    "calendars": room(only=("holidays",)),
    "packs": room("calendars", only=("pydantic",)),
    "engine": room("calendars", "packs", only=()),
    "disclosure": room(only=()),
    "importing": room(only=("python_calamine",)),
    # paper: a template and data in, a PDF out
    "typeset": room(only=("typst", "fontTools")),
    # official forms: a form of a pack and values in, a sheet out
    "forms": room("packs", "disclosure", "typeset", only=("docxtpl",)),
    # the records
    "store": room("disclosure", "extensions", "config", never=PAGES[1:] + CLOCKS),
    "reminders": room(
        "store", "disclosure", "clock", "config", "extensions", "typeset", never=("wtforms", "flask_wtf")
    ),
    "docket": room(
        "calendars",
        "packs",
        "engine",
        "disclosure",
        "store",
        "reminders",
        "clock",
        "importing",
        "forms",
        never=PAGES + CLOCKS,
    ),
    # the ways out and in: redacted views, never rows
    "reports": room("docket", "disclosure", "clock", "typeset", never=SQL + CLOCKS),
    "web": room(
        "docket", "disclosure", "reports", "clock", "config", "extensions", "importing", never=SQL + CLOCKS
    ),
    "api": room("docket", "disclosure", "reports", "clock", "config", "extensions", never=SQL + CLOCKS),
    # everything in one sealed file, and back; proves what came back with the rooms that know it
    "backup": room(
        "store", "docket", "reminders", "disclosure", "config", never=("wtforms", "flask_wtf", *CLOCKS)
    ),
    # the assembly, and thin commands over it
    "config": room(never=SQL + CLOCKS),
    "extensions": room("store", never=CLOCKS),
    # shares nothing with the sender but the settings it is handed
    "watch": room("clock", "watch_channels", "watch_looking", never=CLOCKS),
    "watch_looking": room(never=CLOCKS),
    "watch_channels": room(never=CLOCKS + SQL),
}
# Assembly: these may know every room, and hold no rule of their own.
ASSEMBLY = {
    "",
    "application",
    "accounts",
    "cli",
    "cli_engine",
    "serve",
    "worker",
    "cli_alarms",
    "cli_audit",
    "cli_backup",
    "cli_checks",
    "cli_import",
}
NO_CODE = {"static", "translations"}
# Inside a room, arrows that are narrower than the room's own.
NARROW: dict[str, set[str]] = {"reminders": {"store.outbox", "store.session", "store.base"}}


@dataclass(frozen=True)
class Import:
    """One imported module, by its full name, and where it stands."""

    name: str
    line: int


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "__pycache__" not in path.parts]


def room_of(path: Path) -> str:
    """The room a file belongs to: the folder or module below tracker/, `` for the package itself."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def sources(here: str) -> list[tuple[str, str]]:
    """Name and text of every module of a room."""
    paths = [path for path in modules() if room_of(path) == here]
    return [(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths]


def imports(source: str) -> list[Import]:
    """Everything a module imports, at its top or within; what stands under TYPE_CHECKING counts too."""
    found: list[Import] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [Import(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found += [Import(f"{module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def house_name(name: str) -> str | None:
    """The room part of an imported name of the house, `` for the package; None for a library."""
    parts = name.split(".")
    if parts[0] != "tracker":
        return None
    known = len(parts) > 1 and ((PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").is_file())
    return parts[1] if known else ""


def faults(source: str, here: str) -> Iterator[str]:
    """What a module of the room `here` imports against the arrows, one line each."""
    allowed = ROOMS[here].house | {here, "errors"}
    for entry in imports(source):
        target = house_name(entry.name)
        if entry.name == "tracker.__version__":
            continue
        if entry.name.startswith("."):
            yield f"{entry.line}: imports {entry.name}; imports are absolute"
        elif target is None:
            reasons = library_faults(entry.name.split(".")[0], here)
            yield from (f"{entry.line}: imports {entry.name}; {reason}" for reason in reasons)
        elif target not in allowed:
            yield f"{entry.line}: imports {entry.name}; {here} may import {', '.join(sorted(allowed))}"


def library_faults(library: str, here: str) -> Iterator[str]:
    """Why this room may not use this library; nothing where it may."""
    if library in sys.stdlib_module_names and library != "sqlite3":
        return
    only = ROOMS[here].libraries
    if only is not None and library not in only:
        yield f"{here} may use {', '.join(sorted(only)) or 'the standard library alone'}"
    if library in ROOMS[here].barred:
        yield f"{here} stays free of it"


_LOOKING = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}


def clock_readings(source: str) -> Iterator[str]:
    """Calls such as `date.today()`, `datetime.now()` and `time.time()`, by line."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
        if name in {"date", "datetime", "time"} and node.func.attr in _LOOKING:
            yield f"{node.lineno}: {name}.{node.func.attr}()"


def test_every_module_stands_in_a_known_room():
    rooms = {room_of(path) for path in modules()}
    assert rooms <= ROOMS.keys() | ASSEMBLY, "name the new room and its arrows in this file"


@pytest.mark.parametrize("here", ROOMS)
def test_the_room_keeps_to_its_arrows(here):
    found = [f"{name}:{fault}" for name, text in sources(here) for fault in faults(text, here)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("here", NARROW)
def test_the_room_uses_only_the_part_it_needs(here):
    reached = {
        f"{name}:{entry.line}": ".".join(entry.name.split(".")[1:3])
        for name, text in sources(here)
        for entry in imports(text)
        if house_name(entry.name) == "store"
    }
    assert {place: part for place, part in reached.items() if part not in NARROW[here]} == {}


def test_only_one_module_looks_at_the_clock():
    rooms = {room_of(path) for path in modules()} - {"clock"}
    found = [
        f"{name}:{reading}"
        for here in sorted(rooms)
        for name, text in sources(here)
        for reading in clock_readings(text)
    ]
    assert not found, "\n".join(found)


def test_the_guard_sees_what_it_should_see():
    text = """import flask
from tracker.store import session
from tracker import docket
from . import trail
from tracker.packs.model import Pack
import datetime as dt"""
    assert [fault.split("; ")[0] for fault in faults(text, "engine")] == [
        "1: imports flask",
        "2: imports tracker.store.session",
        "3: imports tracker.docket",
        "4: imports ..trail",
    ]
    assert list(clock_readings("datetime.date.today()\ndate(2026, 1, 1)")) == ["1: date.today()"]
