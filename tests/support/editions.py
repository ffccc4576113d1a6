"""A pack of its own in two editions, deployed as a release would: the folder changes, the product reads it.

Nothing of the product is replaced; only where its packs lie.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.packs.sample import FACTS, RULES, write_pack
from tracker.packs import shelf

COPY = """
[[rules]]
id = "copy"
kind = "fixed"
article = "2"
label = { ja = "写しの提出", en = "Copy" }
summary = { ja = "写しを提出する。", en = "A copy is sent." }
per = "fact"
trigger = { each = { fact = "filed" } }
deadline = { roll = "contract", term = { days = 90, counting = "japanese" } }
references = [{ source = "Sample terms", place = "2", checked = 2026-01-01 }]
"""
PROOF = COPY.replace('"copy"', '"proof"').replace("写し", "証明").replace("90", "100").replace('"2"', '"3"')
FIRST = RULES + COPY
STRICTER = RULES.replace("days = 60", "days = 45") + PROOF
"""Notices are due earlier, copies are no longer due, and a proof is."""
LATER = RULES.replace("days = 60", "days = 75") + COPY
REWORDED = FIRST.replace("The agency is told.", "The agency is notified.")


def deployer(folder: Path) -> Callable[..., None]:
    """Returns what puts an edition of the rules in place; the packs of the product lie beside it."""
    home = folder / "packs"
    home.mkdir()
    for path in shelf.DATA.iterdir():
        (home / path.name).symlink_to(path)

    def deploy(rules: str, facts: str = FACTS) -> None:
        write_pack(home, rules=rules, facts=facts)
        shelf.default_shelf.cache_clear()

    return deploy


def widen(pack: Path) -> None:
    """Rewrites a pack of the product in its place: what was withheld during the primary review is open."""
    shipped = pack.resolve()
    pack.unlink()
    shutil.copytree(shipped, pack)
    text = (pack / "gates.toml").read_text(encoding="utf-8")
    changed = re.sub(
        r'(state = "primary-review"[^}\n]*?\n?[^}\n]*level = )"detail-withheld"', r'\1"open"', text
    )
    assert changed != text
    (pack / "gates.toml").write_text(changed, encoding="utf-8")
    shelf.default_shelf.cache_clear()
