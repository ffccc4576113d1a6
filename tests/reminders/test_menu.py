"""What mail servers do, one behaviour at a time over 20 mails: each its class and time, no other row hurt.

What is about one letter happens to one of them, and the others go in the same round. What is about the
connection stops the round after one try: the others have lost nothing, and all go once the server is well.
"""

import ssl
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.reminders import servers
from tests.reminders.records import NOW, TODAY, Clock, duty, house, mails, matter, organisation, person
from tests.reminders.test_post import make_certificate
from tests.support.ports import free_port
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep

pytestmark = pytest.mark.usefixtures("context")

DUTIES = 20
SLOW, TIMEOUT = 0.1, 0.4
LADDER = (1, 2, 5, 10, 20, 40, 60)
"""Minutes, counted here by a list of their own."""
SIX_HOURS = 6 * 60


class Relay:
    """A server that is well but for one recipient, whom it treats as told, so many times."""

    def __init__(self, treatment="", times=1 << 30):
        self.treatment, self.times = treatment, times
        self.victim, self.taken = None, []

    def talk(self, connection, lines, stopping):
        to = name = ""
        connection.sendall(b"220 here\r\n")
        for line in lines:
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.partition(b"<")[2].partition(b">")[0].decode()
                connection.sendall(self.at("rcpt", to) or b"250 fine\r\n")
            elif word == b"DATA":
                connection.sendall(b"354 go on\r\n")
                name = ""
                while (line := lines.readline().rstrip(b"\r\n")) != b".":
                    if line.lower().startswith(b"message-id:"):
                        name = line.split()[1].decode()
                answer = self.at("data", to)
                if answer is None:
                    self.taken.append((to, name))
                    answer = b"250 taken\r\n"
                    if self.hit("cut", to):
                        return
                    if self.hit("mute", to):
                        stopping.wait(TIMEOUT * 4)
                        return
                    if self.hit("slow", to):
                        stopping.wait(SLOW)
                connection.sendall(answer)
            else:
                connection.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")

    def at(self, place, to):
        """The refusal for a recipient at this place of the dialogue, or None."""
        code, _, where = self.treatment.partition(" ")
        if where == place and self.hit(self.treatment, to):
            return f"{code} as told\r\n".encode()
        return None

    def hit(self, treatment, to):
        if treatment != self.treatment or to != self.victim or not self.times:
            return False
        self.times -= 1
        return True


@pytest.fixture
def scene(app):
    """Twenty mails to twenty people, due now; delivers to a server at a moment."""
    at, clock = organisation(), Clock()
    for _ in range(DUTIES):
        duty(matter(at, person(at)), TODAY)
    sweep(house(), TODAY, clock)
    assert len(mails("queued")) == DUTIES
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_TIMEOUTS=(TIMEOUT,) * 3)

    def go(**settings):
        app.config.update(settings)
        with Post(mail) as post:
            return dict(deliver(house(), post, clock=clock, lease=60.0))

    return clock, go


LETTER = {
    "450 twice, then well": (Relay("450 rcpt", 2), [1, 2]),
    "451 for six hours": (Relay("451 rcpt"), [*LADDER, 60, 60, 60, 60]),
    "452 after the letter": (Relay("452 data", 1), [1]),
    "cut after it was taken": (Relay("cut", 1), [1]),
    "mute after it was taken": (Relay("mute", 1), [1]),
    "slow to say that it was taken": (Relay("slow"), []),
}


