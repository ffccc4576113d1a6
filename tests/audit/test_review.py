"""The page of the trail, what it tells whom, the copy that verifies anywhere, and acts without a change."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from sqlalchemy import select, text

from tests.support import build
from tests.web.conftest import Visitor, clock, manager, officer, scene, visit  # noqa: F401  # the scene of the pages
from tracker.docket import accounts, anchoring, audit_export, auditing
from tracker.errors import NotFound
from tracker.store.audit import AuditRow, stream_of
from tracker.store.session import reading


def rows(app):
    with app.app_context():
        return reading().scalars(select(AuditRow).order_by(AuditRow.id)).all()


# --- the page -----------------------------------------------------------------------------------------------


def test_a_manager_sees_the_own_organisation_and_can_narrow_it(scene, manager, visit):  # noqa: F811
    page = manager.get("/audit")
    assert "Recorded a fact" in page
    assert scene.ref in page
    narrowed = manager.get(f"/audit?what=log-matter&about={scene.ref}")
    assert '<th scope="row">Logged a matter' in narrowed
    assert '<th scope="row">Recorded a fact' not in narrowed
    assert "No act fits" in manager.get("/audit?since=2031-01-01")
    assert "No act fits" in manager.get("/audit?until=2020-01-01")
    assert "Signed in" in manager.get("/audit?since=2026-09-01&until=2026-09-01")
    other = visit("ip-manager@b.example").get("/audit")
    assert scene.ref not in other
    assert scene.people.manager_a.name not in other


def test_what_is_no_day_is_told_and_what_is_no_person_is_not_there(manager):  # noqa: F811
    manager.get("/audit?since=yesterday", 422)
    manager.get("/audit?who=somebody", 404)
    manager.get("/audit?after=rubbish", 422)


def test_the_pages_of_the_trail_miss_nothing_and_repeat_nothing(app, scene, manager):  # noqa: F811
    with app.app_context():
        whole = auditing.review(scene.people.manager_a, zone="Asia/Tokyo", limit=1000)
        seen, after = [], None
        while True:
            part = auditing.review(scene.people.manager_a, zone="Asia/Tokyo", limit=2, after=after)
            seen += [act.number for act in part.acts]
            after = part.next_cursor
            if after is None:
                break
    assert seen == [act.number for act in whole.acts] == list(range(len(seen), 0, -1))


def test_an_officer_sees_only_what_was_reported(app, scene, officer):  # noqa: F811
    assert "No act fits" in officer.get("/audit")
    with app.app_context():
        told = {"filing": "JP1", "note": "for our own people"}
        build.fact(scene.people.manager_a, scene.matter, "filing-notice-submitted", "2026-08-20", **told)
    page = officer.get("/audit")
    assert page.count('<th scope="row">Recorded a fact') == 1
    assert scene.people.manager_a.name not in page
    assert "Organisation A" in page


def test_the_operator_sees_acts_but_of_others_no_particulars(scene, visit):  # noqa: F811
    page = visit("administrator@op.example").get("/audit?what=record-fact")
    assert page.count('<th scope="row">Recorded a fact') == 2
    assert "Particulars" not in page


@pytest.mark.parametrize("role", ["inventor", "reader"])
def test_nobody_else_sees_it(app, scene, role):  # noqa: F811
    with app.app_context():
        build.person("A", role, email="somebody@a.example")
    Visitor(app.test_client(), "somebody@a.example").get("/audit", 403)


# --- what leaves no change ----------------------------------------------------------------------------------


def test_denials_are_noted_without_what_was_typed(app, scene, manager, officer):  # noqa: F811
    officer.get(f"/matters/{scene.matter}", 404)
    manager.get("/matters/the-secret-word", 404)
    officer.get("/matters/new", 403)
    manager.get("/no/such/page", 404)
    denied = [row for row in rows(app) if row.action == "denied"]
    assert [(row.object_id, row.changes["status"]) for row in denied] == [
        ("matters.show", 404), ("matters.show", 404), ("matters.new", 403),
    ]  # fmt: skip
    assert denied[0].actor_id == scene.people.officer.person_id
    with app.app_context():
        assert "secret-word" not in str(reading().execute(text("SELECT * FROM audit")).all())


def test_failed_sign_ins_are_noted_in_the_chain_of_their_organisation(app, scene):  # noqa: F811
    for email in ("ip-manager@a.example", "nobody@nowhere.example"):
        client = app.test_client()
        token = build_token(client)
        answer = client.post("/sign-in", data={"email": email, "password": "wrong", "csrf_token": token})
        assert answer.status_code == 200
    failed = [row for row in rows(app) if row.action == "sign-in-failed"]
    assert [row.stream for row in failed] == [
        stream_of(scene.people.manager_a.organisation_id),
        "installation",
    ]
    assert "nowhere" not in str([row.changes for row in failed])


def build_token(client):
    from tests.support.signing import csrf_token

    return csrf_token(client.get("/sign-in").text)


def test_downloads_and_tokens_that_do_not_hold_are_noted(app, scene, manager, client):  # noqa: F811
    manager.get("/reports/status.csv")
    with app.app_context():
        token = accounts.make_token(scene.people.manager_a, label="script", now=build.NOW)
    good, bad = ({"Authorization": f"Bearer {each}"} for each in (token, "kgn_wrong"))
    assert client.get("/api/v1/reports/status", headers=good).status_code == 200
    assert client.get("/api/v1/matters/nothing", headers=good).status_code == 404
    assert client.get("/api/v1/matters", headers=bad).status_code == 401
    told = [(row.action, row.object_id) for row in rows(app) if row.action != "make-token"][-4:]
    assert told == [
        ("download", "agency.download"), ("download", "api.status_report"), ("denied", "api.one_matter"),
        ("token-refused", "unknown"),
    ]  # fmt: skip


def test_opening_technical_content_is_noted_once_an_hour(app, scene, manager):  # noqa: F811
    with app.app_context():
        matter = build.matter(scene.people.manager_a, "P26-A", title="another", technical="秘密の構造")
    for _ in range(2):
        assert "秘密の構造" in manager.get(f"/matters/{matter.public_id}")
    opened = [row for row in rows(app) if row.action == "read-content"]
    assert [(row.object_id, row.reason) for row in opened] == [(matter.public_id, None)]
    assert "秘密" not in str(opened[0].changes)


# --- the copy -----------------------------------------------------------------------------------------------


@pytest.fixture
def copy(trail, anchor_file, tmp_path):
    """An IP manager's copy, unpacked."""
    anchoring.anchor(anchor_file, now=build.NOW, every=anchoring.AT_ONCE)
    packed = audit_export.export_own(trail.manager_a, now=build.NOW)
    folder = tmp_path / "copy"
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
    return folder


