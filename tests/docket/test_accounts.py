"""Accounts: who gets in, until when, and that an end is an end on every machine at once."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.support import build
from tracker.docket import accounts
from tracker.errors import NotFound, Refused
from tracker.store.people import person_by_email
from tracker.store.session import reading

NOW = build.NOW
EMAIL = "ip-manager@a.example"


@pytest.fixture
def scene(context) -> build.House:
    return build.house()


def sign_in() -> str:
    return accounts.begin_sign_in(person_by_email(reading(), EMAIL), now=NOW)


def is_in(token: str, now=NOW) -> bool:
    reading().rollback()
    return accounts.signed_in(token, now=now) is not None


def test_a_sign_in_counts_until_it_is_ended(scene):
    token = sign_in()
    assert is_in(token)
    accounts.end_sign_in(token, now=NOW)
    assert not is_in(token)


def test_an_unknown_token_is_nobody(scene):
    assert not is_in("x")


def test_signing_out_here_leaves_the_sign_in_elsewhere(scene):
    here, elsewhere = sign_in(), sign_in()
    accounts.end_sign_in(here, now=NOW)
    assert is_in(elsewhere)


def test_a_new_password_ends_every_other_sign_in(scene):
    here, elsewhere = sign_in(), sign_in()
    accounts.note_password_change(person_by_email(reading(), EMAIL), here, now=NOW)
    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_disabled_account_is_out_at_once_and_its_tokens_with_it(scene):
    token = sign_in()
    api = accounts.make_token(scene.manager_a, label="script", now=NOW)
    accounts.disable_person(scene.administrator, email=EMAIL, now=NOW)
    assert not is_in(token)
    assert accounts.actor_of_token(api, now=NOW) is None
    with pytest.raises(NotFound):
        accounts.find_actor(EMAIL)


def test_a_sign_in_ends_when_nobody_was_there(scene):
    token = sign_in()
    assert is_in(token, NOW + accounts.IDLE)
    assert not is_in(token, NOW + accounts.IDLE + timedelta(seconds=1))


def test_being_seen_starts_the_idle_time_again_but_not_the_longest(scene):
    token, now = sign_in(), NOW
    while now - NOW < accounts.LONGEST:
        assert is_in(token, now)
        accounts.note_seen(token, now=now)
        now += timedelta(minutes=29)
    assert not is_in(token, NOW + accounts.LONGEST + timedelta(seconds=1))


def test_an_api_token_works_until_it_is_revoked_or_old(scene):
    token = accounts.make_token(scene.manager_a, label="script", now=NOW)
    assert accounts.actor_of_token(token, now=NOW).person_id == scene.manager_a.person_id
    assert accounts.actor_of_token(token, now=NOW + accounts.TOKEN_LIFE) is None
    (kept,) = accounts.tokens(scene.manager_a)
    assert kept.label == "script"
    with pytest.raises(NotFound):
        accounts.revoke_token(scene.manager_b, token=kept.public_id, now=NOW)
    accounts.revoke_token(scene.manager_a, token=kept.public_id, now=NOW)
    assert accounts.actor_of_token(token, now=NOW) is None


def test_no_token_and_no_password_lies_in_the_database(scene):
    tokens = [sign_in(), accounts.make_token(scene.manager_a, label="script", now=NOW)]
    told = [
        str(reading().execute(text(f"SELECT * FROM {table}")).all())
        for table in ("people", "sign_ins", "api_tokens", "audit")
    ]
    assert not [secret for secret in [*tokens, build.PASSWORD] if secret in "".join(told)]
    assert "$argon2id$" in told[0]


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"email": "nobody"}, {"email"}),
        ({"email": EMAIL.upper()}, {"email"}),
        ({"email": ""}, {"email"}),
        ({"name": " "}, {"name"}),
        ({"role": "king"}, {"role"}),
        ({"organisation": "ZZ"}, {"organisation"}),
        ({"language": "fr"}, {"language"}),
    ],
)
def test_a_person_is_refused_at_the_fields_that_are_wrong(scene, wrong, fields):
    right = {"email": "new@a.example", "name": "n", "role": "reader", "organisation": "A", "language": "ja"}
    with pytest.raises(Refused) as error:
        accounts.add_person(None, **right | wrong, password_hash="x", now=NOW)
    assert {field for field, _ in error.value.faults} == fields


@pytest.mark.parametrize("weak", ["", "short", "x" * 129, "aaaaaaaaaaaaaaaa", "manager-manager-1"])
def test_a_weak_password_is_refused(weak):
    faults = accounts.Faults()
    accounts.check_password(faults, weak, about=("manager",))
    assert {fault.field for fault in faults.found} == {"password"}


def test_a_long_password_of_any_kind_is_taken():
    faults = accounts.Faults()
    accounts.check_password(faults, "正しい馬の電池とホチキス", about=("manager",))
    assert faults.found == []


def test_the_language_is_remembered(scene):
    accounts.choose_language(scene.manager_a, language="ja", now=NOW)
    assert accounts.find_actor(EMAIL).language == "ja"
    with pytest.raises(Refused):
        accounts.choose_language(scene.manager_a, language="fr", now=NOW)
