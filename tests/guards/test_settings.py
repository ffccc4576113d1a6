"""The settings in the code and the ones in docs/settings.md are the same, with the same defaults."""

import re
from pathlib import Path

from tracker.config import PREFIX, SETTINGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
ROW = re.compile(rf"^\| `{PREFIX}(?P<name>[A-Z_]+)` \| (?P<default>[^|]+) \| (?P<help>[^|]+) \|$", re.M)


def rows() -> dict[str, re.Match[str]]:
    return {row["name"]: row for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}


def test_every_setting_is_explained_and_nothing_else():
    assert list(rows()) == [setting.name for setting in SETTINGS]


def test_every_explanation_is_a_sentence():
    told = {name: row["help"] for name, row in rows().items()}
    assert not {name: text for name, text in told.items() if len(text.split()) < 4 or not text.endswith(".")}


def test_the_page_tells_the_default_that_is_in_force():
    told = {name: row["default"].strip("`") for name, row in rows().items()}
    for setting in SETTINGS:
        if setting.default is not None:
            default = int(setting.default) if isinstance(setting.default, bool) else setting.default
            assert told[setting.name] == str(default), setting.name


def test_every_setting_says_in_the_code_what_it_is_for():
    assert not [setting.name for setting in SETTINGS if not setting.help.endswith(".")]
