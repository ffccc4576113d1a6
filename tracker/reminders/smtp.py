"""An SMTP client that never waits without end: a limit for every command and one for the whole dialogue.

The standard client counts its time-out anew for each packet, so a server that drips one byte a minute
holds it for good; this one counts until the reply is complete. Not here: what is sent, and to whom.
"""

import smtplib
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any

FAREWELL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for the connection, for the reply to a command, for the end of a message.

    The last is long on purpose: who hangs up early after handing a message over causes a copy
    (RFC 5321, 4.5.3.2).
    """

    connect: float = 30.0
    command: float = 300.0
    data: float = 600.0

    @property
    def dialogue(self) -> float:
        """The longest that one mail may take, connecting included."""
        return self.connect + self.command + self.data

    @property
    def lease(self) -> float:
        """How long a sender may keep a row: longer than any dialogue."""
        return self.dialogue * 1.2 + 2.0


class ReplyReader:
    """Reads the lines of a reply from a socket, up to a deadline on the monotonic clock."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.deadline = time.monotonic()
        self.rest = b""

    def readline(self, limit: int) -> bytes:
        """The next line with its end, at most ``limit`` bytes; what there is when the line was cut."""
        while b"\n" not in self.rest and len(self.rest) < limit:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no reply in time")
            self.sock.settimeout(left)
            chunk = self.sock.recv(4096)
            if not chunk:
                break
            self.rest += chunk
        end = min((self.rest.find(b"\n") + 1) or len(self.rest), limit)
        line, self.rest = self.rest[:end], self.rest[end:]
        return line

    def close(self) -> None:
        """Nothing to close: the socket belongs to the client."""


class PatientSMTP(smtplib.SMTP):
    """``smtplib.SMTP`` with deadlines; ``last_reply`` keeps the code and text of the latest answer."""

    def __init__(self, host: str, port: int, patience: Patience, name: str, **options: Any) -> None:
        self.patience = patience
        self.limit = patience.command
        self.last_reply: tuple[int, bytes] = (0, b"")
        self.begin()
        super().__init__(host, port, local_hostname=name, timeout=patience.connect, **options)

    def begin(self) -> None:
        """A new mail, a new dialogue: its time starts now."""
        self.ends_at = time.monotonic() + self.patience.dialogue

    def left(self) -> float:
        """Seconds until the present step has to be over; raises TimeoutError when the dialogue already is."""
        left = min(self.limit, self.ends_at - time.monotonic())
        if left <= 0:
            raise TimeoutError("the dialogue took too long")
        return left

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = ReplyReader(self.sock)  # type: ignore[arg-type]
        self.file.deadline = time.monotonic() + self.left()
        self.last_reply = super().getreply()
        return self.last_reply

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.left())
        super().send(s)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.limit = self.patience.data
        try:
            return super().data(msg)
        finally:
            self.limit = self.patience.command

    def leave(self) -> None:
        """Says good-bye without waiting for long, and hangs up whatever the server does."""
        self.limit, self.ends_at = FAREWELL_SECONDS, time.monotonic() + FAREWELL_SECONDS
        try:
            self.quit()
        except (smtplib.SMTPException, OSError):
            self.close()


class PatientSMTPS(PatientSMTP):
    """The same over TLS from the first byte (port 465)."""

    def __init__(self, *args: Any, context: ssl.SSLContext, **options: Any) -> None:
        self.context = context
        super().__init__(*args, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> ssl.SSLSocket:
        plain = socket.create_connection((host, port), timeout)
        try:
            return self.context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
