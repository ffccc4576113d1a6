"""How a rule's last day is found, in words for a reader of the terms. Counts nothing (see counting)."""

from tracker.engine.phrases import COUNTED, UNITS
from tracker.packs.deadlines import Deadline, Term

Pair = tuple[str, str]

STATED: Pair = ("the day that the paper states, where it states one", "書類に日付の記載があるときは、その日")
SAME_DAY: Pair = ("on the same day", "同じ日")
CLOSING: Pair = ("closes by an event", "所定の事実が生じた日に閉じる")
LATER: Pair = ("the later of", "次のうち遅い日")
EARLIER: Pair = ("the earlier of", "次のうち早い日")
ABROAD: Pair = ("{number} days for a foreign filing", "外国出願は{number}日")
BACK: Pair = ("{number} days before its end at the latest", "期間の末日の{number}日前まで")
BEFORE: Pair = ("{number} days before the day that the fact states", "事実に記載された日の{number}日前まで")
CYCLE: Pair = ("every year: comes up on {posted}, due on {due}", "毎年{posted}に生じ、{due}まで")
RENEWAL: Pair = (
    "for each year from the {first}th to the {last}th", "第{first}年分から第{last}年分まで年ごと"
)  # fmt: skip
ANCHORS: dict[str, Pair] = {
    "root": ("from the root's filing day", "原出願の日から"),
    "priority-or-root": (
        "from the earliest priority date, else the root's day",
        "優先日（なければ原出願の日）から",
    ),
    "priority-or-filing": (
        "from the earliest priority date, else the filing",
        "優先日（なければ出願日）から",
    ),
    "review": ("from the day that starts the primary review", "保全審査の起算日から"),
    "review-end": ("from the last day of the primary review", "第一次審査の末日から"),
}
ROLLS: dict[str, Pair] = {
    "patent-procedure": ("moves to the next open day", "末日が閉庁日のときは次の開庁日まで"),
    "government-filing": ("moves to the next open day", "末日が閉庁日のときは次の開庁日まで"),
    "contract": ("does not move for closed days", "末日が休日でも延びない"),
    "state-clock": ("does not move for closed days", "末日が休日でも延びない"),
}


def say_deadline(deadline: Deadline, language: str) -> list[str]:
    """The deadline line by line."""
    place = 1 if language == "ja" else 0
    lines = [STATED[place]] if deadline.stated else []
    lines += [say_term(deadline.term, place)] if deadline.term else []
    for intro, terms in ((LATER, deadline.later_of), (EARLIER, deadline.earlier_of)):
        if terms:
            lines.append(f"{intro[place]}: " + " / ".join(say_term(term, place) for term in terms))
    if deadline.before:
        lines.append(BEFORE[place].format(number=deadline.before.days))
    if deadline.cycle:
        lines.append(CYCLE[place].format(posted=deadline.cycle.posted, due=deadline.cycle.due))
    lines += [CLOSING[place]] if deadline.closing else []
    if (deadline.term or deadline.later_of or deadline.earlier_of) and deadline.roll in ROLLS:
        lines.append(ROLLS[deadline.roll][place])
    return lines


def say_term(term: Term, place: int) -> str:
    """One period with its way of counting."""
    unit = UNITS[term.unit][place]
    if place == 0 and term.number == 1:
        unit = unit[:-1]
    size = f"{term.number}{unit}" if place else f"{term.number} {unit}"
    if term.number == 0:
        size = SAME_DAY[place]
    more = [COUNTED[term.counting][place]] if term.number else []
    if term.anchor in ANCHORS:
        more.insert(0, ANCHORS[term.anchor][place])
    if term.abroad_days is not None:
        more.append(ABROAD[place].format(number=term.abroad_days))
    if term.back_days is not None:
        more.append(BACK[place].format(number=term.back_days))
    if term.renewal_of is not None:
        more.append(RENEWAL[place].format(first=term.renewal_first, last=term.renewal_last))
    if not more:
        return size
    return f"{size}（{'、'.join(more)}）" if place else f"{size} ({', '.join(more)})"
