"""Flask-Mail made safe for deadlines: verified TLS, time-outs, no open passwords; files without a server.

Not here: what is sent, and what a failure means (post).
"""

import os
import ssl
from email import charset
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message

from tracker.errors import Misconfigured
from tracker.reminders.smtp import Patience, PatientSMTP, PatientSMTPS

# After importing flask_mail, which sets its own: long lines travel as base64, never above 998 octets.
charset.add_charset("utf-8", charset.SHORTEST, charset.BASE64, "utf-8")

IMPLICIT_TLS_PORT = 465


class SafeMail(Mail):
    """Flask-Mail with time-outs and verified TLS; without a server it writes ``.eml`` files."""

    def connect(self) -> Connection:
        state: Any = self.init_mail(current_app.config)
        return ServerConnection(state) if state.server else FileConnection(state)


class ServerConnection(Connection):
    """A dialogue with the mail server; ``host`` is None while there is none."""

    host: PatientSMTP | None

    def __enter__(self) -> Self:
        self.host = self.configure_host()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.host is not None:
            self.host.leave()
            self.host = None

    def configure_host(self) -> PatientSMTP:
        """Connects, and insists on TLS and the account where the settings ask for them."""
        refuse_open_password(self.mail)
        context, name = ssl.create_default_context(), client_name(current_app.config["BASE_URL"])
        place = (self.mail.server, self.mail.port, patience_of(current_app), name)
        host: PatientSMTP
        if self.mail.use_tls and self.mail.port == IMPLICIT_TLS_PORT:
            host = PatientSMTPS(*place, context=context)
        else:
            host = PatientSMTP(*place)
        try:
            if self.mail.use_tls and self.mail.port != IMPLICIT_TLS_PORT:
                host.starttls(context=context)
            host.ehlo_or_helo_if_needed()
            if self.mail.username:
                host.login(self.mail.username, self.mail.password or "")
        except BaseException:
            host.close()
            raise
        return host

    def send(self, message: Message, envelope_from: Any = None) -> None:
        if self.host is None:
            self.host = self.configure_host()
        self.host.begin()
        super().send(message, envelope_from)


class FileConnection(Connection):
    """Writes each message into ``instance/mail/``; the same Message-ID is the same file."""

    def __enter__(self) -> Self:
        self.folder = mail_folder()
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def send(self, message: Message, envelope_from: Any = None) -> None:
        """Writes the whole file or none: a draft is renamed once it is on the disk."""
        name = message.msgId.strip("<>").partition("@")[0]
        draft = self.folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / f"{name}.eml")


def patience_of(app: Flask) -> Patience:
    """How long this installation waits for its mail server."""
    return Patience(*(app.config.get("MAIL_TIMEOUTS") or ()))


def mail_folder() -> Path:
    """Where letters are written while no mail server is set."""
    return Path(current_app.instance_path) / "mail"


def client_name(base_url: str) -> str:
    """The name we greet the server with: ours, else an address literal; never the machine's."""
    name = urlsplit(base_url).hostname or ""
    return name if "." in name and not is_ip(name) else "[127.0.0.1]"


def is_ip(name: str) -> bool:
    """Whether ``name`` is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def refuse_open_password(mail: Any) -> None:
    """No password goes over an open line to another machine."""
    if mail.username and not mail.use_tls and mail.server not in ("localhost", "127.0.0.1", "::1"):
        raise Misconfigured("KIGEN_MAIL_USERNAME needs KIGEN_MAIL_USE_TLS=1: no password in the clear")
