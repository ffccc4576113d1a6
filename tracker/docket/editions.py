"""Editions of the terms: the present one, keeping what it says, and counting by an earlier one again.

Not here: which edition a duty stands under (deriving), and who decides that it moves on (proposals).
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy.orm import Session

from tracker.packs.edition import edition_of, edition_of_pack
from tracker.packs.model import Pack, Rule
from tracker.packs.shelf import Shelf
from tracker.packs.shelf import default_shelf as shelf
from tracker.store.editions import (
    Edition,
    PackEdition,
    find_edition,
    find_pack_edition,
    latest_editions_of,
)
from tracker.store.session import reading

log = logging.getLogger(__name__)

LOST = "lost editions"
_shelves: dict[str, Shelf] = {}
"""Earlier editions as read back, by what they say: an entry can never be out of date."""
_former: dict[tuple[str, str], Rule] = {}
"""Rules that are no longer in their pack, for their names."""


def present_edition(packs: Iterable[str]) -> str:
    """The edition of these packs as the product carries them now."""
    return edition_of(shelf(), packs)


def keep_present(session: Session, packs: Iterable[str], now: datetime) -> str:
    """Keep in full what these packs say now, unless that is kept already. Returns the edition."""
    edition = present_edition(packs)
    if not edition or find_edition(session, edition) is not None:
        return edition
    parts = {}
    for pack in shelf().with_ground(packs):
        said = parts[pack.id] = edition_of_pack(shelf(), pack.id)
        if find_pack_edition(session, pack.id, said) is None:
            origins = {rule.id: rule.origin for rule in pack.rules.values()}
            text = pack.model_dump_json()
            session.add(PackEdition(pack=pack.id, edition=said, said=text, origins=origins, kept_at=now))
    session.add(Edition(edition=edition, parts=parts, kept_at=now))
    session.flush()
    return edition


def shelf_of(edition: str) -> Shelf | None:
    """The packs of an earlier edition; None where they were not kept, or can no longer be read."""
    if edition in _shelves:
        return _shelves[edition]
    lost = reading().info.setdefault(LOST, set())  # for one request or run: it may be kept by the next one
    if edition in lost:
        return None
    found = _read_back(edition)
    if found is None:
        log.error("the edition %s of the terms cannot be read any more", edition)
        lost.add(edition)
        return None
    return _shelves.setdefault(edition, found)


def _read_back(edition: str) -> Shelf | None:
    row = find_edition(reading(), edition)
    if row is None:
        return None
    packs = {}
    for name, said in row.parts.items():
        kept = find_pack_edition(reading(), name, said)
        pack = None if kept is None else read_pack(kept)
        if pack is None:
            return None
        packs[name] = pack
    return Shelf(packs, shelf().offices, default=tuple(packs))


def read_pack(kept: PackEdition) -> Pack | None:
    """A pack as it was kept; None where the product has lost words that it uses."""
    try:
        pack = Pack.model_validate_json(kept.said)
    except ValidationError:
        return None
    for rule in pack.rules.values():
        rule.stands_in(kept.origins.get(rule.id, pack.id))
    return pack


def former_rule(pack: str, rule: str) -> Rule | None:
    """A rule that the pack has since lost, as it last stood."""
    if (pack, rule) in _former:
        return _former[pack, rule]
    for kept in latest_editions_of(reading(), pack):
        found = read_pack(kept)
        if found is not None and rule in found.rules:
            return _former.setdefault((pack, rule), found.rules[rule])
    return None
