"""A disk of a few megabytes that can really be full. Needs the right to mount one. No tests in here."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """Mounts a small disk at `place`, takes it away afterwards. Raises OSError where that is not allowed."""
    place.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "kigen-small", str(place)]
    answer = subprocess.run(words, capture_output=True, text=True)
    if answer.returncode:
        raise OSError(f"no disk can be mounted: {answer.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


def fill(place: Path, leave: int = 0) -> Path:
    """Fills the disk up to the last byte, less `leave`; returns the file to be deleted."""
    ballast = place / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
        file.truncate(max(0, file.tell() - leave))
    return ballast
