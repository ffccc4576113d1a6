"""The commands `compute` and `packs`: they read and print. They need no database, secret or setting."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from tracker.engine import CaseFaults, derive, read_cases, read_json
from tracker.engine.proving import pack_faults, prove_shelf, shelf_faults
from tracker.packs import Pack, PackRefused, Rule, Shelf, load_shelf
from tracker.packs.shelf import DATA

packs = AppGroup("packs", help="The bodies of terms this product knows.")


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli.add_command(compute)
    app.cli.add_command(packs)


def _fail(faults: list[str]) -> None:
    """Tells every fault, a line each, and ends with exit code 2."""
    for fault in faults:
        click.echo(" ".join(fault.splitlines()), err=True)
    sys.exit(2)


def refuse_unproved(faults: Iterable[str]) -> None:
    """Ends with exit code 2 where a pack does not hold a case that stands beside it; names file and case."""
    lines = list(faults)
    if lines:
        _fail([*lines, "A pack whose cases do not hold is not used: put the pack right, or the case."])


def refuse_unproved_shelf() -> None:
    """The same for the packs of the product, before the web server or the worker starts."""
    try:
        refuse_unproved(shelf_faults())
    except PackRefused as refused:
        _fail(refused.faults)


def _shelf(named: tuple[str, ...]) -> tuple[Shelf, list[str]]:
    """The shelf with any folders named on it, and the ids of the packs named."""
    folders = [Path(name) for name in named if _is_folder(name)]
    try:
        shelf = load_shelf(folders)
    except PackRefused as refused:
        _fail(refused.faults)
        raise
    ids = [Path(name).resolve().name if Path(name) in folders else name for name in named]
    unknown = [name for name in ids if name not in shelf.packs]
    if unknown:
        _fail([f"--pack: no pack or folder '{unknown[0]}'; on the shelf: {', '.join(sorted(shelf.packs))}"])
    return shelf, ids


def _is_folder(name: str) -> bool:
    """Whether a folder is meant: one that is there, unless a pack on the shelf bears that very name.

    A folder of such a name is meant by writing its path, `./jp-patent-law`.
    """
    return Path(name).is_dir() and (name != Path(name).name or not (DATA / name).is_dir())


@click.command(name="compute")
@click.argument("case_file", metavar="CASE.json")
@click.option(
    "--pack", "named", multiple=True, metavar="ID-or-FOLDER", help="Use these packs for every case."
)
def compute(case_file: str, named: tuple[str, ...]) -> None:
    """Print what follows from a case file ('-' reads standard input), or from an array of cases."""
    shelf, ids = _shelf(named)
    if ids:
        refuse_unproved(pack_faults(shelf, ids))
    try:
        read = read_json(_text(case_file))
        cases = read_cases(_under(read, ids), shelf)
        results: list[Any] = [derive(case, shelf).as_json() for case in cases]
    except CaseFaults as refused:
        _fail(refused.faults)
        return
    answer = results if isinstance(read, list) else results[0]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")


def _text(name: str) -> str:
    """The case file's text."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise CaseFaults([f"{name}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise CaseFaults([f"{name}: is not UTF-8 text"]) from None


def _under(read: Any, ids: list[str]) -> Any:
    """The same cases under the packs named on the command line."""
    if not ids:
        return read
    if isinstance(read, list):
        return [_under(each, ids) for each in read]
    return {**read, "packs": ids} if isinstance(read, dict) else read


@packs.command(name="list")
def list_packs() -> None:
    """List the packs by id and title."""
    shelf, _ = _shelf(())
    for pack in shelf.packs.values():
        click.echo(f"{pack.id}  {len(pack.rules)} rules  {pack.title.en}")


@packs.command(name="show")
@click.argument("name", metavar="ID-or-FOLDER")
@click.option("--language", type=click.Choice(["ja", "en"]), default="en", help="Japanese or English.")
def show(name: str, language: str) -> None:
    """Show a pack: its rules with article and summary, what it leaves to people and what it asks."""
    shelf, ids = _shelf((name,))
    pack = shelf.packs[ids[0]]
    click.echo(f"{pack.title[language]}\n{pack.source} (checked {pack.checked.isoformat()})\n")
    for rule in pack.rules.values():
        click.echo(f"{rule.id}  [{rule.kind}]  {rule.article}{_text_of(rule, pack, shelf)}")
        click.echo(f"    {rule.summary[language]}")
        if rule.why_unconfirmed is not None:
            click.echo(f"    ! {rule.why_unconfirmed[language]} (? {rule.asks})")
    for unknown in pack.unknowns.values():
        click.echo(f"? {unknown.id}: {unknown.question[language]} -> {unknown.default[language]}")
    for left in pack.not_modelled:
        click.echo(f"- {left[language]}")
    for clause in pack.clauses:
        carried = ", ".join(clause.by) or (clause.why[language] if clause.why else "")
        click.echo(f"{clause.place}  [{clause.treated}]  {clause.says[language]}: {carried}")


def _text_of(rule: Rule, pack: Pack, shelf: Shelf) -> str:
    """Which text a rule stands in where that is not the pack's own, or which rule of the base it replaces."""
    base = shelf.packs.get(pack.extends or "")
    if rule.origin != pack.id:
        return f"  (from {rule.origin})"
    if base is not None and rule.id in pack.replace:
        return f"  (replaces {base.id} {base.rules[rule.id].article})"
    return ""


@packs.command(name="check")
@click.argument("names", nargs=-1, metavar="[ID-or-FOLDER]...")
def check(names: tuple[str, ...]) -> None:
    """Load packs strictly and run the cases that stand beside them."""
    shelf, ids = _shelf(names)
    faults: list[str] = []
    for pack_id, proof in prove_shelf(shelf, ids).items():
        faults += proof.faults
        rules = len(shelf.packs[pack_id].rules)
        click.echo(f"{pack_id}: {rules} rules, {proof.ran} cases, {len(proof.faults)} faults")
    if faults:
        _fail(faults)
