"""The supervisor: what it starts is ready, what does not come up says why, what it stops is gone."""

import os
import sys
from pathlib import Path

import pytest

from demo.processes import AnnouncesItself, AnswersAt, Program, Supervisor, listening_socket
from demo.services import ServiceFailed

ANNOUNCER = "import time; print('{\"port\": 7}', flush=True); time.sleep(600)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("{}", flush=True)
time.sleep(600)
"""
SERVER = """
import http.server, socket, sys
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()
server = http.server.HTTPServer(("127.0.0.1", 0), Healthy, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
"""


def python(name: str, code: str, *arguments: str, **how: object) -> Program:
    return Program(name, (sys.executable, "-c", code, *arguments), **how)  # type: ignore[arg-type]


def test_a_program_is_ready_when_it_has_announced_itself(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        running = supervisor.start(python("announcer", ANNOUNCER, ready=AnnouncesItself()))

        assert running.announcement == {"port": 7}
        assert running.exit_code is None


def test_a_program_answers_on_the_socket_it_was_handed(tmp_path: Path) -> None:
    with listening_socket() as listener, Supervisor(tmp_path) as supervisor:
        health = AnswersAt(f"http://127.0.0.1:{listener.getsockname()[1]}/health")
        running = supervisor.start(
            python("server", SERVER, str(listener.fileno()), ready=health, inherited=(listener,))
        )

        assert running.exit_code is None
        assert '"GET /health HTTP/1.1" 200' in running.log.read_text()


def test_a_program_that_ends_at_once_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        broken = python("broken", "raise SystemExit('SECRET_KEY is missing')", ready=AnnouncesItself())

        with pytest.raises(ServiceFailed, match=r"broken ended with 1[\s\S]*SECRET_KEY is missing"):
            supervisor.start(broken)


def test_a_program_that_is_not_ready_in_time_does_not_stay(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with Supervisor(tmp_path) as supervisor:
        with pytest.raises(ServiceFailed, match="slow was not ready within 1 s"):
            supervisor.start(python("slow", code, ready=AnnouncesItself(), ready_seconds=1))

        with pytest.raises(ProcessLookupError):
            os.kill(int(pid_file.read_text()), 0)


def test_a_program_that_ignores_the_request_to_end_is_ended_by_force(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    running = supervisor.start(python("stubborn", STUBBORN, ready=AnnouncesItself(), stop_seconds=0.2))

    supervisor.stop()

    assert running.exit_code == -9


def test_programs_are_stopped_in_reverse_order(tmp_path: Path) -> None:
    code = """
import signal, sys, time
def leave(*_):
    open(sys.argv[1], "a").write(sys.argv[2])
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("{}", flush=True)
time.sleep(600)
"""
    order = tmp_path / "order"
    with Supervisor(tmp_path) as supervisor:
        for name in ("1", "2", "3"):
            supervisor.start(python(name, code, str(order), name, ready=AnnouncesItself()))

    assert order.read_text() == "321"


def test_a_program_that_ended_by_itself_is_noticed(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(python("lasting", ANNOUNCER, ready=AnnouncesItself()))
        assert supervisor.ended() == []

        victim = supervisor.start(python("victim", ANNOUNCER, ready=AnnouncesItself()))
        victim.kill()

        assert [running.program.name for running in supervisor.ended()] == ["victim"]
