"""The control API, `/_control` on its own port: misbehaviour on demand, and what was asked and sent."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from jira_emulator.control_input import amount, body_of, latency, names_of, number, request_fault, webhook_faults
from jira_emulator.faults import WebhookFaults
from jira_emulator.host.control import addon_control
from jira_emulator.issue_control import issue_control
from jira_emulator.limits.control import limit_control, limits_as_json
from jira_emulator.state import Site
from jira_emulator.traffic import as_json
from jira_emulator.vanishing import bring_all_back
from jira_emulator.vanishing_control import vanishing_control
from jira_emulator.webhooks.delivery import TopLevelParts, WebhookSettings

if TYPE_CHECKING:
    from jira_emulator.server import Emulator


def control_app(emulator: "Emulator") -> Flask:
    """The control API of an emulator. What is wrong with a call is answered 400 or 404, as a sentence.

    - `GET /_control`: the state of all of it.
    - `DELETE /_control/faults`: behave again. Faults, latency, index lag and clock skew end, what vanished is back;
      limits and webhook settings stay.
    - `PUT /_control/seed {seed}`: begin the row of accidents again.
    - `POST /_control/request-faults`: the next `times` (null: all) requests that fit `method`, `path` (a regular
      expression) and `site`, after `skip` of them and each with a `chance`, are answered with `status` and `headers`
      (after the call took effect with `takes_effect`), or broken off by `reset` ("before" or "after" it took effect),
      or `delay_milliseconds` late.
    - `PUT /_control/webhook-faults {drop, double, delay, delay_seconds, shuffle_seconds, seed}`: the first three are
      chances.
    - `PUT /_control/webhook-settings {retry_scale, connect_timeout_seconds, response_timeout_seconds,
      secondary_delay_seconds, top_level_parts}`: the last is "sometimes", "always" or "never".
    - `PUT /_control/latency {milliseconds, distribution}`: "fixed", "uniform" or "long-tail".
    - `GET`, `PUT /_control/limits`: see `jira_emulator/limits/control.py`.
    - `PUT /_control/sites/NAME/index-lag {seconds}`.
    - `PUT /_control/sites/NAME/clock-skew {seconds}`: also in the `Date` of answers; tokens keep the real time.
    - `GET`, `POST`, `DELETE /_control/sites/NAME/vanished[/ID]`: see `jira_emulator/vanishing_control.py`.
    - `/_control/sites/NAME/addons`, `/_control/sites/NAME/reimport`: see `jira_emulator/host/control.py`.
    - `GET /_control/requests`, `/_control/webhooks`, `/_control/calls`: what happened, newest first (`?site=NAME`).
    - `DELETE /_control/traffic`: forget that.
    - `POST /_control/settle {timeout_seconds}`: wait until no webhook is on its way.
    """
    desk = Desk(emulator)
    app = Flask("jira_emulator.control", static_folder=None)
    routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
        ("GET", "", desk.state),
        ("DELETE", "/faults", desk.clear_faults),
        ("PUT", "/seed", desk.reseed),
        ("POST", "/request-faults", desk.add_request_fault),
        ("PUT", "/webhook-faults", desk.set_webhook_faults),
        ("PUT", "/webhook-settings", desk.set_webhook_settings),
        ("PUT", "/latency", desk.set_latency),
        ("PUT", "/sites/<name>/index-lag", desk.set_index_lag),
        ("PUT", "/sites/<name>/clock-skew", desk.set_clock_skew),
        ("GET", "/requests", desk.requests),
        ("GET", "/webhooks", desk.webhooks),
        ("GET", "/calls", desk.calls),
        ("DELETE", "/traffic", desk.reset_traffic),
        ("POST", "/settle", desk.settle),
    )
    for method, path, view in routes:
        app.add_url_rule(f"/_control{path}", f"{method} {path}", view, methods=[method])
    parts = (addon_control(emulator), issue_control(emulator), limit_control(emulator), vanishing_control(emulator))
    for part in parts:
        app.register_blueprint(part)
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
            clock_skew_seconds={one.site.name: one.site.clock_skew.total_seconds() for one in sites},
            vanished={one.site.name: len(one.site.vanished) for one in sites},
            latency=asdict(faults.latency),
            request_faults=[asdict(one) for one in list(faults.requests)],
            webhook_faults=asdict(faults.webhooks),
            webhook_settings=asdict(self._emulator.webhook_settings),
            limits=limits_as_json(self._emulator.limiter),
        )

    def clear_faults(self) -> Response:
        self._emulator.faults.clear()
        for running in self._emulator.sites.values():
            running.site.index.lag_seconds = 0.0
            running.site.clock_skew = timedelta(0)
            bring_all_back(running.site)
        return self.state()

    def reseed(self) -> Response:
        self._emulator.faults.reseed(int(amount("seed")))
        return self.state()

    def add_request_fault(self) -> Response:
        self._emulator.faults.add(request_fault())
        return self.state()

    def set_webhook_faults(self) -> Response:
        wanted = body_of([*names_of(WebhookFaults), "seed"])
        seed = wanted.pop("seed", None)
        self._emulator.faults.webhooks = webhook_faults(wanted)
        if seed is not None:
            self._emulator.faults.reseed(int(number("seed", seed)))
        return self.state()

    def set_webhook_settings(self) -> Response:
        settings, wanted = self._emulator.webhook_settings, body_of(names_of(WebhookSettings))
        parts = wanted.pop("top_level_parts", settings.top_level_parts)
        if parts not in get_args(TopLevelParts):
            raise BadRequest(f"top_level_parts is one of {', '.join(get_args(TopLevelParts))}.")
        checked = {name: number(name, value) for name, value in wanted.items()}
        settings.top_level_parts = parts
        for name, value in checked.items():
            setattr(settings, name, value)
        return self.state()

    def set_latency(self) -> Response:
        self._emulator.faults.latency = latency()
        return self.state()

    def set_index_lag(self, name: str) -> Response:
        self._site(name).index.lag_seconds = amount("seconds")
        return self.state()

    def set_clock_skew(self, name: str) -> Response:
        self._site(name).clock_skew = timedelta(seconds=number("seconds", amount("seconds"), 3e9))
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
        return jsonify(idle=self._emulator.settle(amount("timeout_seconds")))

    def _site(self, name: str) -> Site:
        if name not in self._emulator.sites:
            raise NotFound(f"There is no site {name!r}.")
        return self._emulator.sites[name].site
