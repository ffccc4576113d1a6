"""Which edition of its packs an answer rests on: a digest of what they say. Reads no folder."""

import hashlib
from collections.abc import Iterable

from tracker.packs.shelf import Shelf

BYTES = 8
"""The length of an edition; written, it has two digits for each."""


def edition_of_pack(shelf: Shelf, pack: str) -> str:
    """The edition of one pack: the same as long as it says the same, overlays resolved."""
    known = shelf.compiled.get(("edition", pack))
    if isinstance(known, str):
        return known
    # Forms count no day: a sheet laid out anew is no other edition of the terms.
    said = shelf.packs[pack].model_dump_json(exclude={"forms"}).encode()
    made = shelf.compiled[("edition", pack)] = hashlib.sha256(said).hexdigest()[: 2 * BYTES]
    return made


def edition_of(shelf: Shelf, packs: Iterable[str]) -> str:
    """The edition of several packs together with all they build on; "" where one is not on the shelf."""
    names = tuple(packs)
    known = shelf.compiled.get(("editions", names))
    if isinstance(known, str):
        return known
    if not all(name in shelf.packs for name in names):
        return ""
    each = [f"{pack.id}={edition_of_pack(shelf, pack.id)}" for pack in shelf.with_ground(names)]
    made = shelf.compiled[("editions", names)] = hashlib.sha256("\n".join(each).encode()).hexdigest()[
        : 2 * BYTES
    ]
    return made


def editions(shelf: Shelf) -> dict[str, str]:
    """The edition of every pack on the shelf, by pack."""
    return {name: edition_of_pack(shelf, name) for name in sorted(shelf.packs)}
