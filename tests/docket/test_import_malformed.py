"""Files damaged at random: every one is refused or every row accounted for, and nothing is half stored."""

import random

import pytest
from sqlalchemy import func, select

from tests.importing.test_files import book
from tests.support import build
from tests.support.build import NOW, TODAY
from tracker.docket import import_running, importing
from tracker.errors import Refused
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.session import reading

HEAD = ["整理番号", "契約番号", "権利の種類", "名称", "発明完成日", "出願国", "出願日", "出願番号", "公開日"]
ODD = [
    "",
    "令和8年13月1日",
    "=1+1",
    "\x00",
    "K-1",
    "99999",
    "2027-01-01",
    "𠮷",
    "a" * 5000,
    "JP",
    "#REF!",
    "5/6/26",
    "\u202e",
    "1e400",
]


def rows(chance: random.Random) -> list[list[str]]:
    made = [HEAD[:]]
    for number in range(chance.randrange(1, 12)):
        day = f"2026-0{chance.randrange(1, 8)}-1{chance.randrange(9)}"
        made.append(
            [f"K-{chance.randrange(6)}", "P26-A", "特許", f"発明{number}", day, "JP", day, "特願2026-1", ""]
        )
    for _ in range(chance.randrange(6)):
        line = made[chance.randrange(len(made))]
        line[chance.randrange(len(line))] = chance.choice(ODD)
    return made


def damaged(seed: int) -> tuple[str, bytes]:
    """A file, its cells odd, and in two of three its bytes as well."""
    chance = random.Random(seed)
    table = rows(chance)
    if chance.random() < 0.5:
        safe = [[cell.replace("\x00", "?")[:3000] for cell in line] for line in table]
        name, content = "a.xlsx", bytearray(book(safe))
    else:
        encoding = chance.choice(["utf-8", "utf-8-sig", "cp932", "utf-16", "euc-jp"])
        text = chance.choice(["\n", "\r\n"]).join(
            chance.choice([",", ",", "\t"]).join(line) for line in table
        )
        name, content = "a.csv", bytearray(text.encode(encoding, "replace"))
    for _ in range(chance.choice([0, 1, 4])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.random() < 0.2:
        del content[chance.randrange(len(content)) :]
    return name, bytes(content)


def counts() -> tuple[int, ...]:
    return tuple(reading().scalar(select(func.count()).select_from(each)) or 0 for each in (Matter, Fact))


def take_in(actor, seed: int) -> str:
    """Sends one damaged file as far as it goes; what came of it."""
    name, content = damaged(seed)
    before = counts()
    try:
        sent = importing.send_file(actor, name=name, content=content, now=NOW)
        importing.ask_check(actor, name=sent.public_id, now=NOW)
    except Refused:
        assert counts() == before
        return "refused"
    import_running.run_import(sent.public_id, today=TODAY, now=lambda: NOW)
    found = importing.look_at_import(actor, sent.public_id)
    assert found.state == "checked"
    assert found.rows == found.accepted + found.rejected + found.duplicate == len(found.report)
    assert all(row.faults for row in found.report if row.verdict == "rejected")
    assert counts() == before
    if not found.accepted:
        return "nothing"
    importing.ask_store(actor, name=sent.public_id, leave_out=True, now=NOW)
    import_running.run_import(sent.public_id, today=TODAY, now=lambda: NOW)
    found = importing.look_at_import(actor, sent.public_id)
    assert found.state == "stored"
    assert counts() == (before[0] + found.matters, before[1] + found.facts)
    return "stored"


def take_all_in(seeds: range) -> set[str]:
    actor = build.house().manager_a
    return {take_in(actor, seed) for seed in seeds}


def test_damaged_files_are_refused_or_accounted_for(context):
    assert take_all_in(range(12)) >= {"refused", "stored"}


@pytest.mark.drill
def test_three_hundred_damaged_files_are_refused_or_accounted_for(context):
    assert take_all_in(range(100, 400)) >= {"refused", "stored", "nothing"}
