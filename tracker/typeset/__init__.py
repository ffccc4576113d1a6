"""Sheets of paper: sets a template with data as a PDF. Knows no records, and not who may see what."""

from tracker.typeset.pdf import Sheet, to_pdf

__all__ = ["Sheet", "to_pdf"]