@pytest.mark.parametrize(("relay", "waits"), LETTER.values(), ids=LETTER)
def test_what_is_put_off_comes_back_in_time_and_no_other_mail_waits(scene, relay, waits):
    clock, go = scene
    relay = Relay(relay.treatment, relay.times)
    victim = mails()[3]
    relay.victim = victim.to_address
    ambiguous = relay.treatment in ("cut", "mute")
    with servers.scripted(relay.talk) as port:
        for number, minutes in enumerate(waits):
            now = clock()
            assert go(MAIL_PORT=port).get("delayed") == 1
            rows = {row.id: row for row in mails()}
            waited = (rows.pop(victim.id).next_at - now) / timedelta(minutes=1)
            assert waited == pytest.approx(minutes, rel=0.1)
            assert Counter(row.state for row in rows.values()) == {"sent": DUTIES - 1}
            assert {(row.attempts, row.sent_at) for row in rows.values()} == {(1, NOW)}, number
            clock.forward(minutes=minutes)
        if waits == LETTER["451 for six hours"][1]:
            assert clock() - NOW >= timedelta(minutes=SIX_HOURS)
            relay.times = 0
        go(MAIL_PORT=port)
    assert {row.state for row in mails()} == {"sent"}
    copies = len(relay.taken) - len({to for to, _ in relay.taken})
    assert copies == (len(waits) if ambiguous else 0)
    assert len(set(relay.taken)) == DUTIES  # a copy carries the same Message-ID


@pytest.mark.parametrize("treatment", ["550 rcpt", "552 data"])
def test_what_is_refused_for_good_fails_at_once_and_alone(scene, treatment):
    _, go = scene
    relay, victim = Relay(treatment), mails()[3]
    relay.victim = victim.to_address
    with servers.scripted(relay.talk) as port:
        counts = go(MAIL_PORT=port)
    assert (counts["failed"], counts["sent"]) == (1, DUTIES - 1)
    assert {row.id for row in mails("failed")} == {victim.id}
    assert mails("failed")[0].last_code == int(treatment[:3])


@contextmanager
def listening(talk, **settings):
    with servers.scripted(talk) as port:
        yield {"MAIL_PORT": port} | settings


@contextmanager
def nobody(_folder):
    yield {"MAIL_PORT": free_port()}


@contextmanager
def unknown_name(_folder):
    yield {"MAIL_SERVER": "mail.invalid", "MAIL_PORT": 25}


def wrong_certificate(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*make_certificate(folder, "IP:127.0.0.1"))

    def talk(connection, lines, stopping):
        connection.sendall(b"220 here\r\n")
        for line in lines:
            if line[:4].upper() == b"STAR":
                connection.sendall(b"220 go on\r\n")
                context.wrap_socket(connection, server_side=True)
                return
            connection.sendall(b"250-here\r\n250 STARTTLS\r\n")

    return listening(talk, MAIL_USE_TLS=True)


def no_tls(_folder):
    def talk(connection, lines, stopping):
        connection.sendall(b"220 here\r\n")
        for line in lines:
            refused = line[:4].upper() == b"STAR"
            connection.sendall(b"454 not now\r\n" if refused else b"250-here\r\n250 STARTTLS\r\n")

    return listening(talk, MAIL_USE_TLS=True)


DOOR = {
    "nobody listens": nobody,
    "421 at the door": lambda _folder: listening(servers.busy),
    "mute at the door": lambda _folder: listening(servers.mute),
    "STARTTLS fails": no_tls,
    "a certificate nobody vouches for": wrong_certificate,
    "a name that is not known": unknown_name,
}


@pytest.mark.parametrize("door", DOOR.values(), ids=DOOR)
def test_a_server_out_of_reach_costs_one_mail_one_try_and_then_all_go(scene, door, tmp_path, app):
    clock, go = scene
    with door(tmp_path) as settings:
        before = {row.id: row.next_at for row in mails()}
        assert go(**settings) == {"delayed": 1, "unreachable": 1}
    rows = mails()
    assert {row.state for row in rows} == {"queued"}
    tried = [row for row in rows if row.attempts]
    assert [(row.next_at - NOW) / timedelta(minutes=1) for row in tried] == [pytest.approx(1, rel=0.1)]
    assert all(row.next_at == before[row.id] for row in rows if not row.attempts)
    clock.forward(minutes=1)
    relay = Relay()
    with servers.scripted(relay.talk) as port:
        assert go(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_USE_TLS=False) == {"sent": DUTIES}
    assert {row.sent_at for row in mails()} == {NOW + timedelta(minutes=1)}  # nobody waited longer than that


def test_the_menu_is_whole():
    assert len(LETTER) + 2 + len(DOOR) == 14
