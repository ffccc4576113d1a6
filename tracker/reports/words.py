"""Codes that reports tell in words to people and as they are to programs. Not here: column labels, duties."""

from collections.abc import Mapping

from tracker.disclosure import RIGHT_LABELS
from tracker.reports.cells import Word

Words = Mapping[str, Mapping[str, str]]

RIGHTS: Words = RIGHT_LABELS
ROUTES: Words = {
    "national": {"ja": "国内出願", "en": "National"},
    "pct": {"ja": "PCT国際出願", "en": "PCT"},
    "national-phase": {"ja": "国内移行", "en": "National phase"},
    "division": {"ja": "分割", "en": "Division"},
    "conversion": {"ja": "変更", "en": "Conversion"},
    "domestic-priority": {"ja": "国内優先権", "en": "Domestic priority"},
}
RIGHT_STATES: Words = {
    "planned": {"ja": "出願前", "en": "Not filed"},
    "pending": {"ja": "出願中", "en": "Pending"},
    "registered": {"ja": "登録", "en": "Registered"},
    "withdrawn": {"ja": "取下げ", "en": "Withdrawn"},
    "abandoned": {"ja": "放棄", "en": "Abandoned"},
    "refusal-final": {"ja": "拒絶確定", "en": "Finally refused"},
    "dismissal-final": {"ja": "却下確定", "en": "Finally dismissed"},
    "created": {"ja": "創作", "en": "Created"},
}
SECURITY_STATES: Words = {
    "exempt": {"ja": "対象外", "en": "Exempt"},
    "designated": {"ja": "保全指定", "en": "Designated"},
    "security-review": {"ja": "保全審査", "en": "Security review"},
    "released": {"ja": "解除・対象外確定", "en": "Released"},
    "primary-review": {"ja": "第一次審査", "en": "Primary review"},
    "review-lapsed": {"ja": "第一次審査期間経過（未確認）", "en": "Review lapsed, not confirmed"},
    "planned": {"ja": "出願予定", "en": "Filing planned"},
}
LEVELS: Words = {
    "open": {"ja": "開示", "en": "Open"},
    "detail-withheld": {"ja": "詳細技術情報は非開示", "en": "Detail withheld"},
    "invention-withheld": {"ja": "発明に関する情報は非開示", "en": "Invention withheld"},
}
STANDINGS: Words = {
    "overdue": {"ja": "期限超過", "en": "Overdue"},
    "target-passed": {"ja": "目標日超過", "en": "Past target"},
    "due-soon": {"ja": "期限間近", "en": "Due soon"},
    "open": {"ja": "未了", "en": "Open"},
    "waiting": {"ja": "起算待ち", "en": "Waiting"},
    "on-hold": {"ja": "保留", "en": "On hold"},
}
HOLDERS: Words = {
    "agency": {"ja": "甲（資金配分機関）", "en": "Agency"},
    "contractor": {"ja": "乙（受託者）", "en": "Contractor"},
}


def word(words: Words, code: str | None) -> Word | str | None:
    """The code with its labels; a code without labels stays as it is."""
    if code is None:
        return None
    return Word(code, words[code]) if code in words else code
