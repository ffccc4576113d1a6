"""The commands about accounts and demo data, as a person types them."""

import pytest

from tests.support import build
from tracker.docket import accounts

PASSWORD = "correct horse battery staple\n"


def run(app, *words: str, typed: str = ""):
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def test_the_first_account_comes_with_its_organisation(app):
    first = ("users", "add", "--first", "op@kigen.example", "--name", "Op", "--organisation", "Kigen")
    done = run(app, *first, typed=PASSWORD)
    assert (done.exit_code, done.output) == (0, "op@kigen.example (administrator, Kigen)\n")
    again = run(app, *first, typed=PASSWORD)
    assert (again.exit_code, again.output) == (0, "There are accounts already.\n")
    assert run(app, "users", "list").output == "op@kigen.example  administrator  Kigen\n"


def test_what_is_wrong_is_said_in_a_line_each_without_a_trace(app):
    done = run(app, "users", "add", "nobody", "--name", "N", "--organisation", "ZZ", typed=PASSWORD)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "email: This is not a mail address.",
        "organisation: There is no organisation with this code.",
    ]
    weak = run(app, "users", "add", "a@b.example", "--name", "N", "--organisation", "ZZ", typed="short\n")
    assert (weak.exit_code, weak.stderr) == (2, "password: From 12 to 128 characters.\n")


def test_a_token_is_printed_once_and_works(app):
    with app.app_context():
        build.organisation("A")
        manager = build.person("A")
    token = run(app, "users", "token", "ip-manager@a.example").output.strip()
    with app.app_context():
        assert accounts.actor_of_token(token, now=accounts.tokens(manager)[0].created_at) is not None
    assert run(app, "users", "token", "nobody@a.example").exit_code == 2


def test_disabling_ends_it_all(app):
    with app.app_context():
        build.organisation("A")
        build.person("A")
    assert run(app, "users", "disable", "ip-manager@a.example").exit_code == 0
    assert run(app, "users", "list").output.endswith("  disabled\n")
    assert run(app, "users", "token", "ip-manager@a.example").exit_code == 2


@pytest.mark.parametrize("given", ["as set in the environment", None])
def test_the_demo_tells_its_accounts_and_their_password(app, given):
    app.config["DEMO_PASSWORD"] = given
    done = run(app, "demo")
    assert done.exit_code == 0
    password = done.output.splitlines()[-1].rpartition(": ")[2]
    assert password == given or (given is None and len(password) >= 12)
    assert "manager@contractor-a.example" in done.output
    again = run(app, "demo")
    assert "there already" in again.output
    assert again.output.endswith(f"{password}\n")


def test_an_installation_is_set_up_from_the_command_line(app):
    parties = (("A", "Alpha", "contractor"), ("AG", "Agency", "agency"))
    early = run(app, "organisations", "add", *parties[0])
    assert (early.exit_code, early.stderr) == (2, "There is no administrator yet: flask users add --first\n")
    first = ("users", "add", "--first", "op@kigen.example", "--name", "Op", "--organisation", "Kigen")
    assert run(app, *first, typed=PASSWORD).exit_code == 0
    for party in parties:
        assert run(app, "organisations", "add", *party).exit_code == 0
    given = ("agreements", "add", "26-1", "Research", "--contractor", "A", "--starts-on", "2026-05-15")
    assert run(app, *given, "--agency", "AG").output == "26-1  nedo-multimodal-2026, jp-patent-law\n"
    again = run(app, *given, "--agency", "ZZ")
    assert again.exit_code == 2
    assert again.stderr.splitlines() == [
        "agency: There is no organisation with this code.",
        "number: There is already an agreement with this number.",
    ]
    assert run(app, "agreements", "list").output == "26-1  A  Agency  Research\n"
    person = ("users", "add", "m@a.example", "--name", "M", "--organisation", "A", "--role")
    assert run(app, *person, "officer", typed=PASSWORD).stderr.startswith("role: ")
    assert run(app, *person, "ip-manager", typed=PASSWORD).exit_code == 0
