"""Reading workbooks and CSV files of matters: archives, tables, headings, days, rows. Pure; stores nothing.

Not here: whether a row fits what is on record (docket.import_plan), and writing files (docket.exporting).
"""
