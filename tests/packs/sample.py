"""A small pack that is right, to be spoilt in one place at a time. Checks nothing."""

from pathlib import Path

PACK = """\
id = "sample"
title = { ja = "見本", en = "Sample" }
issued_by = { ja = "見本機関", en = "Sample agency" }
in_force = 2026-01-01
source = "Sample terms"
checked = 2026-01-01
"""
FACTS = """\
[[facts]]
kind = "filed"
label = { ja = "出願", en = "Filed" }
keys = [
  { name = "filing", type = "new-filing", required = true, label = { ja = "出願", en = "Filing" } },
  { name = "office", type = "office", required = true, label = { ja = "出願先", en = "Office" } },
  { name = "route", type = "route", required = true, label = { ja = "経路", en = "Route" } },
  { name = "reply_by", type = "date", label = { ja = "期限", en = "Reply by" } },
]

[[facts]]
kind = "told"
label = { ja = "通知", en = "Told" }
keys = [
  { name = "filing", type = "filing", required = true, label = { ja = "出願", en = "Filing" } },
  { name = "about", type = "choice", choices = ["filing", "grant"], label = { ja = "区分", en = "About" } },
]
"""
RULES = """\
[[rules]]
id = "notice"
kind = "fixed"
article = "1"
label = { ja = "通知", en = "Notice" }
summary = { ja = "通知する。", en = "The agency is told." }
per = "fact"
trigger = { each = { fact = "filed" } }
deadline = { roll = "contract", term = { days = 60, counting = "japanese" } }
met_by = [{ fact = "told", about = ["filing"] }]
references = [{ source = "Sample terms", place = "1", checked = 2026-01-01 }]
"""
TERM = 'term = { days = 60, counting = "japanese" }'
REFERENCES = RULES[RULES.index("references") :]
CASES = """\
[[cases]]
name = "Sixty days from the filing"
case.as_of = 2026-07-10
case.packs = ["sample"]
case.matter = { ref = "K-0001", right = "design" }
case.facts = [
  { id = "f1", kind = "filed", on = 2026-07-01, filing = "JP1", office = "JP", route = "national" },
]
obligations = [{ rule = "notice", due = 2026-08-30, standing = "open" }]
"""


def write_pack(folder: Path, **files: str | bytes) -> Path:
    """Writes the sample pack below `folder`, with the files named (without .toml) in other words."""
    home = folder / "sample"
    home.mkdir(parents=True, exist_ok=True)
    for name, text in {"pack": PACK, "facts": FACTS, "rules": RULES, **files}.items():
        (home / f"{name}.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return home
