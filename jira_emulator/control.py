"""The control API, `/_control` on its own port: misbehaviour on demand, and what was asked and sent."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from jira_emulator.faults import RequestFault, WebhookFaults
from jira_emulator.host.control import addon_control
from jira_emulator.issue_control import issue_control
from jira_emulator.state import Site
from jira_emulator.traffic import as_json
from jira_emulator.webhooks.delivery import WebhookSettings

if TYPE_CHECKING:
    from jira_emulator.server import Emulator


def control_app(emulator: "Emulator") -> Flask:
    """The control API of an emulator:

    GET    /_control                        the state of all of it
    POST   /_control/request-faults         a RequestFault: {method, path, site, times, skip, status,
    headers, reset, delay_milliseconds}
    PUT    /_control/webhook-faults         WebhookFaults: {drop, double, delay, delay_seconds,
    shuffle_seconds, seed} PUT    /_control/webhook-settings       {retry_scale, connect_timeout_seconds,
    response_timeout_seconds} PUT    /_control/latency                {milliseconds}
    PUT    /_control/sites/NAME/index-lag   {seconds}
    PUT    /_control/sites/NAME/clock-skew  {seconds}
    DELETE /_control/faults                 behave again
    GET    /_control/requests, /webhooks, /calls   what happened, newest first (`?site=NAME`); DELETE
    /_control/traffic POST   /_control/settle                 {timeout_seconds}: wait until no webhook is on
    its way
    """
    desk = Desk(emulator)
    app = Flask("jira_emulator.control", static_folder=None)
    routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
        ("GET", "", desk.state),
        ("POST", "/request-faults", desk.add_request_fault),
        ("PUT", "/webhook-faults", desk.set_webhook_faults),
        ("PUT", "/webhook-settings", desk.set_webhook_settings),
        ("PUT", "/latency", desk.set_latency),
        ("PUT", "/sites/<name>/index-lag", desk.set_index_lag),
        ("PUT", "/sites/<name>/clock-skew", desk.set_clock_skew),
        ("DELETE", "/faults", desk.clear_faults),
        ("GET", "/requests", desk.requests),
        ("GET", "/webhooks", desk.webhooks),
        ("GET", "/calls", desk.calls),
        ("DELETE", "/traffic", desk.reset_traffic),
        ("POST", "/settle", desk.settle),
    )
    for method, path, view in routes:
        app.add_url_rule(f"/_control{path}", f"{method} {path}", view, methods=[method])
    app.register_blueprint(addon_control(emulator))
    app.register_blueprint(issue_control(emulator))
    return app


class Desk:
    """The views of the control API."""

    def __init__(self, emulator: "Emulator") -> None:
        self._emulator = emulator

    def state(self) -> Response:
        faults = self._emulator.faults
        sites = self._emulator.sites.values()
        return jsonify(
            sites={one.site.name: one.address for one in sites},
            index_lag_seconds={one.site.name: one.site.index.lag_seconds for one in sites},
            latency_milliseconds=faults.latency_milliseconds,
            request_faults=[asdict(one) for one in faults.requests],
            webhook_faults=asdict(faults.webhooks),
            webhook_settings=asdict(self._emulator.webhook_settings),
        )

    def add_request_fault(self) -> Response:
        wanted = body_of(_names(RequestFault))
        self._emulator.faults.add(RequestFault(**wanted))
        return self.state()

    def set_webhook_faults(self) -> Response:
        wanted = body_of([*_names(WebhookFaults), "seed"])
        seed = wanted.pop("seed", None)
        self._emulator.faults.webhooks = WebhookFaults(**wanted)
        if seed is not None:
            self._emulator.faults.reseed(int(seed))
        return self.state()

    def set_webhook_settings(self) -> Response:
        for name, value in body_of(_names(WebhookSettings)).items():
            setattr(self._emulator.webhook_settings, name, float(value))
        return self.state()

    def set_latency(self) -> Response:
        self._emulator.faults.latency_milliseconds = _amount("milliseconds")
        return self.state()

    def set_index_lag(self, name: str) -> Response:
        self._site(name).index.lag_seconds = _amount("seconds")
        return self.state()

    def set_clock_skew(self, name: str) -> Response:
        self._site(name).clock_skew = timedelta(seconds=_amount("seconds"))
        return self.state()

    def clear_faults(self) -> Response:
        self._emulator.faults.clear()
        for running in self._emulator.sites.values():
            running.site.index.lag_seconds = 0.0
            running.site.clock_skew = timedelta(0)
        return self.state()

    def requests(self) -> Response:
        return jsonify([as_json(one) for one in self._emulator.traffic.requests(request.args.get("site"))])

    def webhooks(self) -> Response:
        return jsonify([as_json(one) for one in self._emulator.traffic.webhooks(request.args.get("site"))])

    def calls(self) -> Response:
        return jsonify(self._emulator.traffic.calls(request.args.get("site")))

    def reset_traffic(self) -> Response:
        self._emulator.traffic.reset()
        return jsonify({})

    def settle(self) -> Response:
        return jsonify(idle=self._emulator.settle(_amount("timeout_seconds")))

    def _site(self, name: str) -> Site:
        if name not in self._emulator.sites:
            raise NotFound(f"There is no site {name!r}.")
        return self._emulator.sites[name].site


def _names(of: type) -> list[str]:
    return [one.name for one in fields(of)]


def body_of(known: Iterable[str]) -> dict[str, Any]:
    """The body, an object of these names only."""
    value = request.get_json()
    unknown = set(value) - set(known) if isinstance(value, dict) else {"a body that is no object"}
    if unknown:
        raise BadRequest(f"Unknown: {', '.join(sorted(unknown))}.")
    return dict(value)


def _amount(name: str) -> float:
    value = body_of([name]).get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"{name} must be a number.")
    return float(value)
