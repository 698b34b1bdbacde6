"""An add-on's descriptor: fetched, checked for what a host needs, and read as modules.

The rules are those of Atlassian's documentation, "App descriptor". The full schema of every module is not repeated
here: what is checked is what would make an installation fail on a real site.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

FETCH_TIMEOUT_SECONDS = 10
MODULE_KEY = re.compile(r"[a-zA-Z0-9-]{1,100}")
SCOPES = frozenset(
    {
        "NONE",
        "READ",
        "WRITE",
        "DELETE",
        "PROJECT_ADMIN",
        "ADMIN",
        "ACT_AS_USER",
        "ACCESS_EMAIL_ADDRESSES",
    }
)
AUTHENTICATION_TYPES = frozenset({"jwt", "none"})
SINGLE_MODULES = frozenset({"configurePage", "postInstallPage"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

JsonObject = dict[str, Any]


class DescriptorRefused(Exception):
    """The descriptor can't be installed; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Module:
    """One module that shows something: a page, a panel or a heading."""

    kind: str  # "adminPages", "webPanels", ...
    key: str
    name: str
    url: str
    location: str
    weight: int
    conditions: tuple[JsonObject, ...]
    definition: JsonObject


def fetch_descriptor(url: str) -> JsonObject:
    """The descriptor at the URL, checked. Raises `DescriptorRefused` with every problem found."""
    try:
        answer = requests.get(url, timeout=FETCH_TIMEOUT_SECONDS, headers={"Accept": "application/json"})
        answer.raise_for_status()
        document = answer.json()
    except (requests.RequestException, ValueError) as problem:
        raise DescriptorRefused([f"The descriptor at {url} can't be read: {problem}."]) from problem
    if not isinstance(document, dict):
        raise DescriptorRefused(["The descriptor is not a JSON object."])
    problems = list(descriptor_problems(document))
    if problems:
        raise DescriptorRefused(problems)
    return document


def descriptor_problems(document: Mapping[str, Any]) -> Iterator[str]:
    """What keeps the descriptor from being installed, one sentence each."""
    yield from _shape_problems(document)
    yield from _identity_problems(document)
    yield from _lifecycle_problems(document)
    yield from _scope_problems(document.get("scopes", []))
    yield from _module_problems(document.get("modules", {}))


def _shape_problems(document: Mapping[str, Any]) -> Iterator[str]:
    for name in ("apiMigrations", "vendor", "links"):
        if not isinstance(document.get(name, {}), dict):
            yield f"{name}: an object is required."


def _identity_problems(document: Mapping[str, Any]) -> Iterator[str]:
    key = document.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= 64:
        yield "key: a text of 1 to 64 characters is required."
    if not _usable_base_url(document.get("baseUrl")):
        yield "baseUrl: an https address is required (http only for this machine)."
    authentication = document.get("authentication")
    kind = authentication.get("type") if isinstance(authentication, dict) else None
    if not isinstance(kind, str) or kind.lower() not in AUTHENTICATION_TYPES:
        yield 'authentication: {"type": "jwt"} is required.'


def _usable_base_url(base_url: object) -> bool:
    if not isinstance(base_url, str):
        return False
    parts = urlsplit(base_url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _lifecycle_problems(document: Mapping[str, Any]) -> Iterator[str]:
    lifecycle = document.get("lifecycle", {})
    if not isinstance(lifecycle, dict) or not all(isinstance(url, str) for url in lifecycle.values()):
        yield "lifecycle: an object of relative addresses is required."
    elif uses_jwt(document) and "installed" not in lifecycle:
        yield "lifecycle: authentication by jwt needs an installed address."


def _scope_problems(scopes: object) -> Iterator[str]:
    if not isinstance(scopes, list):
        yield "scopes: a list is required."
        return
    for scope in scopes:
        if str(scope).upper() not in SCOPES:
            yield f"scopes: {scope!r} is not a scope."


def _module_problems(modules: object) -> Iterator[str]:
    if not isinstance(modules, dict):
        yield "modules: an object is required."
        return
    seen: set[str] = set()
    for kind, definition in _definitions(modules):
        if not isinstance(definition, dict):
            yield f"modules: {kind} has an entry that is not an object."
        elif kind != "webhooks" or "key" in definition:
            yield from _key_problems(kind, definition.get("key"), seen)
            yield from _definition_problems(kind, definition)


def _key_problems(kind: str, key: object, seen: set[str]) -> Iterator[str]:
    if not isinstance(key, str) or not MODULE_KEY.fullmatch(key):
        yield f"modules: {kind} has a key that is missing or not letters, digits and hyphens."
    elif key in seen:
        yield f"modules: the key {key} is used twice."
    else:
        seen.add(key)


def _definition_problems(kind: str, definition: JsonObject) -> Iterator[str]:
    wanted: tuple[tuple[str, type, str], ...] = (
        ("weight", int, "a whole number"),
        ("conditions", list, "a list"),
        ("target", dict, "an object"),
        ("url", str, "a text"),
    )
    for name, kind_of_value, words in wanted:
        if name in definition and not isinstance(definition[name], kind_of_value):
            yield f"modules: {name} of a module in {kind} must be {words}."


def _definitions(modules: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for kind, entries in modules.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            yield kind, entry


def uses_jwt(document: Mapping[str, Any]) -> bool:
    """Whether the add-on shares a secret with the host."""
    authentication = document.get("authentication")
    return isinstance(authentication, dict) and str(authentication.get("type")).lower() == "jwt"


def uses_signed_install(document: Mapping[str, Any]) -> bool:
    """Whether `installed` and `uninstalled` carry an RS256 token (`apiMigrations.signed-install`)."""
    return bool(document.get("apiMigrations", {}).get("signed-install"))


def modules_of(document: Mapping[str, Any], *kinds: str) -> list[Module]:
    """The modules of these kinds (of all kinds when none is named), lightest first as Jira orders them."""
    modules = document.get("modules", {})
    found = [read_module(kind, definition) for kind, definition in _definitions(modules) if not kinds or kind in kinds]
    return sorted(found, key=lambda module: module.weight)


def read_module(kind: str, definition: JsonObject) -> Module:
    """The module in one shape, whether its address is its own or its target's."""
    target = definition.get("target", {})
    return Module(
        kind=kind,
        key=str(definition.get("key", "")),
        name=display_text(definition.get("name")) or display_text(definition.get("tooltip")),
        url=str(definition.get("url") or target.get("url") or ""),
        location=str(definition.get("location", "")),
        weight=int(definition.get("weight", 100)),
        conditions=tuple(definition.get("conditions", ())),
        definition=definition,
    )


def display_text(text: object) -> str:
    """The `value` of a descriptor's i18n property, or the text itself."""
    if isinstance(text, dict):
        return str(text.get("value", ""))
    return "" if text is None else str(text)
