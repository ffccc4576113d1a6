"""Demo data: two contractors, an agency and some forty matters in every stage. Not here: the data (data/)."""

from tracker.docket.demo.accounts import ACCOUNTS
from tracker.docket.demo.loading import load_demo

__all__ = ["ACCOUNTS", "load_demo"]
