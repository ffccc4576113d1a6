"""The post against real servers, good and bad: what goes, how it reads, and how each fault is sorted."""

import ssl
import stat
import subprocess
import time
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask

from tests.reminders import servers
from tests.support.mail import Mailbox
from tests.support.ports import free_port
from tracker.reminders import setup
from tracker.reminders.connections import client_name, mail_folder
from tracker.reminders.post import (
    Delayed,
    Letter,
    Post,
    Returned,
    Unreachable,
    Unsendable,
    by_code,
    message_id,
)
from tracker.reminders.setup import mail
from tracker.reminders.smtp import Patience

QUICK = (0.4, 0.4, 0.6)


def letter(**changes):
    values = {
        "to": "someone@contractor.example",
        "subject": "[Kigen] 期限のお知らせ 3件",
        "body": "期限のお知らせ\n" + "長" * 2000 + "\n.\n終わり\n",
        "message_id": "<0123456789abcdef@sender.example>",
    }
    return Letter(**values | changes)


@pytest.fixture(autouse=True)
def app(tmp_path):
    """An application that knows nothing but mail: the post asks for no database."""
    app = Flask("tracker", instance_path=str(tmp_path))
    app.config.update(
        MAIL_SENDER="Kigen <kigen@sender.example>", BASE_URL="https://kigen.example", MAIL_SERVER=None
    )
    setup.register(app)
    with app.app_context():
        yield app


@pytest.fixture
def at(app):
    def settings(port, **values):
        app.config.update({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "MAIL_TIMEOUTS": QUICK} | values)

    return settings


def send(*letters):
    with Post(mail) as post:
        return [post.send(each) for each in letters or [letter()]]


# --- what goes ----------------------------------------------------------------------------------------------


def test_a_letter_arrives_as_it_was_written(at, smtp_server):
    at(smtp_server.port)
    (receipt,) = send()
    (got,) = smtp_server.letters
    assert receipt.code == 250
    assert got.recipients == ["someone@contractor.example"]
    assert got.subject == letter().subject
    assert got.text.replace("\r\n", "\n") == letter().body
    assert got.message["Message-ID"] == letter().message_id
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert max(map(len, got.raw.split(b"\r\n"))) < 200


def test_many_letters_share_one_connection(at, smtp_server):
    at(smtp_server.port)
    receipts = send(*[letter(message_id=f"<{n}@sender.example>") for n in range(50)])
    assert len(receipts) == len(smtp_server.letters) == 50


def test_nothing_of_the_machine_stands_in_a_letter(at, smtp_server):
    import platform

    at(smtp_server.port)
    send()
    assert platform.node().encode() not in smtp_server.letters[0].raw


def test_without_a_server_a_letter_becomes_a_file_that_only_its_owner_reads(app):
    app.config["MAIL_SERVER"] = None
    send(letter(), letter())
    (path,) = mail_folder().glob("*.eml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"Message-ID: <0123456789abcdef@sender.example>" in path.read_bytes()
    assert not list(mail_folder().glob(".*"))
    path.unlink()


def test_the_message_id_depends_on_key_and_secret_alone():
    one = message_id("secret", "key", "Kigen <a@b.example>")
    assert one == message_id("secret", "key", "Other <c@b.example>")
    assert len({one, message_id("secret", "key2", "a@b.example"), message_id("s", "key", "a@b.example")}) == 3
    assert one.endswith("@b.example>")


# --- what is refused before any server is asked -------------------------------------------------------------


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\r\n ", "\x00", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["to", "subject", "message_id"])
def test_no_line_break_gets_into_a_header(at, smtp_server, field, break_):
    at(smtp_server.port)
    with pytest.raises(Unsendable):
        send(letter(**{field: f"a@b.example{break_}Bcc: thief@evil.example"}))
    assert not smtp_server.letters


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@", "@b", "a b@c", "a@b,c@d", "A <a@b>", "量子@例.jp", "a@b;c@d", "a@b>SIZE=1"]
)
def test_only_one_bare_address_is_an_address(at, smtp_server, to):
    at(smtp_server.port)
    with pytest.raises(Unsendable):
        send(letter(to=to))
    assert not smtp_server.letters


# --- how faults are sorted ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [(421, Delayed), (450, Delayed), (451, Delayed), (452, Delayed), (530, Delayed), (535, Delayed),
     (550, Returned), (552, Returned), (553, Returned), (554, Returned), (-1, Delayed), (299, Delayed)],
)  # fmt: skip
def test_codes_fall_into_classes(code, kind):
    assert type(by_code(code, "text")) is kind


@pytest.mark.parametrize(("answer", "kind"), [("450 later", Delayed), ("550 no such user", Returned)])
def test_a_refused_recipient_tells_the_code(at, smtp_server, answer, kind):
    at(smtp_server.port)
    smtp_server.refused["someone@contractor.example"] = answer
    with pytest.raises(kind) as told:
        send()
    assert told.value.code == int(answer[:3])


