"""What was possible elsewhere is not possible here: each known weakness of Connect add-ons, tried over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.settings import VARIABLES
from app.storage.tables import DeliveryRow, TenantRow
from tests.connect.conftest import authorization, content, install, rows, send_webhook, tell, uninstall
from tests.connect.jira_side import BASE_URL, JiraServer, Site, encoded, new_key_pair

SIGNED_BY_SECRET = ["/connect/enabled", "/connect/disabled", "/webhooks/issue_updated"]
SIGNED_BY_ATLASSIAN = ["/connect/installed", "/connect/uninstalled"]
ISSUE = {"issue": {"id": "10001"}}


def posted(client: FlaskClient, site: Site, path: str, token: str) -> int:
    return client.post(path, json={**site.body("x"), **ISSUE}, headers=authorization(token)).status_code


def unchanged(app: Flask) -> bool:
    return [row.is_active for row in rows(app, TenantRow)] == [True] and rows(app, DeliveryRow) == []


@pytest.mark.parametrize("path", SIGNED_BY_ATLASSIAN + SIGNED_BY_SECRET)
def test_cve_2021_26073_26074_26077_a_context_token_opens_no_address_of_jira(
    client: FlaskClient, app: Flask, installed: Site, path: str
) -> None:
    assert posted(client, installed, path, installed.context_token()) == 401
    assert unchanged(app)


@pytest.mark.parametrize("path", SIGNED_BY_ATLASSIAN)
def test_a_token_signed_with_the_shared_secret_installs_nothing(
    client: FlaskClient, app: Flask, installed: Site, path: str
) -> None:
    token = installed.request_token("POST", path, aud=[BASE_URL])

    assert posted(client, installed, path, token) == 401
    assert unchanged(app)


@pytest.mark.parametrize("path", SIGNED_BY_SECRET)
def test_a_token_of_atlassian_s_key_is_no_token_of_the_site(client: FlaskClient, installed: Site, path: str) -> None:
    assert posted(client, installed, path, installed.install_token(path)) == 401


def unsigned(site: Site, path: str) -> str:
    claims = site.claims("POST", path, aud=[BASE_URL])
    return encoded(claims, "", "none", {"kid": site.keys.kid})


@pytest.mark.parametrize("path", SIGNED_BY_ATLASSIAN + SIGNED_BY_SECRET)
def test_a_token_with_algorithm_none_is_refused(client: FlaskClient, app: Flask, installed: Site, path: str) -> None:
    assert posted(client, installed, path, unsigned(installed, path)) == 401
    assert unchanged(app)


@pytest.mark.parametrize("path", SIGNED_BY_ATLASSIAN)
def test_the_public_key_is_no_shared_secret(client: FlaskClient, app: Flask, installed: Site, path: str) -> None:
    """RS256 → HS256 confusion. PyJWT won't make such a token: it is put together by hand."""
    head = base64url(json.dumps({"alg": "HS256", "typ": "JWT", "kid": installed.keys.kid}).encode())
    content = base64url(json.dumps(installed.claims("POST", path, aud=[BASE_URL])).encode())
    signature = hmac.new(installed.keys.public_pem, head + b"." + content, hashlib.sha256).digest()
    token = b".".join([head, content, base64url(signature)]).decode()

    assert posted(client, installed, path, token) == 401
    assert unchanged(app)


def base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def test_hs512_with_the_right_secret_is_refused(client: FlaskClient, installed: Site) -> None:
    path = "/connect/enabled"
    long_enough = installed.secret
    token = jwt.encode(installed.claims("POST", path), long_enough, "HS512")

    assert posted(client, installed, path, token) == 401


@pytest.mark.parametrize("path", SIGNED_BY_ATLASSIAN)
def test_the_token_of_one_site_with_the_body_of_another_is_refused(
    client: FlaskClient, app: Flask, installed: Site, other_site: Site, path: str
) -> None:
    token = other_site.install_token(path)

    assert posted(client, installed, path, token) == 401
    assert unchanged(app)


@pytest.mark.parametrize("kid", ["../../x", "..", "https://evil.example/key", "a/b", "a?b", "a%2fb", "x" * 129, " "])
def test_a_key_id_that_is_a_path_or_an_address_causes_no_request(
    client: FlaskClient, jira_server: JiraServer, site: Site, kid: str
) -> None:
    assert install(client, site, kid=kid).status_code == 401
    assert jira_server.asked == []


