"""The API under /api/v1, and the operator's probes: read input, call docket or reports, answer."""

from flask import Flask

from tracker.extensions import csrf


def register(app: Flask) -> None:
    """Binds the API and the probes to the application."""
    from tracker.api import calendar
    from tracker.api.probes import probes
    from tracker.api.routes import make_blueprint

    api = make_blueprint()
    csrf.exempt(api)  # no cookie opens anything here, so there is nothing to forge
    app.register_blueprint(api)
    app.register_blueprint(probes)
    calendar.register(app)
