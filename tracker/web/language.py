"""Which language and which paper (light or dark) a page is shown in. Translations live in the catalogues."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket.accounts import choose_language
from tracker.docket.who import ANYONE, who
from tracker.extensions import babel
from tracker.web.actor import current_actor

LANGUAGES = ("ja", "en")
THEMES = ("auto", "light", "dark")
LANGUAGE_COOKIE = "kigen-language"
THEME_COOKIE = "kigen-theme"
A_YEAR = 365 * 24 * 60 * 60

pages = Blueprint("preferences", __name__, url_prefix="/preferences")


def register(app: Flask) -> None:
    """Tells Flask-Babel whose language counts."""
    if "babel" not in app.extensions:
        babel.init_app(app, locale_selector=current_language)


def current_language() -> str:
    """The person's own language; before signing in the one last chosen in this browser, else Japanese."""
    actor = current_actor()
    chosen = actor.language if actor else request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def current_theme() -> str:
    """Light, dark, or as the machine prefers."""
    chosen = request.cookies.get(THEME_COOKIE)
    return chosen if chosen in THEMES else THEMES[0]


@pages.post("")
@who(ANYONE)
def change() -> ResponseReturnValue:
    """Switches language or paper and goes back to where the switch was."""
    response = redirect(inside(request.form.get("back")), 303)
    for cookie, value, allowed in (
        (LANGUAGE_COOKIE, request.form.get("language"), LANGUAGES),
        (THEME_COOKIE, request.form.get("theme"), THEMES),
    ):
        if value and value in allowed:
            secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
            response.set_cookie(cookie, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    actor, language = current_actor(), request.form.get("language")
    if actor and language in LANGUAGES:
        choose_language(actor, language=language, now=clock.now())
    return response


def inside(back: str | None) -> str:
    """The address to go back to, if it is one of ours; else the first page."""
    home = url_for("due.page")
    if not back or not back.startswith("/") or back.startswith(("//", "/\\")) or "\\" in back:
        return home
    if any(ord(c) < 33 or ord(c) == 127 for c in back):
        return home
    parts = urlsplit(back)
    return back if not parts.scheme and not parts.netloc else home
