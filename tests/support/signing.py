"""Signs people in as they do it themselves: through the sign-in page. Not here: who they are (build)."""

import re

from flask.testing import FlaskClient

from tests.support.build import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"')


def csrf_token(page: str) -> str:
    """The token in the first form of a page."""
    found = TOKEN.search(page)
    assert found, "the page has no form with a token"
    return found[1] or found[2]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> FlaskClient:
    """Signs in through the page; AssertionError where that does not lead inside."""
    token = csrf_token(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"email": email, "password": password, "csrf_token": token})
    assert answer.status_code in (302, 303), answer.text
    return client
