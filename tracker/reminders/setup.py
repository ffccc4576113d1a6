"""Binds the mail library to the application. Not here: commands, tables, what is sent."""

from flask import Flask

from tracker.reminders.connections import SafeMail

mail = SafeMail()


def register(app: Flask) -> None:
    """Settings of the mail library, derived from ours; mail is really sent in tests too."""
    app.config.setdefault("MAIL_DEFAULT_SENDER", app.config["MAIL_SENDER"])
    app.config.setdefault("MAIL_SUPPRESS_SEND", False)
    mail.init_app(app)
