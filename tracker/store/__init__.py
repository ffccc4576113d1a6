"""Tables and SQL: the only room that knows SQLAlchemy. Not here: what a change means (docket)."""
