"""Facts in, obligations out: pure functions of a case, a shelf of packs and an office calendar."""

from tracker.engine.basis import basis_of
from tracker.engine.case import Case, Fact, Matter
from tracker.engine.caution import asked_before, cautions
from tracker.engine.derive import derive
from tracker.engine.inputs import CaseFaults
from tracker.engine.jsontext import read_json
from tracker.engine.publishing import Plan, Verdict, publication_verdict
from tracker.engine.reading import read_case, read_cases
from tracker.engine.result import Obligation, Result
from tracker.engine.since import state_since
from tracker.engine.trail import Step

__all__ = [
    "Case",
    "CaseFaults",
    "Fact",
    "Matter",
    "Obligation",
    "Plan",
    "Result",
    "Step",
    "Verdict",
    "asked_before",
    "basis_of",
    "cautions",
    "derive",
    "publication_verdict",
    "read_case",
    "read_cases",
    "read_json",
    "state_since",
]
