"""What needs no database, no secret and no configuration works where there is none of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASE = '{"as_of": "2026-09-01", "matter": {"ref": "K-1", "right": "patent"}, "facts": []}'


def test_a_case_is_computed_without_writing_anything(tmp_path):
    for name in ("tracker", "templates", "wsgi.py"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    bare = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "compute", "-"],
        cwd=tmp_path,
        env=bare,
        input=CASE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert '"matter": "K-1"' in done.stdout
    assert sorted(tmp_path.rglob("*")) == before
