"""The parts random histories are made of: filings, security papers, prosecution, reports, licences,
decisions."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.days import is_open, last_day, month_end

Fact = dict[str, Any]
FOREIGN = ("US", "EP", "CN")
STATUTE_STARTS = date(2024, 5, 1)
AGENCY_RULES = (
    "prompt-filing", "filing-notice", "security-report", "confirm-no-notice", "publication-status",
    "filing-status", "registration-notice", "copyright-notice", "exam-request", "transfer-notice",
    "licence-window", "flow-down", "resubmit",
)  # fmt: skip
PATENT_RULES = (
    "exam-request", "publication-expected", "domestic-priority", "foreign-priority", "national-phase-jp",
    "primary-review", "not-sent-request", "foreign-ban-ends", "security-reply", "letter-reply",
    "designation-ends", "office-action-reply", "appeal", "registration-fee", "annuity",
)  # fmt: skip
# Rules that count from a kind of fact, so that decisions reach something.
RULES_FROM = {
    "invention-made": ("prompt-filing",),
    "filed": (
        "filing-notice", "exam-request", "exam-request", "domestic-priority", "foreign-priority",
        "confirm-no-notice", "not-sent-request", "primary-review", "publication-expected",
        "national-phase-jp", "licence-window",
    ),
    "security": ("security-report", "security-report", "letter-reply", "security-reply", "designation-ends"),
    "filing-notice-submitted": ("publication-status", "filing-status"),
    "published": ("publication-status",),
    "registered": ("registration-notice", "annuity", "licence-window"),
    "gazette-issued": ("registration-notice",),
    "status-notice-received": ("transfer-notice",),
    "transferred": ("transfer-notice",),
    "know-how-designated": ("transfer-notice",),
    "office-action": ("office-action-reply",),
    "refusal-served": ("appeal",),
    "grant-served": ("registration-fee",),
    "subcontract-signed": ("flow-down",),
    "notice-returned": ("resubmit",),
    "work-created": ("copyright-notice",),
    "final-report-submitted": ("licence-window",),
}  # fmt: skip


def iso(day: date) -> str:
    """The day as a case file writes it."""
    return day.isoformat()


def odd_day(rng: Random, day: date) -> date:
    """The day, or one near it where counting goes wrong first."""
    pick = rng.random()
    if pick < 0.35:
        return day
    if pick < 0.55:
        return month_end(day.year, day.month)
    if pick < 0.62:
        return month_end(day.year, 2)
    if pick < 0.68:
        return date(day.year, 12, 27) + timedelta(days=rng.randrange(0, 9))
    if pick < 0.74:
        return day.replace(day=1)
    if pick < 0.78:
        return date(day.year, 4, 28) + timedelta(days=rng.randrange(0, 9))
    return next((day + timedelta(days=n) for n in range(10) if not is_open(day + timedelta(days=n))), day)


@dataclass
class Draft:
    """A history in the making."""

    rng: Random
    right: str
    begins: date
    facts: list[Fact] = field(default_factory=list)
    filings: dict[str, Fact] = field(default_factory=dict)

    def chance(self, probability: float) -> bool:
        """Whether it happens this time."""
        return self.rng.random() < probability

    def near(self, day: date, low: int, high: int) -> date:
        """A day between `low` and `high` days from another, often an odd one, sometimes the very day."""
        if low <= 0 and self.chance(0.08):
            return day
        chosen = odd_day(self.rng, day + timedelta(days=self.rng.randrange(low, high + 1)))
        return min(max(chosen, day + timedelta(days=low)), day + timedelta(days=high))

    def add(self, kind: str, on: date, **keys: Any) -> Fact:
        """State a fact; keys of None are left out."""
        number = len(self.facts)
        # Ids that sort neither by day nor by number.
        name = self.rng.choice([f"f{number}", f"f{number:04d}", f"{chr(97 + number * 7 % 26)}{number}"])
        fact = {"id": name, "kind": kind, "on": on}
        fact |= {key: value for key, value in keys.items() if value is not None}
        self.facts.append(fact)
        return fact

    def submit(self, kind: str, on: date, **keys: Any) -> Fact:
        """State a submission, which may come back and go out again."""
        sent = self.add(kind, on, **keys)
        if self.chance(0.12):
            returned = self.add("notice-returned", self.near(on, 0, 40), of=sent["id"])
            if self.chance(0.6):
                self.submit(kind, self.near(returned["on"], -5, 40), **keys)
        return sent


# --- filings --------------------------------------------------------------------------------------------


def plan_filings(draft: Draft) -> None:
    """A first filing and what grows from it; sometimes nothing, or nothing in Japan."""
    roll = draft.rng.random()
    if roll < 0.06:
        return
    if roll < 0.16 and draft.right == "patent":
        begin_abroad(draft)
    else:
        file(
            draft,
            "JP",
            draft.begins,
            "national",
            priority_on=draft.near(draft.begins, -365, 0) if draft.chance(0.08) else None,
        )
    for _ in range(draft.rng.choice([0, 0, 1, 1, 2, 3])):
        grow(draft)


def begin_abroad(draft: Draft) -> None:
    """First filings elsewhere: a PCT filing or a national one."""
    if draft.chance(0.6):
        file(draft, "WO", draft.begins, "pct")
    else:
        file(draft, draft.rng.choice(FOREIGN), draft.begins, "national")


def file(draft: Draft, office: str, on: date, route: str, **keys: Any) -> Fact:
    """State a filing under the next free name of its office."""
    name = f"{office}{1 + sum(name.startswith(office) for name in draft.filings)}"
    if office == "JP" and draft.right == "patent" and draft.chance(0.05):
        keys["review_from"] = draft.near(on, 0, 200)
    filed = draft.add("filed", on, filing=name, office=office, route=route, **keys)
    draft.filings[name] = filed
    return filed


def grow(draft: Draft) -> None:
    """One more filing, stemming from one there is."""
    base = draft.rng.choice(list(draft.filings.values()))
    patent = draft.right == "patent"
    ways = [grow_division, grow_division, grow_conversion, grow_foreign, grow_foreign]
    if base["office"] == "JP":
        ways += [grow_domestic_priority] * 3
    if patent:
        ways += [grow_pct, grow_phase, grow_phase]
    draft.rng.choice(ways)(draft, base)


def grow_division(draft: Draft, base: Fact) -> None:
    """A division, months or years later, in the same office."""
    if base["office"] == "WO":
        return
    priority = base.get("priority_on") if draft.chance(0.5) else None
    file(
        draft,
        base["office"],
        draft.near(base["on"], 0, 1500),
        "division",
        parent=base["filing"],
        priority_on=priority,
    )


def grow_conversion(draft: Draft, base: Fact) -> None:
    """A conversion, in the same office."""
    if base["office"] == "JP":
        file(draft, "JP", draft.near(base["on"], 0, 1000), "conversion", parent=base["filing"])


def grow_domestic_priority(draft: Draft, base: Fact) -> None:
    """A later filing that claims domestic priority from a Japanese one."""
    on = draft.near(base["on"], 200, 380)
    priority = base.get("priority_on", base["on"]) if draft.chance(0.85) else None
    file(draft, "JP", on, "domestic-priority", parent=base["filing"], priority_on=priority)


def grow_foreign(draft: Draft, base: Fact) -> None:
    """A filing abroad, with or without the priority."""
    priority = base["on"] if draft.chance(0.75) else None
    file(draft, draft.rng.choice(FOREIGN), draft.near(base["on"], 0, 400), "national", priority_on=priority)


def grow_pct(draft: Draft, base: Fact) -> None:
    """A PCT filing, mostly with the priority."""
    priority = base["on"] if draft.chance(0.75) else None
    file(draft, "WO", draft.near(base["on"], 0, 400), "pct", priority_on=priority)


def grow_phase(draft: Draft, base: Fact) -> None:
    """A national phase of a PCT filing; sometimes of one that is not in the case."""
    pct = next((filed for filed in draft.filings.values() if filed["office"] == "WO"), None)
    of_the_case = pct is not None and draft.chance(0.85)
    international = pct["on"] if of_the_case else draft.near(base["on"], 0, 300)
    priority = pct.get("priority_on") if of_the_case and draft.chance(0.7) else None
    office = draft.rng.choice(["JP", "JP", *FOREIGN])
    on = draft.near(international, 0, 950)
    file(draft, office, on, "national-phase", international_filing_on=international, priority_on=priority)


# --- security -------------------------------------------------------------------------------------------


def add_security(draft: Draft, filed: Fact) -> None:
    """The papers of the security review of a filing at the JPO."""
    if filed["office"] != "JP" or (draft.right != "patent" and not draft.chance(0.1)):
        return
    scripts = [quiet] * 5 + [asked, reviewed, reviewed, designated, designated, designated, scattered]
    draft.rng.choice(scripts)(draft, filed)
    late = max(last_day(filed["on"], months=3), last_day(filed.get("review_from", filed["on"]), months=3))
    if draft.right == "patent" and draft.chance(0.3):
        draft.add("no-notice-confirmed", draft.near(late, 1, 200), filing=filed["filing"])
    if draft.chance(0.05):
        draft.add("sharing-approved", draft.near(filed["on"], 10, 500), filing=filed["filing"])


def paper(draft: Draft, filed: Fact | None, item: int, on: date, **keys: Any) -> Fact:
    """One paper of the review, with the duties it starts."""
    rng = draft.rng
    if item in (6, 13, 15) and draft.chance(0.8):
        keys.setdefault("direction", rng.choice(["in", "in", "out"]))
    if item in (7, 8) and draft.chance(0.35):
        keys["ends_on"] = draft.near(on, 30, 365)
    if item == 23 and draft.chance(0.85):
        keys["answer"] = rng.choice(["banned", "clear"])
    if item in (4, 6, 7, 13, 15, 19) and keys.get("direction") != "out" and draft.chance(0.3):
        keys["reply_by"] = draft.near(on, 1, 60)
    if draft.chance(0.12):
        keys["shows_content"] = draft.chance(0.5)
    fact = draft.add("security", on, filing=filed["filing"] if filed else None, item=item, **keys)
    answer_paper(draft, filed, fact)
    return fact


def answer_paper(draft: Draft, filed: Fact | None, fact: Fact) -> None:
    """The report of a paper, the method agreed for it, the reply to it."""
    filing = filed["filing"] if filed else None
    if draft.chance(0.3):
        draft.add("reporting-method-agreed", draft.near(fact["on"], 0, 30), of=fact["id"])
    if draft.chance(0.4):
        draft.submit(
            "status-notice-submitted",
            draft.near(fact["on"], -2, 40),
            filing=filing,
            about="security",
            of=fact["id"],
        )
    if filed and "reply_by" in fact and draft.chance(0.4):
        draft.add("reply-filed", draft.near(fact["on"], -1, 70), filing=filing, of=fact["id"])


def quiet(draft: Draft, filed: Fact) -> None:
    """The three months pass without a paper; perhaps a request that was never answered."""
    if draft.chance(0.2):
        paper(draft, filed, 1, filed["on"])
    if draft.chance(0.2):
        draft.add("not-sent-requested", draft.near(filed["on"], -2, 100), filing=filed["filing"])


def asked(draft: Draft, filed: Fact) -> None:
    """Asked for a notice that nothing is sent, and got one, in time or late."""
    draft.add("not-sent-requested", draft.near(filed["on"], 0, 60), filing=filed["filing"])
    paper(draft, filed, 3, draft.near(filed["on"], 20, 110))


def reviewed(draft: Draft, filed: Fact) -> date:
    """Sent to review; perhaps asked for papers, perhaps heard, perhaps let go."""
    on = draft.near(filed["on"], 10, 100)
    paper(draft, filed, 2, on)
    if draft.chance(0.7):
        on = draft.near(on, 5, 90)
        paper(draft, filed, 4, on)
        if draft.chance(0.7):
            paper(draft, filed, 5, draft.near(on, -1, 30))
    if draft.chance(0.2):
        paper(draft, filed, 6, draft.near(on, 0, 60))
    if draft.chance(0.15):
        draft.add("withdrawn", draft.near(on, 0, 60), filing=filed["filing"])
    if draft.chance(0.4):
        paper(draft, filed, 9, draft.near(on, 0, 120))
    return on


def designated(draft: Draft, filed: Fact) -> None:
    """Designated, with or without the papers before; perhaps extended, permitted, heard, released,
    designated again."""
    on = reviewed(draft, filed) if draft.chance(0.6) else filed["on"]
    on = draft.near(on, 10, 200)
    paper(draft, filed, 7, on)
    for _ in range(draft.rng.choice([0, 0, 1, 2])):
        paper(draft, filed, 8, draft.near(on, 300, 800))
    for _ in range(draft.rng.choice([0, 0, 1, 3])):
        paper(draft, filed, draft.rng.randrange(10, 18), draft.near(on, 0, 400))
    if draft.chance(0.4):
        draft.add("sharing-approved", draft.near(on, -30, 500), filing=filed["filing"])
    if draft.chance(0.65):
        on = draft.near(on, 0, 1300)
        paper(draft, filed, 18, on)
        if draft.chance(0.15):
            paper(draft, filed, draft.rng.choice([4, 7, 8, 10, 18, 19]), draft.near(on, 0, 100))


def scattered(draft: Draft, filed: Fact) -> None:
    """Any papers in any order."""
    for _ in range(draft.rng.randrange(1, 5)):
        paper(draft, filed, draft.rng.randrange(1, 24), draft.near(filed["on"], 0, 500))


# --- prosecution and reports ------------------------------------------------------------------------------


def add_prosecution(draft: Draft, filed: Fact) -> None:
    """What the office and the applicant do with a filing after the day it was filed."""
    name, on = filed["filing"], filed["on"]
    if draft.chance(0.4):
        draft.add("published", draft.near(on, 60, 650), filing=name)
    if draft.chance(0.35):
        draft.add("exam-requested", draft.near(on, -3, 1300), filing=name)
    for _ in range(draft.rng.choice([0, 0, 0, 1, 2])):
        act_on(draft, name, draft.near(on, 100, 1200))
    examined = draft.near(on, 300, 1300)
    draft.rng.choice([no_more, no_more, grant, grant, refuse, stop])(draft, name, examined)


def act_on(draft: Draft, name: str, on: date) -> None:
    """An office action, perhaps with the day from the paper, perhaps answered."""
    action = draft.add(
        "office-action", on, filing=name, reply_by=draft.near(on, 10, 100) if draft.chance(0.4) else None
    )
    if draft.chance(0.6):
        draft.add("reply-filed", draft.near(on, -2, 90), filing=name, of=action["id"])


def no_more(draft: Draft, name: str, on: date) -> None:
    """Nothing follows."""


def grant(draft: Draft, name: str, on: date) -> None:
    """Granted, paid, registered, gazetted; annuities; perhaps given up later."""
    if draft.chance(0.8):
        draft.add("grant-served", on, filing=name)
    if draft.chance(0.7):
        draft.add("fee-paid", draft.near(on, -2, 50), filing=name, through_year=draft.rng.choice([1, 3, 3]))
    if draft.chance(0.8):
        registered = draft.add("registered", draft.near(on, 0, 60), filing=name)["on"]
        after_registration(draft, name, registered)


def after_registration(draft: Draft, name: str, registered: date) -> None:
    """The gazette, the annuities, an extended term, the end."""
    if draft.chance(0.7):
        draft.add("gazette-issued", draft.near(registered, -3, 60), filing=name)
    for _ in range(draft.rng.choice([0, 0, 1, 2])):
        year = draft.rng.choice([3, 4, 5, 8, 19, 20])
        draft.add("fee-paid", draft.near(registered, 0, 1200), filing=name, through_year=year)
    if draft.chance(0.08):
        draft.add(
            "term-extended",
            draft.near(registered, 0, 500),
            filing=name,
            until=draft.near(registered, 1500, 9000),
        )
    if draft.chance(0.1):
        draft.add("abandoned", draft.near(registered, 0, 1200), filing=name)


def refuse(draft: Draft, name: str, on: date) -> None:
    """Refused; perhaps appealed, final, or dismissed."""
    draft.add("refusal-served", on, filing=name)
    if draft.chance(0.5):
        draft.add("appeal-filed", draft.near(on, -1, 130), filing=name)
    if draft.chance(0.5):
        draft.add("refusal-final", draft.near(on, 80, 400), filing=name)
    if draft.chance(0.1):
        draft.add("dismissal-final", draft.near(on, 0, 400), filing=name)


def stop(draft: Draft, name: str, on: date) -> None:
    """Withdrawn, abandoned or dismissed, early or late."""
    kind = draft.rng.choice(["withdrawn", "withdrawn", "abandoned", "dismissal-final"])
    filed_on = draft.filings[name]["on"]
    day = draft.near(filed_on, 0, 400) if draft.chance(0.7) else on
    draft.add(kind, day, filing=name)


def add_reports(draft: Draft, filed: Fact) -> None:
    """The notices to the agency about a filing, and the transfer to it."""
    name, on = filed["filing"], filed["on"]
    if draft.chance(0.7):
        draft.submit("filing-notice-submitted", draft.near(on, -1, 130), filing=name)
    if draft.chance(0.1):
        public = [
            fact["on"] for fact in draft.facts if fact["kind"] == "published" and fact["filing"] == name
        ]
        draft.submit(
            "filing-notice-submitted", draft.rng.choice([draft.near(on, 0, 130), *public]), filing=name
        )
    if draft.right != "patent" and draft.chance(0.5):
        draft.submit("status-notice-submitted", draft.near(on, 0, 200), filing=name, about="filing")
    for event, about in (("published", "publication"), ("registered", "registration")):
        for fact in [fact for fact in draft.facts if fact["kind"] == event and fact.get("filing") == name]:
            if draft.chance(0.5):
                draft.submit(
                    "status-notice-submitted", draft.near(fact["on"], -3, 120), filing=name, about=about
                )
            if event == "registered" and draft.chance(0.5):
                draft.add("status-notice-received", draft.near(fact["on"], -5, 120), filing=name, about=about)
    add_transfer(draft, name, on)


def add_transfer(draft: Draft, name: str, on: date) -> None:
    """An early transfer, ordered or not, and the notice of a transfer."""
    if draft.chance(0.12):
        ordered = draft.add("early-transfer-ordered", draft.near(on, 0, 300), filing=name)
        if draft.chance(0.8):
            draft.add("transferred", draft.near(ordered["on"], 0, 200), filing=name)
    if draft.chance(0.25):
        draft.submit("transfer-notice-submitted", draft.near(on, 200, 1500), filing=name)


# --- the matter as a whole --------------------------------------------------------------------------------


def add_licences(draft: Draft) -> None:
    """Priority licences, several often, with holders that meet again and ends that overlap."""
    count = draft.rng.choice([0, 0, 0, 1, 2, 3, 4])
    for number in range(count):
        agreed = draft.near(draft.begins, 0, 2200)
        years = draft.rng.choice([None, None, 1, 2, 5, 10, 25])
        holder = draft.rng.choice(["Alpha", "Beta", "Gamma"])
        name = f"L{draft.rng.choice([number, 9 - number])}"
        draft.add("priority-licence-agreed", agreed, licence=name, holder=holder, years=years)
        if draft.chance(0.05):
            draft.add("priority-licence-agreed", draft.near(agreed, 0, 300), licence=name, holder="Delta")
        if draft.chance(0.2):
            reason = draft.rng.choice(["waived", "revoked"])
            draft.add("priority-licence-ended", draft.near(agreed, 0, 1500), licence=name, reason=reason)


def add_matter_wide(draft: Draft) -> None:
    """Facts that belong to no filing: the field, the answers of ESPA 79, demands, reports, sub-contracts."""
    begins = draft.begins
    for _ in range(draft.rng.choice([0, 0, 0, 1, 2])):
        value = draft.rng.choice(["outside", "outside", "inside", "unknown"])
        determined = draft.add("field-determined", draft.near(begins, -60, 400), value=value)
        if draft.chance(0.2):
            draft.add("field-determined", determined["on"], value=draft.rng.choice(["outside", "inside"]))
    for _ in range(draft.rng.choice([0, 0, 0, 1, 2])):
        paper(draft, None, draft.rng.choice([21, 22, 23, 23]), draft.near(begins, -60, 300))
    if draft.chance(0.1):
        draft.add("disclosure-demanded", draft.near(begins, 0, 500), demand_no="D-1", method="on paper")
    if draft.chance(0.3):
        draft.add("final-report-submitted", draft.near(begins, 100, 1000))
    for number in range(draft.rng.choice([0, 0, 0, 1, 2])):
        signed = draft.near(begins, -100, 400)
        for _ in range(draft.rng.choice([1, 1, 1, 1, 2])):
            draft.add("subcontract-signed", draft.near(signed, 0, 100), subcontract=f"S{number}")
        if draft.chance(0.6):
            draft.add("flow-down-agreed", draft.near(signed, -20, 40), subcontract=f"S{number}")


def add_duty_decisions(draft: Draft) -> None:
    """Duties a person closed and days an office moved, with and without a narrower reach."""
    for _ in range(draft.rng.choice([0, 0, 0, 1, 1, 2])):
        on, rule, keys = decision(draft)
        draft.add(
            "settled", on, rule=rule, how=draft.rng.choice(["waived", "not-needed"]), reason="agreed", **keys
        )
    for _ in range(draft.rng.choice([0, 0, 1, 1, 2])):
        on, rule, keys = decision(draft)
        draft.add("extended", on, rule=rule, until=draft.near(on, 0, 400), reason="by notice", **keys)


def decision(draft: Draft) -> tuple[date, str, Fact]:
    """The day, the rule and the narrowing of one decision, mostly one that reaches something."""
    rng = draft.rng
    keys: Fact = {}
    rule = rng.choice(AGENCY_RULES + PATENT_RULES)
    if draft.facts and draft.chance(0.7):
        counted_from = rng.choice(draft.facts)
        rule = rng.choice(RULES_FROM.get(counted_from["kind"], (rule,)))
        if draft.chance(0.4):
            keys["trigger"] = counted_from["id"]
        if "filing" in counted_from and draft.chance(0.3):
            keys["filing"] = counted_from["filing"]
    if draft.chance(0.3):
        packs = {"nedo-multimodal-2026": AGENCY_RULES, "jp-patent-law": PATENT_RULES}
        keys["pack"] = rng.choice([pack for pack, rules in packs.items() if rule in rules])
    if draft.filings and draft.chance(0.15):
        keys["filing"] = rng.choice(list(draft.filings))
    return draft.near(draft.begins, 0, 1000), rule, keys
