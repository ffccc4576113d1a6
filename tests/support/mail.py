"""A real SMTP server on loopback that keeps what it accepts and refuses whom it is told to."""

from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


@dataclass
class Letter:
    """One accepted message: the envelope and the parsed content."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    raw: bytes

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The text parts, decoded, one after another."""
        parts = self.message.walk() if self.message.is_multipart() else [self.message]
        return "\n".join(part.get_content() for part in parts if part.get_content_maintype() == "text")


@dataclass
class Mailbox:
    """What the server took (`letters`), and its answers: one per refused recipient, one for every message."""

    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("2"):
            raw = envelope.content or b""
            content = raw if isinstance(raw, bytes) else raw.encode()
            message = BytesParser(policy=policy.default).parsebytes(content)
            self.letters.append(
                Letter(envelope.mail_from or "", list(envelope.rcpt_tos), message, content)  # type: ignore[arg-type]
            )
        return self.answer


def start_mail_server() -> tuple[Controller, Mailbox]:
    """Starts a server on a free loopback port; the caller stops the controller."""
    mailbox = Mailbox(port=free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    return controller, mailbox
