"""Binds Flask-Security to people and server-side sign-ins. Not here: the accounts (docket.accounts).

The signed cookie names a sign-in by a random token. Every request asks the database whether it still
counts, so signing out, a new password or a disabled account end it at once, wherever the cookie went.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, g, request, session
from flask_login import user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore, password_changed, user_authenticated
from flask_security.utils import set_request_attr
from itsdangerous.serializer import Serializer

from tracker import clock
from tracker.docket import accounts
from tracker.extensions import db
from tracker.store.people import Person
from tracker.store.session import transaction

TOKEN = "sign_in"
ARGON2 = {"argon2__memory_cost": 19_456, "argon2__time_cost": 2, "argon2__parallelism": 1}
QUICK_ARGON2 = {"argon2__memory_cost": 8, "argon2__time_cost": 1, "argon2__parallelism": 1}
"""For tests, where thousands of passwords are hashed and none protects anything."""

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": accounts.PASSWORD_SHORTEST,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_I18N_DOMAIN": "messages",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_CSRF": True,
    "SECURITY_CHANGE_URL": "/account/password",
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
    "SECURITY_POST_CHANGE_VIEW": "/account",
    "SECURITY_CLI_USERS_NAME": False,
    "SECURITY_CLI_ROLES_NAME": False,
}


class NoRole:
    """Flask-Security asks for a class of roles; who may enter is decided by ``Person.role``."""


def register(app: Flask) -> None:
    """Bind sign-in to the application."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    quick = QUICK_ARGON2 if app.testing else ARGON2
    app.config.setdefault("SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS", quick)
    app.config.setdefault("SECURITY_I18N_DIRNAME", [app.config["BABEL_TRANSLATION_DIRECTORIES"]])
    security = Security()
    security.init_app(app, SQLAlchemyUserDatastore(db, Person, NoRole))  # type: ignore[arg-type]
    app.extensions.setdefault("secret_users", []).append(key_receiver(security))
    app.login_manager.user_loader(load_person)  # type: ignore[attr-defined]  # Flask-Login hangs it there
    app.login_manager._request_callback = None  # type: ignore[attr-defined]  # no tokens in query strings
    app.before_request(open_writing)
    app.after_request(close_writing)
    app.teardown_request(abandon_writing)
    for signal, handler in (
        (user_authenticated, on_authenticated),
        (user_logged_out, on_signed_out),
        (password_changed, on_password_changed),
    ):
        signal.connect(handler, app)


def key_receiver(security: Security) -> Callable[[str], None]:
    """Hands the signing key to Flask-Security once it is known; at start it may not exist yet."""

    def receive(key: str) -> None:
        for part in vars(security).values():
            if isinstance(part, Serializer):
                part.secret_keys = [key.encode()]

    return receive


def load_person(uniquifier: str) -> Person | None:
    """The person whose live sign-in the cookie names."""
    token = session.get(TOKEN)
    found = accounts.signed_in(token, now=clock.now()) if token else None
    if found is None:
        return None
    person, g.sign_in_unseen = found
    if person.fs_uniquifier != uniquifier:
        return None
    set_request_attr("fs_authn_via", "session")  # what Flask-Security's own loader leaves behind
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return person


def on_authenticated(_app: Flask, user: Person, **_more: object) -> None:
    """A password was right: a new sign-in, under a new token."""
    session[TOKEN] = accounts.begin_sign_in(user, now=clock.now())
    session.permanent = False


def on_signed_out(_app: Flask, **_more: object) -> None:
    """The cookie's sign-in ends in the table, not only in this browser."""
    if token := session.pop(TOKEN, None):
        accounts.end_sign_in(token, now=clock.now())


def on_password_changed(_app: Flask, user: Person, **_more: object) -> None:
    """All other sign-ins of the person end."""
    accounts.note_password_change(user, session.get(TOKEN), now=clock.now())


def open_writing() -> None:
    """Flask-Security's own forms write half-way through; they get the write lock from the start."""
    if request.blueprint == "security" and request.method == "POST":
        g.writing = transaction()
        g.writing.__enter__()


def close_writing(response: Any) -> Any:
    """Store what a form of Flask-Security changed, and that the person was here."""
    if writing := g.pop("writing", None):
        writing.__exit__(None, None, None)
    if g.pop("sign_in_unseen", False) and session.get(TOKEN):
        accounts.note_seen(session[TOKEN], now=clock.now())
    return response


def abandon_writing(error: BaseException | None) -> None:
    """The request failed: nothing of it is stored."""
    if writing := g.pop("writing", None):
        writing.__exit__(type(error), error, None) if error else writing.__exit__(None, None, None)
