"""The scene of the page tests, for tests of what leaves through pages."""

from tests.web.conftest import clock, manager, officer, scene, visit

__all__ = ["clock", "manager", "officer", "scene", "visit"]
