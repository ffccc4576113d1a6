"""One module per group of pages; each view says who may enter."""

from tracker.web import language
from tracker.web.pages import account, due, duties, facts, matters, outbox, rules

BLUEPRINTS = (
    due.pages,
    duties.pages,
    matters.pages,
    facts.pages,
    outbox.pages,
    account.pages,
    rules.pages,
    language.pages,
)
