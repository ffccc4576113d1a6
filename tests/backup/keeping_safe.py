"""What tests of backups stand on: a scene worth keeping, and an empty place beside it."""

from contextlib import contextmanager

from tests.support import build, postgres
from tracker import create_app
from tracker.backup import archive, checks, restoring
from tracker.config import backup_key_file, data_keys
from tracker.extensions import db


def clock():
    return build.NOW


@contextmanager
def empty_place(app, kind, folder, server=None):
    """Another installation with the same secrets and an empty database of the kind asked for."""
    overrides = {
        "TESTING": True,
        "ENV": "demo",
        "INSTANCE_PATH": str(folder / "there"),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "DATA_KEYS": data_keys(app),
    }
    if kind == "sqlite":
        made = create_app(overrides | {"DATABASE_URL": f"sqlite:///{folder / 'there.sqlite3'}"})
        with made.app_context():
            yield made
            db.session.remove()
            db.engine.dispose()
        return
    with postgres.own_database(server) as url:
        made = create_app(overrides | {"DATABASE_URL": url})
        with made.app_context():
            yield made
            db.session.remove()
            db.engine.dispose()


def key_of(app):
    return archive.read_key(backup_key_file(app).read_text())


def come_back(app, made, there):
    """Restore into ``there``; what the looks found, by their text."""
    done = restoring.restore(there, made.file, key_of(app))
    return {words: found for words, found in checks.look_at(there, done, build.TODAY) if found}
