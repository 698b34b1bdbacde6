"""An error as an answer: a page for a person, JSON for a program; a sentence and a code, never a stack trace."""

from __future__ import annotations

import math

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from app.connect.install_keys import InstallKeysUnreachable
from app.connect.tokens import TokenRefused
from app.errors import BackboneError, Invalid, JiraBusy, JiraError, Refusal, StorageUnavailable

log = structlog.get_logger(__name__)

RETRY_AFTER_SECONDS = 30
UNEXPECTED = "Something went wrong on our side. It has been recorded; please try again."


def init_app(app: Flask) -> None:
    app.register_error_handler(BackboneError, answer_error)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_unexpected)


def answer_error(error: BackboneError) -> Response:
    problems = error.problems if isinstance(error, Invalid) else ()
    details = [{"place": problem.place, "sentence": problem.sentence} for problem in problems]
    response = answer(status_of(error), error.code, error.sentence, details)
    if response.status_code == 503:
        response.headers["Retry-After"] = str(retry_after_seconds(error))
    note(error, response.status_code)
    return response


def note(error: BackboneError, status: int) -> None:
    """One line: what was asked for, and why not. What a person typed stays out of it."""
    event = "request_refused" if isinstance(error, Refusal) else "request_failed"
    reason = error.reason if isinstance(error, TokenRefused) else ""
    log.warning(event, endpoint=request.endpoint, status=status, code=error.code, reason=reason)


def status_of(error: BackboneError) -> int:
    """503 says: the same request may succeed later. Jira then sends a webhook again."""
    if isinstance(error, Refusal):
        return error.status
    if isinstance(error, StorageUnavailable | JiraBusy | InstallKeysUnreachable):
        return 503
    return 502 if isinstance(error, JiraError) else 500


def retry_after_seconds(error: BackboneError) -> int:
    return math.ceil(error.retry_after_seconds) if isinstance(error, JiraBusy) else RETRY_AFTER_SECONDS


def answer_http(error: HTTPException) -> Response:
    """Flask's own: no such address, wrong method, body too large. Redirects stay what they are."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    log.info("request_refused", endpoint=request.endpoint, path=request.path, status=error.code)
    return answer(error.code, f"http-{error.code}", error.description or error.name, [])


def answer_unexpected(error: Exception) -> Response:
    log.error("request_broke", endpoint=request.endpoint, exc_info=error)
    return answer(500, BackboneError.code, UNEXPECTED, [])


def answer(status: int, code: str, sentence: str, problems: list[dict[str, str]]) -> Response:
    wanted = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if wanted == "text/html":
        page = render_template("errors/plain.html", code=code, sentence=sentence, problems=problems)
        return make_response(page, status)
    return make_response(jsonify(code=code, sentence=sentence, problems=problems), status)