@pytest.mark.parametrize(
    "audience",
    [
        "https://another.example",
        f"{BASE_URL}.evil.example",
        f"https://evil.example/?{BASE_URL}",
        f"{BASE_URL}//",
        [f"{BASE_URL}/x"],
        [BASE_URL, "https://another.example"],
        [],
        None,
        17,
        {BASE_URL: 1},
    ],
)
def test_an_installation_for_another_audience_is_refused(
    client: FlaskClient, jira_server: JiraServer, site: Site, audience: object
) -> None:
    assert install(client, site, aud=audience).status_code == 401
    assert jira_server.asked == []


@pytest.mark.parametrize("audience", [BASE_URL, f"{BASE_URL}/", [BASE_URL], [f"{BASE_URL}/"]])
def test_our_own_audience_is_taken_in_each_form(client: FlaskClient, site: Site, audience: object) -> None:
    assert install(client, site, aud=audience).status_code == 204


def test_a_lifecycle_token_is_good_for_one_call(client: FlaskClient, app: Flask, site: Site) -> None:
    path = "/connect/installed"
    headers = authorization(site.install_token(path))
    taken_over = site.with_new_secret()

    assert client.post(path, json=site.body("installed"), headers=headers).status_code == 204
    assert client.post(path, json=taken_over.body("installed"), headers=headers).status_code == 401
    assert tell(client, taken_over, "disabled").status_code == 401


def test_a_token_that_is_written_in_another_way_is_the_same_token(client: FlaskClient, site: Site) -> None:
    """The last letter of a signature has spare bits."""
    path = "/connect/installed"
    token = site.install_token(path)
    again = token[:-1] + spare_bits_changed(token[-1])

    assert client.post(path, json=site.body("installed"), headers=authorization(token)).status_code == 204
    assert client.post(path, json=site.body("installed"), headers=authorization(again)).status_code == 401


def spare_bits_changed(letter: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(letter) ^ 1]


@pytest.mark.parametrize("event", ["enabled", "disabled"])
def test_a_token_of_enabled_and_disabled_is_good_for_one_call(client: FlaskClient, installed: Site, event: str) -> None:
    now = int(time.time())
    one = {"jti": "one", "iat": now, "exp": now + 180}
    assert tell(client, installed, event, **one).status_code == 204
    assert tell(client, installed, event, **one).status_code == 401


NOW = int(time.time())

BAD_TIMES = {
    "expired": {"iat": NOW - 400, "exp": NOW - 200},
    "no exp": {"exp": None},
    "no iat": {"iat": None},
    "until 2099": {"exp": 4_070_908_800},
    "longer than an hour": {"iat": NOW, "exp": NOW + 3700},
    "from the future": {"iat": NOW + 7200, "exp": NOW + 7300},
    "ends before it begins": {"iat": NOW + 30, "exp": NOW},
    "infinite": {"exp": float("inf")},
    "no number": {"exp": "soon"},
    "an array": {"iat": [NOW]},
}


@pytest.mark.parametrize("claims", BAD_TIMES.values(), ids=BAD_TIMES.keys())
def test_a_token_at_the_wrong_time_is_refused(client: FlaskClient, installed: Site, claims: dict[str, object]) -> None:
    moved = installed.with_new_secret()

    assert install(client, moved, **claims).status_code == 401
    assert uninstall(client, installed, **claims).status_code == 401
    assert tell(client, installed, "enabled", **claims).status_code == 401
    token = installed.request_token("POST", "/webhooks/issue_updated", **claims)
    assert send_webhook(client, installed, "issue_updated", ISSUE, token=token).status_code == 401


def test_clocks_may_differ_by_less_than_a_minute(client: FlaskClient, installed: Site) -> None:
    assert tell(client, installed, "disabled", iat=NOW - 200, exp=int(time.time()) - 30).status_code == 204


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/webhooks/issue_updated"),
        ("POST", "/webhooks/issue_created"),
        ("POST", "/webhooks/issue_updated?a=1"),
        ("POST", "/"),
    ],
)
def test_the_hash_of_another_request_is_refused(
    client: FlaskClient, app: Flask, installed: Site, method: str, path: str
) -> None:
    token = installed.request_token(method, path)

    assert send_webhook(client, installed, "issue_updated", ISSUE, token=token).status_code == 401
    assert rows(app, DeliveryRow) == []


