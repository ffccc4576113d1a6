"""Use cases: one function is one thing a person does, in one transaction. Not here: pages, SQL tables."""
