"""Headers of everything we answer: who may frame a page, which scripts it may run, and that nobody keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from app.connect.state import connect
from app.setting_values import is_loopback


def init_app(app: Flask) -> None:
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = content_security_policy()
    return response


def content_security_policy() -> str:
    """Own scripts and Atlassian's `all.js`, no inline script, no `eval`; framed by the site it is shown on, and by no
    other. A refusal, where no site is known, holds nothing but a sentence: it may stand in any Jira's frame."""
    script = urlsplit(connect().settings.all_js_url)
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {script.scheme}://{script.netloc}",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": " ".join(framing_sites()),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def framing_sites() -> Iterable[str]:
    found = g.get("installation")
    if found is not None:
        return dict.fromkeys((found.site_address, found.display_address))
    return map(_source, connect().settings.allowed_jira_hosts)


def _source(host_pattern: str) -> str:
    return f"http://{host_pattern}:*" if is_loopback(host_pattern) else f"https://{host_pattern}"