@pytest.mark.parametrize(
    ("answer", "kind"), [("451 later", Delayed), ("554 no", Returned), ("552 full", Returned)]
)
def test_a_refused_message_tells_the_code(at, smtp_server, answer, kind):
    at(smtp_server.port)
    smtp_server.answer = answer
    with pytest.raises(kind) as told:
        send()
    assert told.value.code == int(answer[:3])


def test_a_refused_recipient_does_not_spoil_the_next_letter(at, smtp_server):
    at(smtp_server.port)
    smtp_server.refused["someone@contractor.example"] = "550 no such user"
    with Post(mail) as post:
        with pytest.raises(Returned):
            post.send(letter())
        post.send(letter(to="other@contractor.example"))
    assert [each.recipients for each in smtp_server.letters] == [["other@contractor.example"]]


@pytest.mark.parametrize("talk", [servers.mute, servers.dripping, servers.busy, servers.closed])
def test_a_server_that_does_not_greet_is_out_of_reach_in_time(at, talk):
    started = time.monotonic()
    with servers.scripted(talk) as port:
        at(port)
        with pytest.raises(Unreachable):
            send()
    assert time.monotonic() - started < 3


def test_nobody_listening_is_out_of_reach(at):
    at(servers.nobody())
    with pytest.raises(Unreachable):
        send()


@pytest.mark.parametrize("after", ["mute", "cut", "drip"])
def test_a_server_that_falls_silent_after_the_message_is_tried_again(at, after):
    def answer(connection, stopping):
        if after == "mute":
            stopping.wait(10)
        while after == "drip" and not stopping.wait(0.05):
            connection.sendall(b"2")

    started = time.monotonic()
    with servers.scripted(servers.after_data(answer)) as port:
        at(port)
        with pytest.raises(Delayed) as told:
            send()
    assert not isinstance(told.value, Unreachable)
    assert time.monotonic() - started < 3


def test_the_lease_outlasts_the_longest_dialogue():
    for patience in (Patience(), Patience(*QUICK)):
        assert patience.lease > patience.dialogue
        assert patience.dialogue >= patience.connect + patience.command + patience.data


# --- TLS and accounts ---------------------------------------------------------------------------------------


ACCOUNT = {"MAIL_USE_TLS": True, "MAIL_USERNAME": "kigen", "MAIL_PASSWORD": "right"}


def make_certificate(folder, name):
    """A self-signed certificate for `name`, and its key."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=kigen-test"]
    command += ["-addext", f"subjectAltName={name}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"), "IP:127.0.0.1")


@contextmanager
def serving_tls(certificate):
    """A server that offers STARTTLS and asks for an account."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    mailbox = Mailbox(port=free_port())

    def check(server, session, envelope, mechanism, data):
        good = data.login == b"kigen" and data.password == b"right"
        return AuthResult(success=good, handled=good)

    controller = Controller(
        mailbox, hostname="127.0.0.1", port=mailbox.port, tls_context=context,
        authenticator=check, auth_required=True, auth_require_tls=True,
    )  # fmt: skip
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@pytest.fixture
def tls_server(certificate):
    with serving_tls(certificate) as mailbox:
        yield mailbox


def test_a_certificate_nobody_vouches_for_is_refused(at, tls_server):
    at(tls_server.port, **ACCOUNT)
    with pytest.raises(Unreachable, match=r"(?i)certificate"):
        send()
    assert not tls_server.letters


def test_a_certificate_for_another_host_is_refused(at, tmp_path, monkeypatch):
    foreign = make_certificate(tmp_path, "DNS:mail.other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(foreign[0]))
    with serving_tls(foreign) as mailbox:
        at(mailbox.port, **ACCOUNT)
        with pytest.raises(Unreachable, match=r"(?i)mismatch"):
            send()
        assert not mailbox.letters


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for(at, smtp_server):
    at(smtp_server.port, MAIL_USE_TLS=True)
    with pytest.raises(Unreachable):
        send()
    assert not smtp_server.letters


def test_a_vouched_certificate_and_the_right_account_let_mail_through(
    at, tls_server, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    at(tls_server.port, **ACCOUNT)
    send()
    assert len(tls_server.letters) == 1


def test_a_wrong_password_is_our_fault_and_never_the_letters(at, tls_server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    at(tls_server.port, **ACCOUNT | {"MAIL_PASSWORD": "wrong"})
    with pytest.raises(Unreachable) as told:
        send()
    assert told.value.code == 535


def test_no_password_goes_over_an_open_line_to_another_machine(at):
    at(25, MAIL_SERVER="mail.contractor.example", MAIL_USERNAME="kigen", MAIL_PASSWORD="x")
    with pytest.raises(Unreachable, match="KIGEN_MAIL_USE_TLS"):
        send()


def test_we_greet_with_our_own_name_or_none():
    assert client_name("https://kigen.example/x") == "kigen.example"
    assert client_name("http://127.0.0.1:8000") == "[127.0.0.1]"
    assert client_name("http://localhost") == "[127.0.0.1]"
