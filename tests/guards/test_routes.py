"""Every address names who may enter, and the door keeps to it: nobody unknown, nobody of another role."""

import pytest
from werkzeug.routing import Rule

from tests.support import build
from tests.support.signing import sign_in
from tracker.docket.who import ANYONE, SIGNED_IN
from tracker.web.access import view_behind

# What answers without a sign-in, each with its reason.
OPEN = {
    "static": "the stylesheet, the script and the pictures",
    "security.static": "the same, of the sign-in library",
    "security.login": "the sign-in itself",
    "preferences.change": "language and colours are chosen before signing in, too",
    "probes.healthz": "a supervisor asks whether the process lives",
    "probes.readyz": "a supervisor asks whether it may be used",
    "probes.metrics": "answers this machine and holders of an operator's token alone",
    "calendars.show": "the secret in the address is the proof; it can be revoked",
    "invitation.accept": "the secret in the address is the proof; it works once and for three days",
    "api.openapi": "the description of the calls, without anybody's records",
    "api.nothing": "whatever is not there, told in the API's shape",
    "api.nothing_at_root": "the same",
}
IN_THE_WAY = {"HEAD", "OPTIONS"}


@pytest.fixture
def guest(app):
    """Makes a person of a role in the usual scene and signs them in."""

    def come(role: str):
        home = {"officer": "AG", "administrator": "OP"}.get(role, "A")
        with app.app_context():  # closed again before the first request, which brings its own
            build.house()
            build.person(home, role, email=f"guest-{role}@example.com")
        return sign_in(app.test_client(), f"guest-{role}@example.com")

    return come


def rules(app) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def mark(app, endpoint: str) -> object:
    return getattr(view_behind(app, endpoint), "who", None)


def address(rule: Rule) -> str:
    """The rule's address with something that does not exist in each place."""
    _, path = rule.build(dict.fromkeys(rule.arguments, "nothing-of-that-kind"), append_unknown=False)
    return path


def guarded(app) -> list[tuple[Rule, str]]:
    """(rule, method) of everything that needs a sign-in."""
    return [
        (rule, method)
        for rule in rules(app)
        if rule.endpoint not in OPEN
        for method in sorted(rule.methods - IN_THE_WAY)
    ]


def test_every_address_names_who_may_enter(app):
    marks = {rule.endpoint: mark(app, rule.endpoint) for rule in rules(app)}
    unmarked = [
        name
        for name, who in marks.items()
        if who != ANYONE and not (isinstance(who, frozenset) and who <= SIGNED_IN)
    ]
    assert not unmarked


def test_what_is_open_to_anyone_is_listed_with_its_reason(app):
    assert {rule.endpoint for rule in rules(app) if mark(app, rule.endpoint) == ANYONE} == OPEN.keys()


def test_nobody_enters_without_signing_in(app, client):
    app.config["WTF_CSRF_ENABLED"] = False  # the door itself is asked, not the token before it
    inside = []
    for rule, method in guarded(app):
        answer = client.open(address(rule), method=method)
        expected = 401 if rule.rule.startswith("/api/") else 303
        signed = expected == 401 or "/sign-in" in answer.headers.get("Location", "")
        if answer.status_code != expected or not signed:
            inside.append(f"{method} {rule.rule}: {answer.status_code}")
    assert not inside


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
def test_nobody_enters_what_is_for_another_role(app, guest, role):
    client = guest(role)
    app.config["WTF_CSRF_ENABLED"] = False
    closed = [
        (rule, method)
        for rule, method in guarded(app)
        if role not in mark(app, rule.endpoint) and not rule.rule.startswith("/api/")
    ]
    assert closed
    answers = {f"{method} {rule.rule}": client.open(address(rule), method=method) for rule, method in closed}
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403} == {}
