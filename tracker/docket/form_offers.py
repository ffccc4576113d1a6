"""Which official forms can be made for a matter, about what, and which of them does a duty. Makes none.

Not here: filling one in and issuing it (forms).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.docket.actor import Actor, require
from tracker.docket.form_values import PAPER, About, is_about_filing
from tracker.docket.gate import own_scope
from tracker.docket.terms import rule_of, shelf
from tracker.docket.views import ObligationView
from tracker.errors import NotFound
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.matters import Matter, find_matter
from tracker.store.session import reading

NO_FORM = "There is no such form here."


@dataclass(frozen=True, slots=True)
class Offered:
    """A form that can be made for a matter, in one layout and about one thing."""

    pack: str
    form: str
    layout: str
    title: str
    label: str
    about: str = ""
    filing: str | None = None
    paper: str | None = None


def offers(actor: Actor, matter: str) -> list[Offered]:
    """The forms that can be made for one's own matter. Raises NotFound."""
    found, standing = looked_at(actor, matter)
    return list(all_offers(found, standing, actor.language))


def all_offers(matter: Matter, standing: Sequence[Fact], language: str) -> Iterator[Offered]:
    """Every form of its terms, in every layout for its right, about each filing or paper."""
    filings = [str(fact.keys["filing"]) for fact in standing if fact.kind == "filed"]
    papers = [fact for fact in standing if fact.kind == PAPER]
    for pack in (shelf().packs[name] for name in matter.agreement.packs if name in shelf().packs):
        for form in pack.forms.values():
            for layout in form.layouts:
                if layout.rights and matter.right not in layout.rights:
                    continue
                told = (pack.id, form.id, layout.id, form.title[language], layout.label[language])
                if is_about_filing(layout, matter.right):
                    yield from (Offered(*told, filing, filing) for filing in filings)
                elif layout.subject == "paper":
                    yield from (Offered(*told, paper_name(p, language), None, p.fact_id) for p in papers)
                else:
                    yield Offered(*told)


def paper_name(paper: Fact, language: str) -> str:
    """A paper in a list: its number in the terms, its filing, its day."""
    item = f"第{paper.keys.get('item')}号" if language == "ja" else f"Item {paper.keys.get('item')}"
    return " ".join(filter(None, (item, paper.keys.get("filing"), paper.on.isoformat())))


def form_for(duty: ObligationView) -> Offered | None:
    """The form that does a duty; None where its terms have none."""
    rule, pack = rule_of(duty.pack, duty.rule), shelf().packs.get(duty.pack)
    if rule is None or pack is None:
        return None
    for form in pack.forms.values():
        abouts = [meeting.about for meeting in rule.met_by if meeting.fact == form.records]
        for layout in form.layouts if abouts else ():
            if not any(not about or layout.about in about for about in abouts):
                continue
            told = (pack.id, form.id, layout.id, form.title["ja"], layout.label["ja"], "")
            if layout.subject == "paper":
                return Offered(*told, None, duty.trigger)
            if (layout.subject == "filing") == (duty.filing is not None):
                return Offered(*told, duty.filing)
    return None


def looked_at(actor: Actor, matter: str) -> tuple[Matter, list[Fact]]:
    """One's own matter with the facts that hold. Raises NotFound, to the agency always."""
    require(actor.is_contractor)
    found = find_matter(reading(), own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    return found, standing_facts(facts_of(reading(), [found.id]))


def about_of(matter: Matter, standing: Sequence[Fact], wanted: Offered) -> About:
    """What a sheet is about; only what is offered can be made. Raises NotFound."""
    for each in all_offers(matter, standing, "ja"):
        asked_for = (wanted.pack, wanted.form, wanted.layout, wanted.filing or None, wanted.paper or None)
        if (each.pack, each.form, each.layout, each.filing, each.paper) == asked_for:
            form = shelf().packs[each.pack].forms[each.form]
            layout = form.layout(each.layout)
            if layout is not None:
                return About(each.pack, form, layout, each.filing, each.paper)
    raise NotFound(NO_FORM)


def label_of(pack: str, form: str, layout: str, language: str) -> tuple[str, str]:
    """The names of a form and its layout; their codes where the pack has lost them."""
    found = shelf().packs[pack].forms.get(form) if pack in shelf().packs else None
    if found is None:
        return form, layout
    named = found.layout(layout)
    return found.title[language], named.label[language] if named and len(found.layouts) > 1 else ""
