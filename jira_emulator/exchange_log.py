"""Writes every REST exchange to a file, so that it can be held against Atlassian's documents afterwards."""

import base64
import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

FOLDER_VARIABLE = "JIRA_EMULATOR_EXCHANGES"
"""Names the folder; each process appends to a file of its own there. Nothing is written where it is not set."""

ON_PURPOSE = "jira_emulator.on_purpose"
"""Set in the WSGI environment of a request whose answer is a fault that was asked for."""

WsgiApp = Callable[..., Iterable[bytes]]
_lock = threading.Lock()


def logged(app: WsgiApp, flavour: str) -> WsgiApp:
    """The application of a site of this flavour, with its REST exchanges written down where the environment asks for
    it.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return app
    file = Path(folder) / f"{os.getpid()}.jsonl"

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/rest/"):
            return app(environ, start_response)
        return _exchanged(app, environ, start_response, file, flavour)

    return answer


def _exchanged(app: WsgiApp, environ: dict[str, Any], start_response: Any, file: Path, flavour: str) -> Iterable[bytes]:
    sent: dict[str, Any] = {}

    def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        sent.update(status=int(status.split(" ", 1)[0]), headers=dict(headers))
        return start_response(status, headers, *more)

    stream = environ["wsgi.input"]
    body = stream.read()
    stream.seek(0)
    try:
        answered = list(app(environ, started))
    except ConnectionResetError:
        _write(file, _request(environ, body, flavour) | {"answer": None})
        raise
    answer = sent | {"body": _written(b"".join(answered))}
    _write(file, _request(environ, body, flavour) | {"answer": answer})
    return answered


def _request(environ: Mapping[str, Any], body: bytes, flavour: str) -> dict[str, Any]:
    """What was asked, without the credentials."""
    query = environ.get("QUERY_STRING", "")
    path = environ.get("REQUEST_URI") or environ["PATH_INFO"] + (f"?{query}" if query else "")
    names = {"CONTENT_TYPE": "content-type"} | {
        name: name[5:].lower().replace("_", "-") for name in environ if name.startswith("HTTP_")
    }
    headers = {shown: environ[name] for name, shown in names.items() if environ.get(name)}
    if "authorization" in headers:
        headers["authorization"] = f"{headers['authorization'].partition(' ')[0]} (left out)"
    return {
        "flavour": flavour,
        "method": environ["REQUEST_METHOD"],
        "url": path.removeprefix(environ.get("SCRIPT_NAME", "")),
        "headers": headers,
        "body": _written(body),
        "on_purpose": bool(environ.get(ON_PURPOSE)),
    }


def _written(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def _write(file: Path, exchange: Mapping[str, Any]) -> None:
    with _lock, file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(exchange) + "\n")
