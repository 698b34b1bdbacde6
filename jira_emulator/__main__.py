"""`python -m jira_emulator`: run emulated Jira sites until a signal ends them."""

import json
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

from jira_emulator.certificate import make_certificate
from jira_emulator.command_line import Wanted, read_arguments
from jira_emulator.host.connect_host import host_of
from jira_emulator.latency import Latency
from jira_emulator.load import load_file, load_schema
from jira_emulator.model import Project
from jira_emulator.permissions import allowed, is_jira_admin
from jira_emulator.seed import PEOPLE, add_project, demo, person
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site
from jira_emulator.storage.keeper import Keeper

DEFAULT_KEY = "DATA"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT. Returns the exit status; 1 when the sites can't be set up."""
    wanted = read_arguments(arguments)
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="jira_emulator-") as folder:
        try:
            keeper = Keeper(wanted.state) if wanted.state is not None else None
            emulator = furnished_emulator(wanted, Path(folder), keeper)
        except (OSError, ValueError) as problem:
            print(f"jira_emulator: {problem}", file=sys.stderr)
            return 1
        with kept(emulator, keeper), emulator:
            print(json.dumps(announcement(emulator)), flush=True)
            ended.wait()
    return 0


@contextmanager
def kept(emulator: Emulator, keeper: Keeper | None) -> Iterator[None]:
    """Save the sites meanwhile, and once more when they have stopped."""
    if keeper is None:
        yield
        return
    keeper.start(emulator)
    yield
    keeper.stop(emulator)


def furnished_emulator(wanted: Wanted, folder: Path, keeper: Keeper | None = None) -> Emulator:
    """The sites that were asked for, bound but not answering yet; `folder` takes the certificate.

    Those that `keeper` has are as they were; nothing is loaded into them.

    Raises `OSError` when a port is taken or a file can't be read, `ValueError` when its content can't be used.
    """
    certificate = make_certificate(folder) if wanted.tls else None
    emulator = Emulator(wanted.seed, wanted.has_control, wanted.control_port, certificate)
    emulator.faults.latency = Latency(wanted.latency_milliseconds)
    emulator.limiter.enabled = wanted.limits
    for one in wanted.sites:
        if keeper is None:
            emulator.add_site(one.name, one.port)
        else:
            keeper.add_site(emulator, one.name, one.port)
    _fill(emulator, wanted, set() if keeper is None else keeper.known)
    return emulator


def _fill(emulator: Emulator, wanted: Wanted, full: Set[str]) -> None:
    """The loaded and the named projects; on sites without any, the built-in ones. Nothing goes to `full` sites."""
    for name, site in ((name, one.site) for name, one in emulator.sites.items() if name not in full):
        if name in wanted.files:
            _load(load_file, site, wanted, wanted.files[name])
        if name in wanted.schemas:
            _load(load_schema, site, wanted, wanted.schemas[name])
        if name in wanted.project_keys:
            _project_for(site, wanted.project_keys[name])
    empty = [one.site for name, one in emulator.sites.items() if not one.site.projects and name not in full]
    if len(empty) > 1:
        demo(empty[0], empty[1])
    for site in empty:
        if not site.projects:
            add_project(site, "DEMO", "Demo")


def _load(load: Callable[..., object], site: Site, wanted: Wanted, path: Path) -> None:
    load(site, _project_for(site, wanted.project_keys.get(site.name, DEFAULT_KEY)), path, flat=wanted.flat)


def _project_for(site: Site, key: str) -> Project:
    return site.project(key) or add_project(site, key, key.title())


def announcement(emulator: Emulator) -> dict[str, object]:
    """What the first line of the output says."""
    return {
        "sites": {name: _site_words(one) for name, one in emulator.sites.items()},
        "control": emulator.control_address,
        "certificate": str(emulator.certificate.path) if emulator.certificate else None,
    }


def _site_words(running: RunningSite) -> dict[str, object]:
    site = running.site
    return {
        "address": running.address,
        "client_key": site.client_key,
        "all_js": f"{running.address}/_connect/all.js",
        "install_keys": f"{running.address}/_install-keys",
        "install_key_id": host_of(running).install_key.kid,
        "projects": [project.key for project in site.projects.values()],
        "users": [_user_words(site, one.part) for one in PEOPLE],
    }


def _user_words(site: Site, part: str) -> dict[str, object]:
    user = person(site, part)
    administered = [
        project.key for project in site.projects.values() if allowed(site, user, "ADMINISTER_PROJECTS", project)
    ]
    return {
        "role": part,
        "account_id": user.account_id,
        "name": user.display_name,
        "email": user.email,
        "token": user.api_token,
        "is_jira_admin": is_jira_admin(site, user),
        "administers": administered,
    }


if __name__ == "__main__":
    sys.exit(main())
