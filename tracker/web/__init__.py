"""Pages for people: read input, call one use case, answer. No rule about terms or dates lives here."""

from flask import Flask


def register(app: Flask) -> None:
    """Binds the pages, their door, their frame and their error pages to the application."""
    from tracker.web import access, alarm, evidence, faults, frame, headers, language, signing
    from tracker.web.pages import BLUEPRINTS

    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    language.register(app)
    frame.register(app)
    alarm.register(app)
    headers.register(app)
    faults.register(app)
    signing.register(app)
    evidence.register(app)
    app.before_request(access.guard)
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
