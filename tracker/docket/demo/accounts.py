"""The accounts that the demo data promises. Not here: loading it."""

ACCOUNTS = (
    "manager@contractor-a.example",
    "inventor@contractor-a.example",
    "manager@contractor-b.example",
    "officer@agency.example",
    "admin@kigen.example",
)
"""Their passwords are printed where they are loaded; they have no second factor and no second person."""
