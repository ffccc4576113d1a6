"""Assembles the application: config, extensions, rooms, blueprints, commands, in that order.

Not here: what any of them does; secrets are made on first use, the database is opened on first query.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import (
    accounts,
    api,
    cli,
    cli_alarms,
    cli_audit,
    cli_backup,
    cli_checks,
    cli_engine,
    cli_import,
    serve,
    watch,
    web,
    worker,
)
from tracker import config as settings
from tracker.config import ROOT
from tracker.extensions import csrf, db, migrate
from tracker.reminders import setup as reminders
from tracker.reports import commands as reports
from tracker.store import session as store

ABSOLUTE_SESSION_SECONDS = 12 * 60 * 60
ROOMS = (accounts, reminders, web, api)
COMMANDS = (
    cli,
    cli_alarms,
    cli_audit,
    cli_backup,
    cli_checks,
    cli_engine,
    cli_import,
    reports,
    serve,
    watch,
    worker,
)
"""Each hangs itself onto the application with its function ``register``."""


class SigningSession(SecureCookieSessionInterface):
    """Flask's signed cookie, with a key that is made when the first cookie needs it."""

    def get_signing_serializer(self, app: Flask) -> Any:
        settings.arm(app)
        return super().get_signing_serializer(app)


class Kigen(Flask):
    """A Flask application whose signing key is made on first use."""

    session_interface = SigningSession()


def assemble(overrides: Mapping[str, Any]) -> Flask:
    """The application with all its rooms; see ``create_app``."""
    instance = Path(overrides.get("INSTANCE_PATH") or ROOT / "instance").absolute()
    app = Kigen("tracker", instance_path=str(instance), template_folder=str(ROOT / "templates"))
    configure(app, overrides)
    stand_behind(app, app.config["PROXIES"])
    store.bind(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    for part in (*ROOMS, *COMMANDS):
        part.register(app)
    return app


def stand_behind(app: Flask, proxies: int) -> None:
    """Believe so many reverse proxies about the client's address and scheme; the host stays."""
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]


def configure(app: Flask, overrides: Mapping[str, Any]) -> None:
    """Settings first, then what the libraries derive from them, then what the caller overrides."""
    app.config.from_mapping(settings.read_settings(os.environ))
    app.config.from_mapping(overrides)
    secure = app.config["BASE_URL"].startswith("https://")
    url = app.config["DATABASE_URL"] or f"sqlite:///{Path(app.instance_path) / 'kigen.sqlite3'}"
    derived = {
        "SQLALCHEMY_DATABASE_URI": settings.with_driver(url),
        "SESSION_COOKIE_NAME": "__Host-kigen" if secure else "kigen",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": ABSOLUTE_SESSION_SECONDS,
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "ja",
        "BABEL_DEFAULT_TIMEZONE": app.config["TIMEZONE"],
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "tracker" / "translations"),
    }
    app.config.from_mapping({**derived, **overrides})
