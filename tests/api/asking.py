"""Asks the API as somebody: a token made by the use case, calls through the test client."""

import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.build import NOW
from tracker.docket import accounts
from tracker.docket.actor import Actor

BASE = "/api/v1"


class Asker:
    """One person's program."""

    def __init__(self, client: FlaskClient, actor: Actor) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {accounts.make_token(actor, label='tests', now=NOW)}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(BASE + path, query_string=query or None, headers=self.headers)

    def post(self, path: str, body: Any, key: str | None = None) -> TestResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        kind = "application/json"
        return self.client.post(BASE + path, data=json.dumps(body), content_type=kind, headers=headers)
