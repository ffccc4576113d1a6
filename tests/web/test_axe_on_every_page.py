"""Axe finds nothing on any page: whatever answers GET, for each role, in both languages and colour schemes.

The pages are those of the url map. Their objects are found as a person finds them, by the links of the demo's
pages: a new page is looked at by itself, and one that nobody is led to fails the test.
"""

import html
import re

import pytest
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from werkzeug.exceptions import HTTPException

from tests.support import build
from tests.support.signing import sign_in as sign_in_client
from tests.web.conftest import Visitor
from tests.web.test_access_for_all import faults, look
from tests.web.test_import_pages import CSV, send
from tests.web.test_inventor_reports import GIVEN
from tests.web.test_publication import PLAN
from tests.web.test_walk import sign_in
from tracker import clock
from tracker.docket.demo import loading
from tracker.web.access import view_behind

pytestmark = [
    pytest.mark.drill,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session"),
]

PEOPLE = {
    "ip-manager": "manager@contractor-a.example",
    "inventor": "inventor@contractor-a.example",
    "officer": "officer@agency.example",
    "administrator": "admin@kigen.example",
}
LOOKS = [("ja", "light", 1280), ("ja", "dark", 360), ("en", "light", 360), ("en", "dark", 1280)]
NO_PAGES = {
    "agency.download", "agency.download_differences", "api.one_matter", "docket_list.file", "duties.why",
    "evidence.download", "forms.download", "imports.raw", "imports.report", "imports.template",
    "list_files.file", "questions.letter_file",
}  # fmt: skip
"""Files, answers for programs, and the piece that unfolds in a list."""
NOT_LED_TO = {
    "demand.page": "the agency demands a transfer of a matter in a state the demo does not have",
    "evidence.page": "no link leads the agency to evidence",
    "inventor_reports.edit": "a manager is led to a report, its inventor alone to its draft",
    "licences.page": "no link leads the agency to licences",
    "queue.line": "no link leads an inventor to a line of the queue",
    "questions.withdraw": "no question of the demo is answered",
    "releases.confirm": "no release of the demo waits for a second person",
    "releases.demand": "no demand of the demo waits",
    "releases.page": "no link leads an inventor to releases",
}
"""Pages with an object that the links of the demo do not lead to, each with its reason."""
TRIES = 6
"""So many addresses of one page are followed for their links: not every matter has everything."""
MATTER = re.compile(r"/matters/\w{16}")
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


@pytest.fixture
def demo(app) -> None:
    """The demo's two contractors and their agency, with an import, reports and plans to publish."""
    with app.app_context():
        loading.load_demo(password_hash=hash_password(build.PASSWORD), now=clock.now(), today=clock.today())
    manager, inventor = (Visitor(app.test_client(), PEOPLE[role]) for role in ("ip-manager", "inventor"))
    send(manager, CSV.encode())
    for act in ("draft", "submit"):
        inventor.send("/inventor-reports/new", GIVEN | {"act": act})
    for visitor in (manager, inventor):
        links = LINK.findall(visitor.get("/matters"))
        matter = next(address for address in links if MATTER.fullmatch(address))
        visitor.send(f"{matter}/publications", PLAN)


def endpoint_of(app, address: str) -> str | None:
    try:
        return app.url_map.bind("localhost").match(address.partition("?")[0], method="GET")[0]
    except HTTPException:
        return None


def find_pages(app, client: FlaskClient) -> dict[str, str]:
    """{endpoint: address} of the HTML pages that links lead to, beginning at the pages without an object."""
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in rule.methods]
    waiting, seen = ["/", *sorted(plain)], set()
    tried: dict[str, int] = {}
    pages: dict[str, str] = {}
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if endpoint is None or address in seen or tried.get(endpoint, 0) >= TRIES:
            continue
        seen.add(address)
        tried[endpoint] = tried.get(endpoint, 0) + 1
        answer = client.get(address, buffered=True)  # a download that is left half read keeps its context
        if answer.status_code == 200 and answer.mimetype == "text/html":
            pages.setdefault(endpoint, address)
            waiting += [html.unescape(link) for link in LINK.findall(answer.text)]
    return pages


def of_role(app, role: str) -> set[str]:
    """The endpoints with an object in their address that the role may enter."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments]
    marks = {rule.endpoint: getattr(view_behind(app, rule.endpoint), "who", ()) for rule in rules}
    return {name for name, who in marks.items() if isinstance(who, frozenset) and role in who}


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
@pytest.mark.parametrize("role", PEOPLE)
def test_axe_finds_nothing_on_any_page(app, demo, page, role, language, theme, width):
    pages = find_pages(app, sign_in_client(app.test_client(), PEOPLE[role]))
    assert of_role(app, role) - pages.keys() - NO_PAGES - NOT_LED_TO.keys() == set()
    sign_in(page, PEOPLE[role])
    look(page, language, theme, width)
    told = []
    for address in pages.values():
        page.goto(address)
        told += faults(page)
    assert not told, "\n".join(sorted(set(told)))
