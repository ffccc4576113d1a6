"""Reports: what is told to people and agencies in tables. Rows come redacted; nothing here reads the database."""
