"""The list of calls: routes, checks, the OpenAPI document and the tests are made from it. Not here: views."""

from tracker.api import compute, matters, obligations, reports
from tracker.api.model import Call
from tracker.api.shapes import COUNTS, MATTER, MATTER_LINE, OBLIGATION, RECORDED, STATUS_REPORT, page_of
from tracker.api.telling import Schema
from tracker.reports.writers import FORMATS

JSON = "application/json"
FILE: Schema = {"type": "string", "format": "binary"}

CALLS: tuple[Call, ...] = (
    Call(
        "POST",
        "/v1/compute",
        compute.compute,
        "What follows from a case, or from each of an array of cases",
        {JSON: compute.RESULTS},
        body=compute.CASES,
        largest_body=compute.LARGEST_BODY_BYTES,
    ),
    Call(
        "GET",
        "/v1/matters",
        matters.list_matters,
        "The organisation's matters",
        {JSON: page_of(MATTER_LINE)},
        query=matters.MattersQuery,
        parts=(MATTER_LINE,),
    ),
    Call(
        "POST",
        "/v1/matters",
        matters.log_matter,
        "Log a matter",
        {JSON: MATTER},
        body=matters.NewMatter,
        status=201,
        errors=(404, 409),
        keyed=True,
    ),
    Call(
        "GET",
        "/v1/matters/{ref}",
        matters.one_matter,
        "One matter, with facts and obligations",
        {JSON: MATTER},
    ),
    Call(
        "POST",
        "/v1/matters/{ref}/facts",
        matters.record_fact,
        "Record a fact; the answer is what changed",
        {JSON: RECORDED},
        body=matters.NewFact,
        status=201,
        errors=(409,),
        keyed=True,
    ),
    Call(
        "POST",
        "/v1/matters/{ref}/facts/{id}/correct",
        matters.correct_fact,
        "Supersede a fact, with a reason",
        {JSON: RECORDED},
        body=matters.Correction,
        errors=(409,),
    ),
    Call(
        "GET",
        "/v1/obligations",
        obligations.list_obligations,
        "The due list",
        {JSON: page_of(OBLIGATION, counts=COUNTS)},
        query=obligations.DueQuery,
        parts=(OBLIGATION,),
    ),
    Call(
        "GET",
        "/v1/reports/status",
        reports.status_report,
        "The status report",
        {
            form.content_type: STATUS_REPORT if form.content_type == JSON else FILE
            for form in FORMATS.values()
        },
        query=reports.ReportQuery,
    ),
    Call(
        "GET",
        "/v1/reports/differences",
        reports.differences_report,
        "What differs between the status reports of two days",
        {
            form.content_type: STATUS_REPORT if form.content_type == JSON else FILE
            for form in FORMATS.values()
        },
        query=reports.DifferencesQuery,
    ),
)
