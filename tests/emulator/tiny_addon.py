"""A small Connect add-on that keeps what the host sends it, and shows a page that uses AP."""

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask, jsonify, request
from werkzeug.serving import BaseWSGIServer, make_server

PAGE = """<!doctype html><html><head><title>Tiny</title>
<style>[data-color-mode="dark"] body {{ background: #222; color: #eee }}
body {{ margin: 0; font-family: sans-serif }}</style>
</head><body><div class="ac-content" style="padding: 8px">
<p id="place">{place}</p><p id="answer"></p><div id="tall"></div>
<button id="token">Token</button> <button id="flag">Flag</button> <button id="grow">Grow</button>
<button id="request">Request</button> <button id="user">User</button> <button id="admin">Admin</button>
</div>
<script src="{host}/_connect/all.js"></script>
<script>
const answer = (text) => document.getElementById("answer").textContent = text;
const on = (id, step) => document.getElementById(id).addEventListener("click", step);
AP.theme.initializeTheming();
on("token", async () => {{
  const token = await AP.context.getToken();
  AP.context.getToken((again) => answer(token + " " + again));
}});
on("flag", () => {{
  const actions = {{undo: "Undo"}};
  AP.flag.create({{title: "Saved", body: "<b>It is</b> done", type: "success", close: "manual", actions}});
  AP.events.on("flag.action", ({{actionIdentifier}}) => answer("action " + actionIdentifier));
}});
on("grow", () => document.getElementById("tall").style.height = "700px");
on("request", async () => answer((await AP.request("/rest/api/3/myself")).body));
on("admin", () => AP.request({{url: "/rest/api/3/issue/SHOP-1", type: "DELETE"}})
  .catch(({{xhr}}) => answer("refused " + xhr.status)));
on("user", async () => answer((await AP.user.getCurrentUser()).atlassianAccountId));
</script></body></html>"""


@dataclass
class Received:
    """One lifecycle call as it came in."""

    event: str
    body: dict[str, Any]
    authorization: str
    url: str

    @property
    def token(self) -> str:
        return self.authorization.removeprefix("JWT ")


@dataclass
class TinyAddon:
    """The add-on and what it has received. `refuse_with` makes it refuse the next `installed`."""

    host_address: str = ""
    refuse_with: int | None = None
    received: list[Received] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    _server: BaseWSGIServer | None = None
    _news: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> "TinyAddon":
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        serve = partial(self._server.serve_forever, poll_interval=0.05)
        threading.Thread(target=serve, daemon=True).start()
        return self

    def stop(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def descriptor_url(self) -> str:
        return f"{self.address}/base/atlassian-connect.json"

    def wait_for(self, *events: str) -> list[Received]:
        """What came in, once every one of these events has."""
        with self._news:
            arrived = self._news.wait_for(lambda: set(events) <= {one.event for one in self.received}, 10)
            assert arrived, f"only {[one.event for one in self.received]} came"
            return list(self.received)

    def descriptor(self) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "key": "com.example.tiny",
            "name": "Tiny add-on",
            "description": "Shows a page & nothing else.",
            "vendor": {"name": "Example", "url": "https://example.com"},
            "baseUrl": f"{self.address}/base",
            "authentication": {"type": "jwt"},
            "apiMigrations": {"gdpr": True, "signed-install": True, "context-qsh": True},
            "lifecycle": {name: f"/{name}" for name in ("installed", "enabled", "disabled", "uninstalled")},
            "scopes": ["READ", "WRITE"],
            "modules": MODULES,
        }
        return plain | self.changes

    def _app(self) -> Flask:
        app = Flask("tiny_addon")
        app.get("/base/atlassian-connect.json")(lambda: jsonify(self.descriptor()))
        app.post("/base/<event>")(self._lifecycle)
        app.get("/base/page")(self._page)
        return app

    def _lifecycle(self, event: str) -> tuple[str, int]:
        with self._news:
            body = request.get_json()
            self.received.append(Received(event, body, request.headers.get("Authorization", ""), request.url))
            self._news.notify_all()
        refused, self.refuse_with = (self.refuse_with, None) if event == "installed" else (None, self.refuse_with)
        return ("We don't want to.", refused) if refused else ("", 204)

    def _page(self) -> str:
        self.pages.append(request.url)
        return PAGE.format(place=request.args.get("place", ""), host=self.host_address)


def _named(text: str) -> dict[str, str]:
    return {"value": text}


PROJECT_ADMIN = {"condition": "user_is_project_admin"}
MODULES: dict[str, Any] = {
    "webSections": [{"key": "tiny-section", "name": _named("Tiny section"), "location": "admin_plugins_menu"}],
    "adminPages": [
        {
            "key": "tiny-admin",
            "name": _named("Tiny overview"),
            "url": "/page?place=admin",
            "location": "admin_plugins_menu/tiny-section",
            "conditions": [{"condition": "user_is_admin"}],
        }
    ],
    "jiraProjectAdminTabPanels": [
        {
            "key": "tiny-project",
            "name": _named("Tiny settings"),
            "url": "/page?place={project.key}-{project.id}",
            "location": "projectgroup4",
            "conditions": [PROJECT_ADMIN],
        }
    ],
    "jiraIssueContexts": [
        {
            "key": "tiny-issue",
            "name": _named("Tiny panel"),
            "icon": {"width": 16, "height": 16, "url": "/icon.svg"},
            "content": {"type": "label", "label": _named("Tiny")},
            "target": {"type": "web_panel", "url": "/page?place={issue.key}"},
        }
    ],
    "webPanels": [
        {
            "key": "tiny-editors",
            "name": _named("Editors' panel"),
            "location": "atl.jira.view.issue.left.context",
            "url": "/page?place=editor",
            "conditions": [{"condition": "has_project_permission", "params": {"permission": "edit_issues"}}],
        }
    ],
    "configurePage": {
        "key": "tiny-configure",
        "name": _named("Configure tiny"),
        "url": "/page?place=configure",
    },
}
