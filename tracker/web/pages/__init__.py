"""One module per group of pages; each view says who may enter."""

from tracker.web import language
from tracker.web.pages import account, agency, due, duties, facts, matters, outbox, people, rules

BLUEPRINTS = (
    due.pages,
    duties.pages,
    matters.pages,
    facts.pages,
    agency.pages,
    outbox.pages,
    account.pages,
    people.pages,
    rules.pages,
    language.pages,
)
