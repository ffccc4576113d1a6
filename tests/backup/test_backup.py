"""Everything goes into one sealed file; what is harmed, foreign or in the way is refused."""

from datetime import timedelta

import pytest

from tests.backup.keeping_safe import clock, come_back, empty_place, key_of
from tests.support import build
from tracker.backup import archive, checks, making, restoring
from tracker.backup.archive import BadBackup
from tracker.config import data_keys
from tracker.store import snapshot
from tracker.store.backups import runs
from tracker.store.session import reading

SECRET = "a key for tests alone, 0123456789"


def test_looks_are_twenty_five_and_each_has_its_words():
    words = [words for words, _ in checks.CHECKS]
    assert len(words) == len(set(words)) == 25


def test_the_file_opens_for_its_key_alone_and_tells_nothing(scene, tmp_path):
    made = making.back_up(scene, clock=clock, to=tmp_path)
    content = made.file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert made.file.stat().st_mode & 0o077 == 0
    assert b"matters" not in content
    with pytest.raises(BadBackup, match="does not open"), archive.workshop(tmp_path) as shop:
        archive.unseal(made.file, shop, archive.read_key(archive.make_key()))


def test_sealed_content_stays_sealed_within_the_backup(scene, tmp_path):
    made = making.back_up(scene, clock=clock, to=tmp_path)
    with archive.workshop(tmp_path) as shop:
        (shop / "content").mkdir()
        archive.unseal(made.file, shop / "content", key_of(scene))
        inside = b"".join(path.read_bytes() for path in (shop / "content").rglob("*") if path.is_file())
    assert "量子もつれ".encode() not in inside
    assert build.PASSWORD.encode() not in inside
    assert SECRET.encode() not in inside
    assert not any(key.encode() in inside for key in data_keys(scene))


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut"),
        pytest.param(lambda content: content[:-40] + b"\0" + content[-39:], id="one byte"),
        pytest.param(lambda content: b"not a backup", id="something else"),
    ],
)
def test_a_harmed_file_is_refused_and_nothing_is_touched(scene, tmp_path, harm):
    made = making.back_up(scene, clock=clock, to=tmp_path)
    made.file.write_bytes(harm(made.file.read_bytes()))
    with empty_place(scene, "sqlite", tmp_path) as there:
        with pytest.raises(BadBackup):
            restoring.restore(there, made.file, key_of(scene))
        with snapshot.frozen() as connection:
            assert snapshot.count_rows(connection) == {}


def test_a_place_with_records_is_never_overwritten(scene, tmp_path):
    made = making.back_up(scene, clock=clock, to=tmp_path)
    with snapshot.frozen() as connection:
        before = snapshot.count_rows(connection)
    with pytest.raises(BadBackup, match="holds records already"):
        restoring.restore(scene, made.file, key_of(scene))
    with snapshot.frozen() as connection:
        assert snapshot.count_rows(connection) == before


def test_a_restore_that_dies_leaves_an_empty_place_and_can_be_done_again(scene, tmp_path, monkeypatch):
    made = making.back_up(scene, clock=clock, to=tmp_path)
    fill, filled = snapshot.fill, []

    def dying(connection, table, lines):
        if len(filled) == 20:
            raise KeyboardInterrupt
        filled.append(table.name)
        return fill(connection, table, lines)

    with empty_place(scene, "sqlite", tmp_path) as there:
        monkeypatch.setattr(snapshot, "fill", dying)
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(there, made.file, key_of(scene))
        monkeypatch.setattr(snapshot, "fill", fill)
        with snapshot.frozen() as connection:
            assert not any(snapshot.count_rows(connection).values())
        assert come_back(scene, made, there) == {}


def test_old_backups_are_taken_away_and_each_try_leaves_a_row(scene, tmp_path):
    scene.config["BACKUP_FOLDER"], scene.config["BACKUP_KEEP"] = str(tmp_path / "kept"), 2
    for day in range(4):
        making.back_up_if_due(scene, clock=lambda day=day: build.NOW + timedelta(days=day))
    making.back_up_if_due(scene, clock=lambda: build.NOW + timedelta(days=3, hours=23))  # not due yet
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names == ["kigen-20260903T010000Z.tar.gz.age", "kigen-20260904T010000Z.tar.gz.age"]
    tries = runs(reading(), 10)
    assert len(tries) == 4
    assert tries[0].digest == archive.digest_of_file(tmp_path / "kept" / names[-1])


def test_a_backup_that_fails_says_so_and_leaves_no_file(scene, tmp_path):
    (tmp_path / "full").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="full"):
        making.back_up(scene, clock=clock, to=tmp_path / "full")
    assert runs(reading(), 1)[0].error == "FileExistsError"


def test_it_can_be_sealed_for_a_key_that_is_kept_elsewhere(scene, tmp_path):
    elsewhere = archive.make_key()
    scene.config["BACKUP_RECIPIENT"] = elsewhere.splitlines()[0].removeprefix("# public key: ")
    made = making.back_up(scene, clock=clock, to=tmp_path)
    with archive.workshop(tmp_path) as shop:
        assert archive.unseal(made.file, shop, archive.read_key(elsewhere))["form"] == making.FORM


def test_the_commands_tell_what_they_did(scene, tmp_path):
    said = scene.test_cli_runner().invoke(args=["backup", "--to", str(tmp_path)])
    assert said.exit_code == 0, said.output
    [file] = tmp_path.glob("kigen-*.age")
    assert str(file) in said.output
    refused = scene.test_cli_runner().invoke(args=["restore", str(file)])
    assert refused.exit_code == 2
    assert "holds records already" in refused.output
