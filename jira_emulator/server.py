"""Several Jira sites in one process, each on its own port."""

from dataclasses import dataclass
from functools import partial

from flask import Flask, Response
from werkzeug.http import http_date

from jira_emulator import host, rest
from jira_emulator.certificate import Certificate
from jira_emulator.control import control_app
from jira_emulator.exchange_log import logged
from jira_emulator.faults import Faults
from jira_emulator.flavours import CLOUD, Flavour
from jira_emulator.http_server import Listener, under
from jira_emulator.limits.limiter import Limiter
from jira_emulator.seed import furnish
from jira_emulator.state import Site
from jira_emulator.traffic import Traffic
from jira_emulator.webhooks.delivery import Courier, WebhookSettings


@dataclass(frozen=True, slots=True)
class RunningSite:
    """A site and where it answers ("http://127.0.0.1:PORT", or https, and the context path if it has one)."""

    address: str
    site: Site
    app: Flask
    listener: Listener
    courier: Courier


class Emulator:
    """A set of Jira sites; usable as a context manager that starts and stops them.

    `seed` decides every generated id, token and fault. With `control` the control API answers at
    `control_address`; with a `certificate` the sites are https.
    """

    def __init__(
        self,
        seed: int = 0,
        control: bool = True,
        control_port: int = 0,
        certificate: Certificate | None = None,
    ) -> None:
        self.seed = seed
        self.certificate = certificate
        self.sites: dict[str, RunningSite] = {}
        self.traffic = Traffic()
        self.faults = Faults(seed)
        self.limiter = Limiter()
        self.webhook_settings = WebhookSettings()
        self._control = Listener(control_app(self), control_port) if control else None
        self._started = False

    @property
    def control_address(self) -> str | None:
        """Where the control API is ("http://127.0.0.1:PORT/_control")."""
        return None if self._control is None else f"{self._control.address}/_control"

    def add_site(
        self,
        name: str,
        port: int = 0,
        flavour: Flavour = CLOUD,
        context_path: str = "",
        site: Site | None = None,
    ) -> RunningSite:
        """A new furnished site without projects (or one that is there already), bound at once (port 0: any free one),
        under "/jira" or the like.

        It answers once the emulator is started.
        """
        site = furnish(site or Site(name, self.seed, flavour=flavour), self.seed)
        app = Flask(f"jira_emulator.{name}", static_folder=None)
        context = None if self.certificate is None else self.certificate.context
        listener = Listener(under(context_path, app), port, context=context)
        site.base_url = listener.address + context_path
        site.certificate = str(self.certificate.path) if self.certificate else None
        app.after_request(partial(dated, site))
        rest.register(app, site, self)
        host.register(app, site, self)
        app.wsgi_app = logged(app.wsgi_app, flavour.name)  # type: ignore[method-assign]
        courier = Courier(site, self.faults, self.traffic, self.webhook_settings)
        running = RunningSite(site.base_url, site, app, listener, courier)
        self.sites[name] = running
        if self._started:
            _start(running)
        return running

    def start(self) -> "Emulator":
        """Answer on every site."""
        self._started = True
        for running in self.sites.values():
            _start(running)
        if self._control is not None:
            self._control.start()
        return self

    def stop(self) -> None:
        """Stop answering and free every port."""
        for running in self.sites.values():
            running.courier.stop()
            running.listener.stop()
        if self._control is not None:
            self._control.stop()
        self._started = False

    def settle(self, timeout_seconds: float = 10.0) -> bool:
        """Wait until no webhook is on its way (those that wait for a retry do not count); False when it took
        longer.
        """
        return all(one.courier.wait_until_idle(timeout_seconds) for one in self.sites.values())

    def __enter__(self) -> "Emulator":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def dated(site: Site, response: Response) -> Response:
    """The answer with the time of the site's own clock, which may be wrong on purpose."""
    response.headers["Date"] = http_date(site.now())
    return response


def _start(running: RunningSite) -> None:
    running.listener.start()
    running.courier.start()
