"""The records that answers are made of, field by field with what each tells. Not here: how they are told."""

from tracker.api.telling import Schema, Shape, Told
from tracker.disclosure import FieldClass
from tracker.docket.content import FIELDS as CONTENT_FIELDS

CONTROL = FieldClass.CONTROL
PARTICULARS = FieldClass.PARTICULARS
OWN_ONLY = FieldClass.OWN_ONLY

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
TEXTS: Schema = {"type": "array", "items": TEXT}
TREE: Schema = {"type": "object"}
TREES: Schema = {"type": "array", "items": TREE}

STEP = Shape("Step", (Told("kind", PARTICULARS, TEXT), Told("text", PARTICULARS, TEXT)), marked=False)

OBLIGATION = Shape(
    "Obligation",
    (
        Told("id", CONTROL, TEXT, "public_id"),
        Told("matter", CONTROL, TEXT, "matter_ref"),
        Told("matter_id", CONTROL, TEXT, "matter_public_id"),
        Told("agreement", CONTROL, TEXT, "agreement_number"),
        Told("organisation", CONTROL, TEXT, "organisation_name"),
        Told("pack", CONTROL, TEXT),
        Told("rule", CONTROL, TEXT),
        Told("label", CONTROL, TEXT),
        Told("article", CONTROL, TEXT),
        Told("filing", PARTICULARS, TEXT),
        Told("trigger", CONTROL, TEXT),
        Told("kind", CONTROL, TEXT),
        Told("actor", CONTROL, TEXT),
        Told("nominal", CONTROL, DAY),
        Told("due", CONTROL, DAY),
        Told("act_by", CONTROL, DAY),
        Told("standing", CONTROL, TEXT),
        Told("days_left", CONTROL, WHOLE),
        Told("met_by", CONTROL, TEXT),
        Told("blocked_by", CONTROL, TEXT),
        Told("provisional", CONTROL, TRUTH),
        Told("unknowns", CONTROL, TEXTS),
        Told("steps", PARTICULARS, TREES, part=STEP, many=True),
    ),
)

FACT = Shape(
    "Fact",
    (
        Told("id", CONTROL, TEXT, "fact_id"),
        Told("kind", CONTROL, TEXT),
        Told("label", CONTROL, TEXT),
        Told("on", CONTROL, DAY),
        Told("filing", PARTICULARS, TEXT),
        Told("keys", PARTICULARS, TREE),
        Told("details", PARTICULARS, TREE),
        Told("note", OWN_ONLY, TEXT),
        Told("reason", OWN_ONLY, TEXT),
        Told("revision", CONTROL, WHOLE),
        Told("claimed", CONTROL, TRUTH),
        Told("withdrawn", CONTROL, TRUTH),
        Told("recorded_by", OWN_ONLY, TEXT),
        Told("recorded_by_agency", CONTROL, TRUTH),
        Told("recorded_at", CONTROL, INSTANT),
        Told("confirmed_at", CONTROL, INSTANT),
    ),
)

FILING = Shape(
    "Filing",
    (
        Told("name", PARTICULARS, TEXT),
        Told("office", PARTICULARS, TEXT),
        Told("route", PARTICULARS, TEXT),
        Told("filed_on", CONTROL, DAY),
        Told("numbers", PARTICULARS, TREE),
        Told("events", CONTROL, TREE),
        Told("state", CONTROL, TEXT),
        Told("level", CONTROL, TEXT),
    ),
)

CONTENT = Shape("Content", tuple(Told(name, FieldClass.TECHNICAL, TEXT) for name in CONTENT_FIELDS))

_MATTER_HEAD = (
    Told("id", CONTROL, TEXT, "public_id"),
    Told("ref", CONTROL, TEXT),
    Told("right", PARTICULARS, TEXT),
    Told("title", FieldClass.BIBLIOGRAPHIC, TEXT),
    Told("title_withheld", CONTROL, TRUTH),
    Told("agreement", CONTROL, TEXT, "agreement_number"),
    Told("organisation", CONTROL, TEXT, "organisation_name"),
    Told("level", CONTROL, TEXT),
    Told("reported_at", CONTROL, INSTANT),
)

MATTER_LINE = Shape("MatterLine", (*_MATTER_HEAD, Told("next_duty", CONTROL, TREE, part=OBLIGATION)))

MATTER = Shape(
    "Matter",
    (
        *_MATTER_HEAD,
        Told("sensitive_field", OWN_ONLY, TEXT),
        Told("perennial", OWN_ONLY, TRUTH),
        Told("technical", FieldClass.TECHNICAL, TEXT),
        Told("content", CONTROL, TREE, "content_by_field", part=CONTENT),
        Told("shelf_no", OWN_ONLY, TEXT),
        Told("owner", OWN_ONLY, TEXT),
        Told("version", OWN_ONLY, WHOLE),
        Told("packs", CONTROL, TEXTS),
        Told("derived_on", CONTROL, DAY),
        Told("filings", CONTROL, TREES, part=FILING, many=True),
        Told("facts", CONTROL, TREES, part=FACT, many=True),
        Told("obligations", CONTROL, TREES, part=OBLIGATION, many=True),
        Told("disclosure", CONTROL, TREE),
        Told("foreign_filing", OWN_ONLY, TREE),
        Told("holders", PARTICULARS, TREE),
        Told("licences", PARTICULARS, TREES),
        Told("licence_window", CONTROL, TREE),
        Told("unknowns", CONTROL, TEXTS),
    ),
)

CHANGE = Shape(
    "Change",
    (
        Told("action", CONTROL, TEXT),
        Told("rule", CONTROL, TEXT),
        Told("label", CONTROL, TEXT),
        Told("filing", PARTICULARS, TEXT),
        Told("before", CONTROL, TREE, part=OBLIGATION),
        Told("after", CONTROL, TREE, part=OBLIGATION),
    ),
)

RECORDED = Shape(
    "Recorded",
    (
        Told("fact", CONTROL, TREE, part=FACT),
        Told("changes", CONTROL, TREES, part=CHANGE, many=True),
        Told("version", OWN_ONLY, WHOLE),
        Told("repeated", CONTROL, TRUTH),
    ),
)

CURSOR: Schema = {"type": ["string", "null"]}
COUNTS: Schema = {"type": "object", "additionalProperties": WHOLE}


def page_of(shape: Shape, **more: Schema) -> Schema:
    """The schema of one page of a list: its items, the cursor of the next page, and what else it tells."""
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{shape.name}"}}
    properties = {"items": items, "next": CURSOR, **more}
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


STATUS_REPORT: Schema = {
    "type": "object",
    "required": ["report", "title", "as_of", "filters", "columns", "rows", "matters", "withheld", "nil"],
    "properties": {
        "report": TEXT,
        "title": TEXT,
        "as_of": DAY,
        "filters": TREE,
        "columns": TREES,
        "rows": {"type": "array", "items": {"type": "object", "required": ["withheld"]}},
        "rows_total": WHOLE,
        "matters": WHOLE,
        "withheld": WHOLE,
        "nil": TRUTH,
        "counts": COUNTS,
    },
}  # fmt: skip
