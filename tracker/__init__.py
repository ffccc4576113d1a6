"""Kigen: from what happened to an invention to what must be done by when.

Here only the assembly of the application: config, extensions, rooms, blueprints, commands.
The pure rooms live below this package too, so nothing heavy is imported before it is asked for.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app(config: Mapping[str, Any] | None = None) -> "Flask":
    """Assemble the application. Touches no database and writes no file: both wait until needed.

    ``config`` overrides settings by name (``DATABASE_URL``, ``INSTANCE_PATH`` …) and may carry any
    Flask setting. Raises Misconfigured where an environment variable cannot stand.
    """
    from tracker.application import assemble

    return assemble(config or {})
