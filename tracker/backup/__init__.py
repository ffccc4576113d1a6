"""Backups: everything as of one moment in one sealed file, and back again, on either database."""