@pytest.mark.parametrize("qsh", [None, "", 17, ["x"], "\ud800", "context-qsh"])
def test_a_token_without_a_usable_hash_is_refused(client: FlaskClient, installed: Site, qsh: object) -> None:
    token = installed.request_token("POST", "/webhooks/issue_updated", qsh=qsh)

    assert send_webhook(client, installed, "issue_updated", ISSUE, token=token).status_code == 401


@pytest.mark.parametrize("issuer", [None, "", 17, ["x"], "nul\0", "\ud800", "someone else", "x" * 300, {"a": 1}])
def test_a_token_without_a_known_issuer_is_refused(client: FlaskClient, installed: Site, issuer: object) -> None:
    token = installed.request_token("POST", "/webhooks/issue_updated", iss=issuer)

    assert send_webhook(client, installed, "issue_updated", ISSUE, token=token).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "JWT"},
        {"Authorization": "JWT "},
        {"Authorization": "Bearer abc"},
        {"Authorization": "JWT a.b.c"},
        {"Authorization": "JWT " + "x" * 9000},
        {"Authorization": "JWT " + base64url(b"[" * 3000).decode() + ".e30.x"},
        {"Authorization": "JWT " + base64url(b'{"alg":"HS256"}').decode() + "." + base64url(b"[]").decode() + ".x"},
        {"Authorization": "JWT " + base64url(b'{"alg":"RS256","kid":7}').decode() + ".e30.x"},
    ],
)
@pytest.mark.parametrize("path", SIGNED_BY_ATLASSIAN + SIGNED_BY_SECRET)
def test_what_is_no_token_is_refused(client: FlaskClient, site: Site, path: str, header: dict[str, str]) -> None:
    assert client.post(path, json=site.body("x"), headers=header).status_code == 401


def test_a_token_in_the_address_is_no_token_for_a_callback(client: FlaskClient, installed: Site) -> None:
    token = installed.request_token("POST", "/connect/enabled")

    assert client.post(f"/connect/enabled?jwt={token}", json={}).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "https://atlassian.net",
        "https://evilatlassian.net",
        "https://x.atlassian.net.evil.example",
        "https://x.atlassian.net@evil.example",
        "https://evil.example/x.atlassian.net",
        "https://evil.example?x.atlassian.net",
        "https://evil.example#.atlassian.net",
        "https://evil.example\\.atlassian.net",
        "http://x.atlassian.net",
        "ftp://x.atlassian.net",
        "http://169.254.169.254",
        "https://x.atlassian.net:99999",
        "https://[::1",
        "https://x.atlassian.net/path",
        "https://ｘ.atlassian.net",
        "",
        None,
        17,
        ["https://x.atlassian.net"],
    ],
)
def test_an_installation_at_another_host_is_refused(
    client: FlaskClient, app: Flask, site: Site, address: object
) -> None:
    """The add-on would send its signed calls there."""
    answer = install(client, site, body=site.body("installed", baseUrl=address))

    assert answer.status_code == 422
    assert [problem["place"] for problem in content(answer)["problems"]] == ["baseUrl"]
    assert rows(app, TenantRow) == []


def test_a_redirect_of_the_key_server_is_not_followed(client: FlaskClient, jira_server: JiraServer, site: Site) -> None:
    jira_server.redirects["/moved"] = f"/{site.keys.kid}"

    assert install(client, site, kid="moved").status_code == 503
    assert [path for path, _ in jira_server.asked] == ["/moved"]


def test_a_key_that_is_not_atlassian_s_installs_nothing(
    client: FlaskClient, app: Flask, jira_server: JiraServer
) -> None:
    forger = Site(jira_server.address, new_key_pair())

    assert install(client, forger).status_code == 401
    assert rows(app, TenantRow) == []


def test_no_setting_turns_the_checks_off() -> None:
    assert not [
        one.name for one in VARIABLES if any(word in one.name for word in ("AUTH", "DEBUG", "SKIP", "INSECURE"))
    ]
