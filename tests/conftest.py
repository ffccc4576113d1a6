"""Fixtures for tests of real parts: each database, the application, mail server, browser, live server.

Tests of the pure rooms need none of them. A test that asks for `app` (or anything built on it) runs once on
SQLite and once on PostgreSQL, in a database of its own process whose tables are emptied after each test.
"""

import os
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

# Fixtures import what they stand on when they are asked for: the tests of the pure rooms do not wait for it.
if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page

    from tests.support.mail import Mailbox

REQUIRE_ALL = os.environ.get("KIGEN_REQUIRE_ALL") == "1"
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def missing(reason: str) -> None:
    """Skips the test with its reason; where everything is required, fails it."""
    if REQUIRE_ALL:
        pytest.fail(f"required here: {reason}", pytrace=False)
    pytest.skip(reason)


# --- databases --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> str:
    """The URL of a PostgreSQL server; under xdist all processes share one."""
    from tests.support import postgres

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the wheel says about the machine it starts on
            return postgres.server_url(testrun_uid)
    except Exception as error:
        missing(f"no PostgreSQL: {type(error).__name__}: {error}")
        raise


@pytest.fixture(scope="session", params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this process: an SQLite file, then one on a PostgreSQL server."""
    from tests.support import postgres

    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'kigen.sqlite3'}"
        return
    with postgres.own_database(request.getfixturevalue("postgres_server")) as url:
        yield url


# --- the application ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def prepared_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Flask]":
    """The application on a migrated database, made once per database."""
    from tests.support import database
    from tracker import create_app

    app = create_app(
        {
            "TESTING": True,
            "ENV": "demo",
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
            "SECRET_KEY": "a key for tests alone, 0123456789",
        }
    )
    try:
        database.migrate(app)
        yield app
    finally:
        database.close(app)


@pytest.fixture
def app(prepared_app: "Flask") -> "Iterator[Flask]":
    """The application on empty tables, without a context of its own; its config is restored afterwards."""
    from tests.support import database

    config = dict(prepared_app.config)
    yield prepared_app
    prepared_app.config.clear()
    prepared_app.config.update(config)
    database.empty(prepared_app)


@pytest.fixture
def context(app: "Flask") -> "Iterator[Flask]":
    """The application with its context open, for tests that call use cases rather than pages.

    Requests made while it is open share it, with everything a request keeps in `g`: a test of pages opens a
    context of its own around what it prepares and closes it before the first request.
    """
    with app.app_context():
        yield app


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """A client that talks to the application without a socket."""
    return app.test_client()


@pytest.fixture(scope="session")
def listening(prepared_app: "Flask") -> Iterator[str]:
    """The address of the application behind a real socket, kept open over the tests."""
    from tests.support.live import serving

    with serving(prepared_app) as address:
        yield address


@pytest.fixture
def live_server(listening: str, app: "Flask") -> str:
    """The address under which the application really listens, on empty tables."""
    return listening


# --- the outside world --------------------------------------------------------------------------------------


@pytest.fixture
def smtp_server() -> "Iterator[Mailbox]":
    """A real SMTP server on loopback: `.port`, `.letters`, and how it answers."""
    from tests.support.mail import start_mail_server

    controller, mailbox = start_mail_server()
    yield mailbox
    controller.stop()


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """A headless Chromium. Tests that use it carry the marker `browser`."""
    from playwright.sync_api import sync_playwright

    from tests.support.browser import find_chromium, start_chromium

    path = find_chromium()
    if path is None:
        missing("no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = start_chromium(playwright, path)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: "Browser", live_server: str) -> "Iterator[Page]":
    """An empty page of a fresh browser profile; addresses are relative to the live server."""
    context = chromium.new_context(base_url=live_server, locale="ja-JP", timezone_id="Asia/Tokyo")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


SQLITE_WILL_DO = (
    "tests/audit/test_review.py", "tests/backup/test_backup.py", "tests/web/", "tests/gate/",
    "tests/api/test_errors.py", "tests/drill/test_planted.py", "tests/drill/test_silence.py",
)  # fmt: skip
"""Tests of what pages and answers look like, and samples that are dear. What they ask of the database
stands in docket and store, whose tests always run on both; on PostgreSQL these run in the drill."""
BUT_NOT = ("test_walk.py", "test_queries.py", "test_guarding.py")
"""Among them, those that are about the database or the whole way."""
DEAR = {
    "tests/docket/test_proposals.py": (
        "moves_no_row",
        "accepting_moves",
        "a_correction_moves",
        "reminders_go_by",
    )
}
"""Tests that put the packs in place anew each time: a sample runs on PostgreSQL, the others in the drill."""


def _repeats_in_the_drill(item: pytest.Item) -> bool:
    place = item.path.relative_to(item.config.rootpath).as_posix()
    if place in DEAR:
        return not any(name in item.name for name in DEAR[place])
    return place.startswith(SQLITE_WILL_DO) and not place.endswith(BUT_NOT)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks whatever asks for the browser, and tells the report which real part a test ran on."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("postgres") and _repeats_in_the_drill(item):
            item.add_marker(pytest.mark.drill)
        kinds = [kind for kind in ("browser", "postgres") if item.get_closest_marker(kind)]
        item.user_properties += [("kind", kind) for kind in kinds]
