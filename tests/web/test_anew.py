"""Opening something to the agency asks for a password given lately; closing never does."""

from tests.support.build import PASSWORD
from tests.support.signing import csrf_token


def work_on(manager, clock, minutes: int) -> None:
    """Time passes at work: the sign-in stays, and the password was given the longer ago."""
    for _ in range(minutes // 7):
        clock.shift(7 * 60)
        manager.get("/account")


def test_who_opens_something_gives_the_password_again(scene, manager, clock):
    page, overview = f"/matters/{scene.matter}/releases/new/matter", f"/matters/{scene.matter}/releases"
    work_on(manager, clock, 14)
    manager.get(page)
    work_on(manager, clock, 14)
    asked = manager.client.get(page)
    assert (asked.status_code, "/verify" in asked.location) == (303, True)
    token = csrf_token(manager.get(asked.location))
    manager.client.post(asked.location, data={"password": "not this one", "csrf_token": token})
    assert manager.client.get(page).status_code == 303
    answer = manager.client.post(asked.location, data={"password": PASSWORD, "csrf_token": token})
    assert answer.location.endswith(page)
    manager.get(page)
    work_on(manager, clock, 70)
    late = {
        "reason": "agreed with the agency",
        "read": "1",
        "csrf_token": csrf_token(manager.get("/account")),
    }
    assert "/verify" in manager.client.post(page, data=late).location
    assert "agreed with the agency" not in manager.get(overview)


def test_taking_back_waits_for_no_password(scene, manager, clock):
    work_on(manager, clock, 70)
    path = f"/matters/{scene.matter}/releases/{'a' * 16}/end"
    assert manager.send(path, {"reason": "taken back"}, page="/account").status_code == 404
