"""The phrases of an explanation in English and Japanese. Nothing is filled in or computed here."""

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
}
COUNTED = {
    "japanese": ("the first day not counted (Civil Code 140)", "初日不算入（民法第140条）"),
    "inclusive": ("the first day counted (起算して)", "初日を算入（起算して）"),
    "same-numbered": ("to the day of the same number", "同じ日付の日まで"),
    "year-end": ("to the end of the year", "年末まで"),
    "elapsed": ("the day on which they have passed (経過した日)", "経過した日"),
}
UNITS = {"days": ("days", "日"), "months": ("months", "か月"), "years": ("years", "年")}

TEXTS: dict[str, tuple[str, str, str]] = {
    "fact": ("fact", "{fact} on {day}{filing}", "{fact_ja}：{day_ja}{filing}"),
    "clause": ("clause", "{article}: {summary}", "{article_ja}：{summary_ja}"),
    "start": ("note", "counted from {day}: {why}", "起算：{day_ja}（{why_ja}）"),
    "count": (
        "count",
        "{number} {unit}, {counted}: {day}, a {weekday}",
        "{number}{unit_ja}、{counted_ja}：{day_ja}",
    ),
    "prompt": (
        "note",
        "the text gives no number: this is an internal target, not a legal date",
        "条文に日数の定めはなく、法定の期限ではない社内目標日",
    ),
    "stated": (
        "count",
        "the day stated in the paper: {day}, a {weekday}",
        "書面に記載の日：{day_ja}",
    ),
    "before": (
        "count",
        "{number} {unit} before {stated}: {day}, a {weekday}",
        "{stated_ja}の{number}{unit_ja}前：{day_ja}",
    ),
    "back": (
        "count",
        "{number} {unit} before that: {day}, a {weekday}",
        "その{number}{unit_ja}前：{day_ja}",
    ),
    "cycle": (
        "count",
        "this round came up on {posted}; its last day is {day}, a {weekday}",
        "{posted_ja}に始まる回、その末日：{day_ja}",
    ),
    "edition": (
        "note",
        "the version {edition} applies: {fact} on {day}",
        "適用される版：{edition_ja}（{day_ja}の「{fact_ja}」による）",
    ),
    "start-fact": ("note", "counted from {fact} on {day}", "起算：{day_ja}の「{fact_ja}」"),
    "unconfirmed": ("note", "unconfirmed: {words}", "未確認：{words_ja}"),
    "waiting-edition": (
        "note",
        "waiting: which version applies depends on '{awaited}', which is not recorded",
        "「{awaited_ja}」の記録がなく、適用される版が定まらないため待機中",
    ),
    "later": ("count", "the later of these days: {day}", "上のうち遅い日：{day_ja}"),
    "earlier": ("count", "the earlier of these days: {day}", "上のうち早い日：{day_ja}"),
    "rolled": (
        "roll",
        "closed ({closed}): the next open day, {day}, a {weekday}",
        "閉庁日（{closed_ja}）のため次の開庁日：{day_ja}",
    ),
    "not-rolled": (
        "roll",
        "closed ({closed}), but this day does not move; the next open day would be {day}",
        "閉庁日（{closed_ja}）だが期限は動かない。次の開庁日は{day_ja}",
    ),
    "extended": ("result", "extended to {day}: {reason}", "{day_ja}まで延長：{reason}"),
    "act-by": (
        "result",
        "act by {day}, the last open day until then",
        "{day_ja}までに実行（期限以前の最終開庁日）",
    ),
    "due": ("result", "due {day}, a {weekday}", "期限：{day_ja}"),
    "provisional": (
        "note",
        "provisional: closed days are known until {day} only",
        "暫定：休日が確定しているのは{day_ja}まで",
    ),
    "provisional-state": ("note", "provisional while the filing is designated", "保全指定中のため暫定"),
    "waiting": ("note", "waiting: the day it counts from is not known yet", "起算日が未定のため待機中"),
    "on-hold": ("note", "on hold: secrecy bars it ({state})", "秘密保持のため停止中（{state_ja}）"),
    "met": ("result", "met by {fact} on {day}", "{day_ja}の「{fact_ja}」により履行済み"),
    "waived": ("result", "settled without being done: {reason}", "履行によらず終結：{reason}"),
    "ended": ("result", "closed: {why}", "対象の消滅：{why_ja}"),
    "blocked": (
        "note",
        "the paper shows content: agree the reporting method with the agency first",
        "書類に発明の内容の記載がある：報告の方法を先に甲に確認する",
    ),
    "open-window": ("result", "open until {kinds}", "終期：{kinds_ja}"),
    "window-closed": ("result", "closes with {fact} on {day}", "{day_ja}の「{fact_ja}」で終了"),
    "unknown": ("note", "rests on the open question '{unknown}'", "未解決の問い「{unknown_ja}」に依る"),
    "standing": ("result", "{standing} on {day}", "{day_ja}現在：{standing_ja}"),
}

STANDINGS = {
    "met": "履行済み",
    "met-late": "期限後に履行",
    "waived": "終結",
    "closed": "対象消滅",
    "on-hold": "停止中",
    "waiting": "起算待ち",
    "passed": "経過",
    "overdue": "期限超過",
    "target-passed": "目標日超過",
    "due-soon": "期限間近",
    "open": "期限内",
}
STATES = {
    "designated": "保全指定中",
    "security-review": "保全審査中",
    "primary-review": "第一次審査中",
    "review-lapsed": "第一次審査の期間経過・未確認",
    "released": "解除",
    "exempt": "対象外",
}
