"""The headers that tell browsers what they may do with an answer. No page content here.

The policy is written out: no inline script, no inline style, nothing from elsewhere, never in a frame.
`upgrade-insecure-requests` is left out on purpose: it would break installations on plain http in a closed net.
"""

from flask import Flask, Response, current_app, request

from tracker.web.actor import request_id

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
)
ALWAYS = {
    "Content-Security-Policy": "; ".join(DIRECTIVES),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"
STATIC_SECONDS = 31536000


def register(app: Flask) -> None:
    """Puts the headers on every answer, errors included."""
    app.after_request(put_headers)


def put_headers(response: Response) -> Response:
    """The headers of one answer. Only static files may be kept by anybody."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("X-Request-Id", request_id())
    if current_app.config.get("SESSION_COOKIE_SECURE"):
        response.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
    if request.endpoint == "static" and response.status_code == 200:
        response.headers["Cache-Control"] = (
            f"public, max-age={STATIC_SECONDS if request.args.get('v') else 3600}"
        )
    else:
        response.headers["Cache-Control"] = "no-store"
    if request.endpoint == "security.logout" and request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
