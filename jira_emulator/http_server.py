"""A threaded HTTP/1.1 server with keep-alive, and connections that can be reset on purpose."""

import contextlib
import io
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

WsgiApp = Callable[..., Iterable[bytes]]


class KeepAliveHandler(WSGIRequestHandler):
    """Werkzeug's handler, but connections stay open.

    Werkzeug closes each connection because it does not drain request bodies; here the body is read first.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120.0

    def setup(self) -> None:
        """Speak TLS where the listener does. The handshake waits for the connection's own thread."""
        context = self.server.ssl_context
        if context is not None:
            self.request.settimeout(self.timeout)
            self.request = context.wrap_socket(self.request, server_side=True, do_handshake_on_connect=False)
        super().setup()

    def handle(self) -> None:
        try:
            if isinstance(self.connection, ssl.SSLSocket):
                self.connection.do_handshake()
        except OSError:
            return
        super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.close()

    def version_string(self) -> str:
        """The `Server` header of Jira Cloud (recorded answers)."""
        return "AtlassianEdge"

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        if environ.get("wsgi.input_terminated"):
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read())
        else:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            environ["wsgi.input"] = io.BytesIO(self.rfile.read(length))
        return environ

    def run_wsgi(self) -> None:
        """Answer one request.

        Werkzeug's own version waits after each answer and discards what it finds on the connection: with
        connections that stay open that is the next request.
        """
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        self.environ = self.make_environ()
        chunks, status, headers = run_wsgi_app(self.server.app, self.environ, buffered=True)
        body = b"".join(chunks)
        code, _, reason = status.partition(" ")
        self.send_response_only(int(code), reason)
        self.send_header("Server", self.version_string())
        if "date" not in headers:
            self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in headers and int(code) not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Requests are kept by the traffic log, not printed."""

    def log_error(self, format: str, *args: Any) -> None:  # noqa: A002 (named by the standard library)
        """A client that goes away is no news."""


def reset_connection(environ: dict[str, Any]) -> None:
    """Break the client's connection with a TCP reset, then give up on the answer.

    Raises ConnectionResetError, which the server takes as a client that went away.
    """
    connection: socket.socket = environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RD)
    connection.close()
    raise ConnectionResetError("reset on purpose")


class Listener:
    """One bound address and the thread that serves it. Port 0 takes a free one; with a context it is https."""

    def __init__(
        self, app: WsgiApp, port: int = 0, host: str = "127.0.0.1", context: ssl.SSLContext | None = None
    ) -> None:
        self._server: BaseWSGIServer = make_server(host, port, app, threaded=True, request_handler=KeepAliveHandler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._server.block_on_close = False  # type: ignore[attr-defined]
        self._server.ssl_context = context
        self.address = f"{'http' if context is None else 'https'}://{host}:{self._server.port}"
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to answer; connections made before wait in the backlog."""
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join(timeout=5)
        self._server.server_close()
