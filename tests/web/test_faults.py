"""Error pages: what happened and what to do next, in both languages, and nothing of the request."""

import errno

import pytest

from tracker.errors import Busy, Conflict, DiskFull, NotFound, Refused
from tracker.web.faults import TEXTS

SECRET = "機密の語"


@pytest.fixture
def failing(app, manager, monkeypatch):
    """Makes the terms page fail with an error; gives its answer."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def ask(error: Exception):
        def broken(*_given):
            raise error

        monkeypatch.setattr("tracker.web.pages.rules.pack_views", broken)
        return manager.client.get("/terms")

    return ask


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (NotFound(SECRET), 404, "There is nothing at this address"),
        (Conflict(SECRET), 409, "Somebody else was faster"),
        (Refused([("on", "This is not a date.")]), 422, "This could not be recorded"),
        (Busy(SECRET), 503, "Kigen is busy"),
        (DiskFull(SECRET), 507, "The disk is full"),
        (OSError(errno.ENOSPC, SECRET), 507, "The disk is full"),
        (OSError(errno.EIO, SECRET), 500, "Something went wrong on our side"),
        (RuntimeError(SECRET), 500, "Something went wrong on our side"),
    ],
)
def test_each_error_has_its_page(failing, error, status, title):
    answer = failing(error)
    assert answer.status_code == status
    assert title in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_an_error_of_ours_gives_a_number_that_stands_in_the_log(failing, caplog):
    answer = failing(RuntimeError(SECRET))
    number = answer.text.split("Number of this request: ")[1].split("<")[0].strip()
    assert any(number in record.getMessage() for record in caplog.records)


def test_what_a_use_case_refuses_is_told_on_the_page_that_has_no_field_for_it(failing):
    assert "This is not a date." in failing(Refused([("on", "This is not a date.")])).text


@pytest.mark.parametrize("status", sorted(TEXTS))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_written_in_both_languages(app, scene, status, language):
    with app.test_request_context("/nowhere", headers={"Cookie": f"kigen-language={language}"}):
        title, text = (str(each) for each in TEXTS[status])
        japanese = any("\u3040" <= c <= "\u9fff" for c in title + text)
        assert japanese == (language == "ja")


def test_a_method_that_is_not_known_names_those_that_are(manager):
    answer = manager.client.get("/preferences")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_somebody_unknown_is_led_to_the_sign_in_and_learns_nothing(client, scene):
    for path in (f"/matters/{scene.matter}", "/matters/" + "0" * 16):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in?next=")
    assert client.get("/nowhere").status_code == 404
