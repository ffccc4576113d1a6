"""Who acts: the person behind a use case, and what that role may do. Not here: the matters one may see."""

from dataclasses import dataclass
from typing import Literal

from tracker.errors import NotFound
from tracker.store.people import Person

Source = Literal["web", "api", "cli", "worker", "import"]

WRITERS = frozenset({"ip-manager"})
"""Roles of a contractor that record what happened."""
LOGGERS = WRITERS | {"inventor"}
"""Roles of a contractor that may log an invention."""
AGENT = "outside-agent"
"""The role of somebody at a patent firm, say: they see what is shared with them by name."""
READERS = LOGGERS | {"reader"}
"""Roles of a contractor that see the organisation's matters; an inventor sees their own."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. ``kind`` is the kind of their organisation: contractor, agency or operator."""

    person_id: int | None
    organisation_id: int
    role: str
    language: str = "ja"
    source: Source = "web"
    kind: str = "contractor"
    name: str = ""
    public_id: str = ""
    organisation_name: str = ""
    request_id: str | None = None

    @property
    def is_officer(self) -> bool:
        """Whether they look from the agency's side."""
        return self.kind == "agency" and self.role == "officer"

    @property
    def is_contractor(self) -> bool:
        """Whether they belong to a contractor and see matters at all."""
        return self.kind == "contractor" and self.role in READERS

    @property
    def is_agent(self) -> bool:
        """Whether they work from outside and see what is shared with them, nothing else."""
        return self.kind == "contractor" and self.role == AGENT

    @property
    def may_record(self) -> bool:
        """Whether they record facts about their organisation's matters."""
        return self.kind == "contractor" and self.role in WRITERS

    @property
    def may_log(self) -> bool:
        """Whether they may log a new matter."""
        return self.kind == "contractor" and self.role in LOGGERS


def actor_of(person: Person, source: Source = "web", request_id: str | None = None) -> Actor:
    """The actor that a signed-in person is."""
    return Actor(
        person_id=person.id,
        organisation_id=person.organisation_id,
        role=person.role,
        language=person.language,
        source=source,
        kind=person.organisation.kind,
        name=person.name,
        public_id=person.public_id,
        organisation_name=person.organisation.name,
        request_id=request_id,
    )


def require(allowed: bool) -> None:
    """Go on only where it is allowed; denied and absent look the same. Raises NotFound."""
    if not allowed:
        raise NotFound("There is no such thing here.")