def check(folder, *options):
    """The verifier as somebody runs it who has nothing of ours: no installation, no environment."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, env={}, check=False)
    return done.returncode, done.stdout


def test_the_copy_verifies_alone_and_with_anchors_and_keys(copy, anchor_file, tmp_path):
    keys = tmp_path / "keys.txt"
    keys.write_text("".join(f"{name} {key.hex()}\n" for name, key in anchoring.keys().items()))
    assert check(copy) == (0, "All holds.\n")
    assert check(copy, "--anchors", anchor_file) == (0, "All holds.\n")
    assert check(copy, "--anchors", anchor_file, "--keys", keys) == (0, "All holds.\n")


def lines_of(copy):
    path = next(copy.glob("organisation-*.jsonl"))
    return path, path.read_text().splitlines(keepends=True)


def settle(copy, path):
    """What a forger does who knows of the list of digests too."""
    import hashlib

    heads = json.loads((copy / "heads.json").read_text())
    heads["files"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    last = json.loads(path.read_text().splitlines()[-1])
    heads["heads"] = {last["stream"]: [last["seq"], last["digest"]]}
    (copy / "heads.json").write_text(json.dumps(heads))


FORGERIES = {
    "was changed": lambda lines: [lines[0].replace('"action": "', '"action": "x'), *lines[1:]],
    "the sequence breaks": lambda lines: lines[:2] + lines[3:],
    "does not follow": lambda lines: [lines[1], lines[0], *lines[2:]],
    "are missing": lambda lines: lines[:-1],
    "shows another reason": lambda lines: [line.replace("notebook", "gazette") for line in lines],
}


def test_an_altered_copy_fails(copy):
    path, lines = lines_of(copy)
    for told, forge in FORGERIES.items():
        path.write_text("".join(forge(lines)))
        code, said = check(copy)
        assert (code, "is not the file that was exported" in said) == (1, True), told
        settle(copy, path)
        code, said = check(copy)
        assert (code, told in said) == (1, True), said


def test_a_copy_tells_no_protected_word_and_no_stranger_gets_it(trail, copy):
    whole = "".join(path.read_text() for path in copy.iterdir())
    assert build.TITLE not in whole
    assert "a note of the house" not in whole
    assert "the laboratory notebook names another day" in whole  # one's own reason
    agency = audit_export.export_own(trail.officer, now=build.NOW)
    with zipfile.ZipFile(io.BytesIO(agency)) as packed:
        told = b"".join(packed.read(name) for name in packed.namelist()).decode()
    assert "laboratory" not in told
    assert trail.manager_a.name not in told
    assert f"organisation-{trail.manager_a.organisation_id}" not in told
    with pytest.raises(NotFound):
        audit_export.export_stream("officer@ag.example", "installation", now=build.NOW)


def test_the_commands_verify_anchor_and_export(trail, context, anchor_file, tmp_path):
    run = context.test_cli_runner().invoke
    context.config["AUDIT_ANCHOR"] = str(anchor_file)
    assert "Anchor 3 is kept" in run(args=["audit", "anchor"]).output
    good = run(args=["audit", "verify", "--state"])
    assert (good.exit_code, good.output.splitlines()[-1]) == (0, "All holds.")
    anchor_file.write_text("".join(anchor_file.read_text().splitlines(keepends=True)[:-1]))
    bad = run(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert "anchors outside row 3: is in the database, not in the file" in bad.output
    file = tmp_path / "copy.zip"
    stream = stream_of(trail.manager_b.organisation_id)
    done = run(args=["audit", "export", stream, str(file), "--by", "administrator@op.example"])
    assert done.exit_code == 0, done.output
    assert zipfile.ZipFile(file).testzip() is None
    assert (
        run(args=["audit", "export", "nothing", str(file), "--by", "administrator@op.example"]).exit_code == 2
    )
