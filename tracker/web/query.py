"""What stands in an address behind the question mark, read without trust. Forms have their inputs."""

from collections.abc import Collection

from flask import abort, request

LONGEST = 200


def read_text(name: str) -> str | None:
    """A short text; blank counts as absent. Too long a one, or one with control characters, is refused."""
    text = request.args.get(name, "").strip()
    if len(text) > LONGEST or not text.isprintable():
        abort(400)
    return text or None


def read_choice(name: str, allowed: Collection[str]) -> str | None:
    """One of the words allowed, or nothing; anything else is refused rather than guessed."""
    text = read_text(name)
    if text is not None and text not in allowed:
        abort(400)
    return text
