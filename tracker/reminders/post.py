"""Hands over one letter at a time and sorts out what went wrong.

One recipient per letter, no line breaks in headers, a Message-ID made from the letter's key.
Not here: which letters there are, and when to try again.
"""

import hashlib
import hmac
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Self

from flask_mail import Connection, Mail, Message

from tracker.errors import Misconfigured
from tracker.reminders.docket_list import DocketList

ABOUT_US = (530, 534, 535, 538)
"""Refusals that ask for credentials: nothing is wrong with the letter."""

TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one recipient, as stored."""

    to: str
    subject: str
    body: str
    message_id: str
    attachment: DocketList | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server said when it took a letter."""

    code: int
    text: str


class PostError(Exception):
    """The letter did not go. ``code`` is the server's, or None where it said nothing."""

    def __init__(self, text: str, code: int | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text[:TEXT_LIMIT]


class Delayed(PostError):
    """Not now (4xx, a cut line, a time-out): try again later."""


class Unreachable(Delayed):
    """No letter would go: there is no server, it is busy, or it does not accept us."""


class Returned(PostError):
    """Never (5xx for this recipient or this letter)."""


class Unsendable(PostError):
    """The letter itself is broken: no server was asked."""


class Post:
    """Sends letters one after another over one connection, opened with the first and renewed after a fault.

    Used as a context manager; ``send`` returns a Receipt or raises one of the PostErrors.
    """

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self.connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.hang_up()

    def send(self, letter: Letter) -> Receipt:
        """Hands over one letter. Whatever goes wrong, the next one starts on a fresh connection."""
        message = compose(letter)
        try:
            connection = self.connected()
        except Misconfigured as error:
            raise Unreachable(str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(explain(error), getattr(error, "smtp_code", None)) from error
        try:
            connection.send(message)
        except Exception as error:
            self.hang_up()
            raise sort_out(error) from error
        return receipt_of(connection)

    def connected(self) -> Connection:
        """The open connection."""
        if self.connection is None:
            connection = self.mail.connect()
            self.connection = connection.__enter__()
        return self.connection

    def hang_up(self) -> None:
        """Ends the connection, if there is one."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.__exit__(None, None, None)  # type: ignore[arg-type]


def compose(letter: Letter) -> Message:
    """The letter as a message. Raises Unsendable where a header could be forged or the address is none."""
    for name in ("to", "subject", "message_id"):
        if not getattr(letter, name).isprintable():
            raise Unsendable(f"control characters in {name}")
    if not is_address(letter.to):
        raise Unsendable("not an address")
    message = Message(
        subject=letter.subject,
        recipients=[letter.to],
        body=letter.body,
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    message.msgId = letter.message_id
    for name, kind, content in letter.attachment.files() if letter.attachment is not None else ():
        message.attach(name, kind, content)
    return message


def is_address(text: str) -> bool:
    """Whether ``text`` is one bare address that goes into an envelope as it stands."""
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and text.isascii() and not set(text) & set(' ,;:<>()[]"\\')


def sort_out(error: Exception) -> PostError:
    """The class of a failure after the connection stood."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return by_code(code, decoded(text))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Unreachable(explain(error), error.smtp_code)
    if isinstance(error, smtplib.SMTPDataError):
        return by_code(error.smtp_code, decoded(error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Unsendable(explain(error))
    if isinstance(error, (smtplib.SMTPException, OSError)):
        return Delayed(explain(error), getattr(error, "smtp_code", None))
    return Unsendable(explain(error))


def by_code(code: int, text: str) -> PostError:
    """5xx is final, unless it is about our account; anything else is for later."""
    final = 500 <= code < 600 and code not in ABOUT_US
    return Returned(text, code) if final else Delayed(text, code)


def explain(error: Exception) -> str:
    """A failure in words for the outbox page: the server's where it spoke, else the kind of fault."""
    answer = getattr(error, "smtp_error", None)
    return decoded(answer) if answer else f"{type(error).__name__}: {error}"


def decoded(answer: bytes | str) -> str:
    """A server's answer as printable text."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:TEXT_LIMIT]


def receipt_of(connection: Connection) -> Receipt:
    """What was answered to the letter that has just gone."""
    if connection.host is None:
        return Receipt(250, "written to a file")
    code, text = getattr(connection.host, "last_reply", (250, b""))
    return Receipt(code, decoded(text))


def message_id(secret: str, key: str, sender: str) -> str:
    """The Message-ID of the letter with this key: the same on every try, restart and restored backup.

    It tells nothing: neither the machine nor the time. The domain is the sender's.
    """
    mark = hmac.new(secret.encode(), b"message-id\0" + key.encode(), hashlib.sha256).hexdigest()[:40]
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost.localdomain"
    return f"<{mark}@{domain}>"
