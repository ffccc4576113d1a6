"""`flask compute` as other programs run it: files and standard input, exit codes, nothing but the answer.

The process itself is started twice only, both at once; what needs none runs the command itself.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from tests.engine.builders import CONTRACT_CASE, RESULT_KEYS, answer, case, filed
from tracker.cli_engine import compute

ROOT = Path(__file__).resolve().parents[2]
MANY = 2_000


def flask_compute(out: Path, *words: str, given: str = "", cwd: Path = ROOT) -> "subprocess.Popen[bytes]":
    """Starts the command without any configuration: no variable of the environment reaches it.

    What it prints goes to files beside `out`, so that no process waits for another one's reader.
    """
    flask = Path(sys.executable).with_name("flask")
    out.with_suffix(".in").write_text(given, encoding="utf-8")
    with (
        out.with_suffix(".in").open("rb") as stdin,
        out.open("wb") as stdout,
        out.with_suffix(".err").open("wb") as stderr,
    ):
        return subprocess.Popen(
            [flask, "--app", "wsgi", "compute", *words],
            cwd=cwd, env={}, stdin=stdin, stdout=stdout, stderr=stderr,
        )  # fmt: skip


class Ran(NamedTuple):
    """How a run ended, the seconds it computed, and what it printed."""

    code: int
    seconds: float
    out: bytes
    err: bytes


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, float]:
    """Waits for a process: its exit code, and the seconds it computed, however busy the machine was."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime


def many_cases() -> list[dict[str, Any]]:
    """The contract's case under many references, its facts shuffled in every second one."""
    rng = random.Random(8)
    cases = []
    for n in range(MANY):
        facts = list(CONTRACT_CASE["facts"])
        if n % 2:
            rng.shuffle(facts)
        matter = {**CONTRACT_CASE["matter"], "ref": f"K-{n // 2:04}"}
        cases.append({**CONTRACT_CASE, "matter": matter, "facts": facts})
    return cases


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """What each run gave."""
    folder = tmp_path_factory.mktemp("cases")
    bare = folder / "unwritable"
    shutil.copytree(
        ROOT / "tracker", bare / "tracker", ignore=shutil.ignore_patterns("static", "translations")
    )
    shutil.copy(ROOT / "wsgi.py", bare)
    (bare / "instance").write_text("a file stands where the folder would be: nothing can be written there\n")
    bad = [CONTRACT_CASE, {**CONTRACT_CASE, "as_of": "2026-02-30", "colour": 1}]
    (folder / "bad.json").write_text(json.dumps(bad))
    started = {
        "many": flask_compute(folder / "many", "-", given=json.dumps(many_cases()), cwd=bare),
        "bad": flask_compute(folder / "bad", str(folder / "bad.json")),
    }
    return {
        name: Ran(*ended(process), (folder / name).read_bytes(), (folder / f"{name}.err").read_bytes())
        for name, process in started.items()
    }


def test_two_thousand_cases_are_answered_in_seconds_without_configuration_where_nothing_can_be_written(ran):
    assert (ran["many"].code, ran["many"].err) == (0, b"")
    told = json.loads(ran["many"].out)
    assert [each["matter"] for each in told] == [f"K-{n // 2:04}" for n in range(MANY)]
    assert told[2] == answer(many_cases()[2])
    assert list(told[2]) == RESULT_KEYS
    assert ran["many"].seconds < 30, "a few seconds are usual"


def test_shuffled_facts_give_the_same_bytes(ran):
    texts = [json.dumps(each) for each in json.loads(ran["many"].out)]
    assert texts[::2] == texts[1::2]


def test_bad_input_ends_with_two_and_says_why_and_nothing_else(ran):
    assert (ran["bad"].code, ran["bad"].out) == (2, b"")
    assert ran["bad"].err.decode().splitlines() == [
        "[1].colour: unknown key; allowed: as_of, facts, matter, packs, parameters, what_if",
        "[1].as_of: '2026-02-30' is not a date",
    ]


# --- the command itself -----------------------------------------------------------------------------------


def run(*words: str, given: bytes | str | None = None) -> tuple[int, str, str]:
    """Runs the command in this process: exit code, standard output, standard error."""
    result = CliRunner().invoke(compute, list(words), input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def refusal(*words: str, given: bytes | str | None = None) -> list[str]:
    """The lines with which a run is refused: exit code 2 and nothing on standard output."""
    code, out, err = run(*words, given=given)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    return err.splitlines()


def test_files_that_cannot_be_read(tmp_path):
    assert refusal(str(tmp_path / "none.json")) == [
        f"{tmp_path / 'none.json'}: cannot be read: No such file or directory"
    ]
    assert refusal(str(tmp_path)) == [f"{tmp_path}: cannot be read: Is a directory"]
    (tmp_path / "empty.json").write_bytes(b"")
    [line] = refusal(str(tmp_path / "empty.json"))
    assert line.startswith("the file is not JSON: ")
    (tmp_path / "binary.json").write_bytes(bytes(range(256)))
    assert refusal(str(tmp_path / "binary.json")) == [f"{tmp_path / 'binary.json'}: is not UTF-8 text"]
    assert refusal("-", given=b"\xff\xfe\x00") == ["-: is not UTF-8 text"]


@pytest.mark.parametrize("name", ["", "x" * 5_000, "\udcff.json"])
def test_names_that_no_file_can_have(name):
    [line] = refusal("--", name)
    assert ": cannot be read: " in line


def test_a_file_with_a_signature_is_read(tmp_path):
    (tmp_path / "case.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(CONTRACT_CASE).encode())
    code, out, _ = run(str(tmp_path / "case.json"))
    assert code == 0
    assert json.loads(out) == answer(CONTRACT_CASE)


def test_an_array_gives_an_array_and_an_empty_one_an_empty_one():
    assert json.loads(run("-", given="[]")[1]) == []
    told = json.loads(run("-", given=json.dumps([CONTRACT_CASE, case(filed("出願1"))]))[1])
    assert [each["matter"] for each in told] == ["K-0001", "K-0001"]
    assert told[1]["holders"] == {"出願1": {"holder": "contractor", "since": None}}


def test_faults_stay_on_one_line_each():
    read = json.dumps(case({**filed(), "id": "a\nb", "kind": "x\u2028y"}, {**filed(), "k\r\ney": 1}))
    lines = refusal("-", given=read)
    assert [line.split(":")[0] for line in lines] == ["facts[0].kind", "facts[1].'k\\r\\ney'"]


def test_half_a_character_never_reaches_the_answer():
    [line] = refusal(
        "-", given='{"as_of": "2027-01-15", "matter": {"ref": "\\ud800", "right": "patent"}, "facts": []}'
    )
    assert line == "matter.ref: '\\ud800' holds half a character (a lone surrogate)"


def test_a_pack_that_is_not_there():
    [line] = refusal("-", "--pack", "nope", given=json.dumps(CONTRACT_CASE))
    assert line.startswith("--pack: no pack or folder 'nope'; on the shelf: ")


def test_a_chosen_pack_answers_every_case():
    given = json.dumps([case(filed()), case(filed(), packs=["nedo-multimodal-2026"])])
    told = json.loads(run("-", "--pack", "jp-patent-law", given=given)[1])
    assert {each["pack"] for one in told for each in one["obligations"]} == {"jp-patent-law"}


def test_the_answer_ends_with_a_line_of_its_own():
    _, out, err = run("-", given=json.dumps(CONTRACT_CASE))
    assert out.count('"as_of"') == 1
    assert out.endswith("}\n")
    assert err == ""
