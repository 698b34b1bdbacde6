"""Several Jira sites in one process, each on its own port."""

from dataclasses import dataclass

from flask import Flask

from jira_emulator import host, rest
from jira_emulator.http_server import Listener
from jira_emulator.state import Site


@dataclass(frozen=True, slots=True)
class RunningSite:
    """A site and where it answers ("http://127.0.0.1:PORT")."""

    address: str
    site: Site
    app: Flask
    listener: Listener


class Emulator:
    """A set of Jira sites; usable as a context manager that starts and stops them.

    `seed` decides every generated id, token and fault.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.sites: dict[str, RunningSite] = {}
        self._started = False

    def add_site(self, name: str, port: int = 0) -> RunningSite:
        """A new site, bound at once (port 0: any free one) and answering once the emulator is started."""
        site = Site(name, self.seed)
        app = Flask(f"jira_emulator.{name}", static_folder=None)
        listener = Listener(app, port)
        site.base_url = listener.address
        rest.register(app, site, self)
        host.register(app, site, self)
        running = RunningSite(listener.address, site, app, listener)
        self.sites[name] = running
        if self._started:
            listener.start()
        return running

    def start(self) -> "Emulator":
        """Answer on every site."""
        self._started = True
        for running in self.sites.values():
            running.listener.start()
        return self

    def stop(self) -> None:
        """Stop answering and free every port."""
        for running in self.sites.values():
            running.listener.stop()
        self._started = False

    def __enter__(self) -> "Emulator":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
