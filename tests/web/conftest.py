"""The scene of the page tests: two contractors, an agency, and a clock that stands at the builders' NOW."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from sqlalchemy import select

from tests.support import build
from tests.support.signing import csrf_token, sign_in
from tracker.store.audit import AuditRow
from tracker.store.audit_chain import UNNAMED
from tracker.store.session import reading

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Visitor:
    """A signed-in person who opens pages and sends forms as a browser would, hidden fields included."""

    def __init__(self, client, email: str) -> None:
        self.client = sign_in(client, email)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, data: dict, *, page: str | None = None, keep: bool = True):
        """Sends a form found on a page (by default the one it is sent to)."""
        text = self.client.get(page or path).text
        hidden = dict(HIDDEN.findall(text)) if keep else {"csrf_token": csrf_token(text)}
        return self.client.post(path, data=hidden | data)

    def record(self, path: str, data: dict):
        """Sends a fact's input, looks at the preview, sends it again; the answer to the second."""
        first = self.send(path, data)
        assert first.status_code == 200, first.text
        hidden = dict(HIDDEN.findall(first.text))
        return self.client.post(path, data=hidden | data)


@dataclass
class Scene:
    """Who is there, and one matter of contractor A filed on 10 August 2026."""

    people: build.House
    matter: str
    ref: str


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The wall clock stands where the builders' does."""
    with time_machine.travel(build.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(app, clock) -> Iterator[Scene]:
    """Two contractors, an agency; a matter of A with a filing. Whatever a test does through the pages, each
    change stands in the audit trail under an act of its own."""
    with app.app_context():
        people = build.house()
        matter = build.matter(people.manager_a, people.agreement_a)
        build.fact(people.manager_a, matter, "invention-made", "2026-07-20")
        build.filed(people.manager_a, matter, "2026-08-10", details={"application_no": "特願2026-123456"})
        begun = Scene(people, matter.public_id, matter.ref)
    yield begun
    with app.app_context():
        assert UNNAMED not in set(reading().scalars(select(AuditRow.action)))


@pytest.fixture
def visit(app, scene):
    """Signs somebody in: `visit("ip-manager@a.example")`."""
    return lambda email: Visitor(app.test_client(), email)


@pytest.fixture
def manager(visit) -> Visitor:
    """Contractor A's IP manager, who reads English."""
    return visit("ip-manager@a.example")


@pytest.fixture
def officer(visit) -> Visitor:
    """The agency's officer."""
    return visit("officer@ag.example")
