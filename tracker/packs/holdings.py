"""What a pack says of who owns the results and how long a priority licence lasts. Decided in the engine."""

from tracker.packs.words import CountingWord, Identifier, Right, Strict, Words


class Cap(Strict):
    """The last day of a right, as far as the licence is capped by it."""

    years: int
    perennial_years: int | None = None
    since: Words
    """Kinds of fact, the first that is known; `filed` means the root's filing day."""
    counting: CountingWord
    until: Identifier | None = None
    """A kind of fact whose `until` replaces the computed day."""
    source: str


class Licence(Strict):
    """The priority licence: its years and the caps of the rights (special terms, Article 10(4))."""

    years: int
    agreed_by: Identifier
    """The kind of fact that is the licence's contract; its keys name licence, holder and years."""
    ended_by: Identifier
    """The kind of fact by which it is waived or revoked, with a reason."""
    caps: dict[Right, Cap]


class Title(Strict):
    """Who owns the results: works that belong to the agency from their creation, and the transfer."""

    transfer_rule: Identifier
    """The rule whose trigger is the transfer."""
    created_by: Identifier
    published_by: Identifier
    """The kinds of fact that tell of a work."""
    since_creation: Words
    """Values of `work` that the agency owns from the start."""
    window_rule: Identifier
    """The rule that says how long a priority licence can be applied for."""
