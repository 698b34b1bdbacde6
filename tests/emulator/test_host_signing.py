"""The signatures that the emulator makes as a Connect host, against Atlassian's vectors and an independent library."""

import hashlib
from urllib.parse import quote

import atlassian_jwt.url_utils
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jira_emulator.host.install_keys import new_install_key
from jira_emulator.host.qsh import hash_of_url, path_under, query_pairs, query_string_hash
from jira_emulator.host.tokens import context_token, install_token, request_token
from jira_emulator.model import AccountType, Installation, User

NOW = 1_800_000_000


def installation(**descriptor: object) -> Installation:
    return Installation(
        addon_key="com.example.addon",
        client_key="client-key",
        shared_secret="secret-of-at-least-thirty-two-characters",
        base_url="https://addon.example.com/base",
        descriptor={"authentication": {"type": "jwt"}, **descriptor},
        app_user=User("app-id", "App", "", "", AccountType.APP),
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x/path", "799be84a7fa35570087163c0cd9af3abff7ac05c2c12ba0bb1d7eebc984b3ac2"),
        ("https://x/", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
        ("https://x", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
        ("https://x/path/?jwt=abc", "799be84a7fa35570087163c0cd9af3abff7ac05c2c12ba0bb1d7eebc984b3ac2"),
    ],
)
def test_published_hashes_come_out(url: str, expected: str) -> None:
    assert hash_of_url("get", url) == expected


def test_context_path_is_left_out_and_ampersands_in_the_path_are_encoded() -> None:
    url = "https://x/jira/rest/api/2/project/jira&a=b&c=d?x=y"

    assert hash_of_url("POST", url, "https://x/jira") == _sha256("POST&/rest/api/2/project/jira%26a=b%26c=d&x=y")


def test_repeated_names_are_joined_and_everything_is_sorted_by_code_point() -> None:
    pairs = query_pairs("b=2&B=x+y&a=z&a=1&c&star=*~'")

    assert query_string_hash("GET", "/p", pairs) == _sha256("GET&/p&B=x%20y&a=1,z&b=2&c=&star=%2A~%27")


def test_address_outside_the_base_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie under"):
        path_under("https://x/other", "https://x/jira")


WORDS = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), min_size=1, max_size=8)


@given(st.dictionaries(WORDS.filter(lambda name: name != "jwt"), WORDS, max_size=5))
def test_hash_agrees_with_atlassian_jwt(parameters: dict[str, str]) -> None:
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parameters.items())
    url = f"https://x/some/path?{query}"

    assert hash_of_url("GET", url) == atlassian_jwt.url_utils.hash_url("GET", url)


def test_request_token_is_signed_with_the_shared_secret_and_bound_to_the_request() -> None:
    one = installation()
    url = "https://addon.example.com/base/page?project=AB"

    claims = _claims(request_token(one, "GET", url, "account", now=NOW), one)

    assert claims == {
        "iss": "client-key",
        "sub": "account",
        "iat": NOW,
        "exp": NOW + 180,
        "qsh": hash_of_url("GET", "https://addon.example.com/page?project=AB"),
    }


def test_context_token_carries_the_fixed_hash_and_the_place() -> None:
    one = installation(apiMigrations={"context-qsh": True})
    place = {"project": {"id": "1", "key": "AB"}}

    claims = _claims(context_token(one, "account", place, now=NOW), one)

    assert claims["qsh"] == "context-qsh"
    assert claims["context"] == {"jira": place}
    assert claims["sub"] == "account"


def test_context_token_without_the_opt_in_has_no_hash() -> None:
    assert "qsh" not in _claims(context_token(installation(), "account", {}, now=NOW), installation())


def test_install_token_is_signed_by_the_published_key_for_this_add_on_alone() -> None:
    key, one = new_install_key(), installation()
    token = install_token(key, one, "https://addon.example.com/base/installed")

    claims = jwt.decode(token, key.public_pem, algorithms=["RS256"], audience="https://addon.example.com/base")

    assert jwt.get_unverified_header(token)["kid"] == key.kid
    assert claims["aud"] == ["https://addon.example.com/base"]
    assert claims["iss"] == "client-key"
    assert claims["qsh"] == hash_of_url("POST", "https://x/installed")


def _claims(token: str, one: Installation) -> dict[str, object]:
    claims: dict[str, object] = jwt.decode(
        token, one.shared_secret, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False}
    )
    return claims


def _sha256(canonical: str) -> str:
    return hashlib.sha256(canonical.encode()).hexdigest()
