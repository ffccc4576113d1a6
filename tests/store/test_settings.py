"""Settings: read from the environment, refused with a reason, secrets made once and kept to their owner."""

import stat
import threading

import pytest
from cryptography.fernet import Fernet

from tracker import create_app
from tracker.config import SETTINGS, arm, data_keys, keep_secret, read_settings, with_driver
from tracker.errors import Misconfigured


def app_at(folder, **settings):
    return create_app({"TESTING": True, "INSTANCE_PATH": str(folder), **settings})


def test_every_setting_has_its_default():
    read = read_settings({})
    assert read.keys() == {setting.name for setting in SETTINGS}
    assert (read["TIMEZONE"], read["ENV"], read["MAIL_SERVER"]) == ("Asia/Tokyo", "production", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_PORT", "mail"),
        ("MAIL_PORT", "70000"),
        ("MAIL_USE_TLS", "perhaps"),
        ("TIMEZONE", "Asia/Atlantis"),
        ("ENV", "staging"),
        ("BASE_URL", "kigen.example"),
        ("DATA_KEYS", "short"),
    ],
)
def test_what_cannot_stand_is_refused_by_its_name(name, value):
    with pytest.raises(Misconfigured, match=f"KIGEN_{name} should be"):
        read_settings({f"KIGEN_{name}": value})


def test_an_empty_variable_is_an_unset_one():
    assert read_settings({"KIGEN_MAIL_PORT": "  "})["MAIL_PORT"] == 25


def test_assembling_writes_no_file(tmp_path):
    app_at(tmp_path / "not-there", ENV="demo").test_cli_runner()
    assert not (tmp_path / "not-there").exists()


def test_the_signing_key_is_made_once_and_kept_to_its_owner(tmp_path):
    key = arm(app_at(tmp_path, ENV="production"))
    assert arm(app_at(tmp_path, ENV="production")) == key
    file = tmp_path / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(key) >= 32


def test_production_refuses_a_weak_key(tmp_path):
    for weak in ("secret", "x" * 64):
        with pytest.raises(Misconfigured, match="KIGEN_SECRET_KEY"):
            arm(app_at(tmp_path, SECRET_KEY=weak, ENV="production"))
    assert arm(app_at(tmp_path, SECRET_KEY="secret", ENV="demo")) == "secret"


def test_processes_that_start_together_keep_the_same_secret(tmp_path):
    kept, gate = [], threading.Barrier(8)

    def make(n: int) -> None:
        gate.wait()
        kept.append(keep_secret(tmp_path / "secret", lambda: f"secret of {n}"))

    threads = [threading.Thread(target=make, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(kept)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_data_keys_are_those_set_else_made_once(tmp_path):
    given = Fernet.generate_key().decode()
    assert data_keys(app_at(tmp_path, DATA_KEYS=given)) == (given,)
    made = data_keys(app_at(tmp_path))
    assert data_keys(app_at(tmp_path)) == made
    assert stat.S_IMODE((tmp_path / "data-keys").stat().st_mode) == 0o600


def test_the_usual_addresses_of_postgresql_get_the_driver_at_hand():
    assert (
        with_driver("postgres://u@h/d") == with_driver("postgresql://u@h/d") == "postgresql+psycopg://u@h/d"
    )
    assert with_driver("sqlite:///x") == "sqlite:///x"
