"""One module per group of pages; each view says who may enter."""

from tracker.web import language
from tracker.web.pages import (
    account,
    agency,
    assets,
    content,
    due,
    duties,
    facts,
    licences,
    matters,
    moves,
    outbox,
    people,
    reminding,
    rules,
)

BLUEPRINTS = (
    due.pages,
    duties.pages,
    matters.pages,
    licences.pages,
    assets.pages,
    content.pages,
    moves.pages,
    facts.pages,
    agency.pages,
    outbox.pages,
    account.pages,
    people.pages,
    reminding.pages,
    rules.pages,
    language.pages,
)
