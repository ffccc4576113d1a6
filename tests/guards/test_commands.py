"""The commands that scripts outside rely on are there, each explains itself, and the Makefile has its own."""

import re
from pathlib import Path

import click
import pytest

from tracker import create_app

ROOT = Path(__file__).resolve().parents[2]

PROMISED = {
    "compute", "packs list", "packs show", "packs check", "demo", "users add", "users token", "remind",
    "deliver", "worker", "watch", "report", "selfcheck", "audit verify", "backup", "restore", "import",
}  # fmt: skip
# Promised for later editions; a command that is registered must move up.
LATER: set[str] = set()
OURS = {"rotate-keys", "alarms", "bounce", "export", "ladder", "serve"}
TARGETS = {"run", "test", "check", "bench", "drill", "help"}


def walk(command: click.Command, name: str = "") -> dict[str, click.Command]:
    """Full name → command, for all that can be run."""
    if not isinstance(command, click.Group):
        return {name: command}
    found: dict[str, click.Command] = {}
    for part, child in command.commands.items():
        found |= walk(child, f"{name} {part}".strip())
    return found


@pytest.fixture(scope="module")
def registered() -> dict[str, click.Command]:
    return walk(create_app({"TESTING": True}).cli)


def there(registered: dict[str, click.Command], name: str) -> bool:
    """Whether it is a command, or a group of commands."""
    return any(known == name or known.startswith(f"{name} ") for known in registered)


def test_every_promised_command_is_there(registered):
    assert not [name for name in PROMISED if not there(registered, name)]


def test_what_is_promised_for_later_is_not_there_yet(registered):
    assert not [name for name in LATER if there(registered, name)], "it has arrived: move it to PROMISED"


def test_every_command_of_ours_explains_itself(registered):
    promised = {name.split()[0] for name in PROMISED | OURS}
    ours = {name: command for name, command in registered.items() if name.split()[0] in promised}
    assert not [name for name, command in ours.items() if not (command.help or "").strip()]
    options = [
        f"{name} {option.opts[0]}"
        for name, command in ours.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert not options


def test_the_makefile_has_its_commands_and_explains_them():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"^([a-z]+):.*## \S", text, re.M)) == TARGETS
