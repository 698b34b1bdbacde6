"""The query string hash of Atlassian's documentation, "Understanding JWT": one canonical request, hashed."""

import hashlib
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlsplit

CONTEXT_QSH = "context-qsh"
QueryPairs = Iterable[tuple[str, str]]


def percent_encoded(text: str) -> str:
    """RFC 3986: only letters, digits and `-._~` stay as they are; a space is `%20`, never `+`."""
    return quote(text, safe="~")


def canonical_path(path: str) -> str:
    """The path relative to the base URL: starts with `/`, without one trailing `/`, with `&` as `%26`."""
    rooted = path if path.startswith("/") else f"/{path}"
    trimmed = rooted[:-1] if len(rooted) > 1 and rooted.endswith("/") else rooted
    return trimmed.replace("&", "%26")


def canonical_query(pairs: QueryPairs) -> str:
    """The parameters without `jwt`, encoded and sorted; values of a repeated name are sorted and joined by `,`."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name != "jwt":
            values.setdefault(percent_encoded(name), []).append(percent_encoded(value))
    return "&".join(f"{name}={','.join(sorted(values[name]))}" for name in sorted(values))


def query_pairs(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string as received; a `+` means a space, a name without value has an empty one."""
    return parse_qsl(query, keep_blank_values=True)


def query_string_hash(method: str, path: str, pairs: QueryPairs) -> str:
    """`sha256(METHOD & path & query)` in hexadecimal."""
    canonical = f"{method.upper()}&{canonical_path(path)}&{canonical_query(pairs)}"
    return hashlib.sha256(canonical.encode()).hexdigest()


def hash_of_url(method: str, url: str, base_url: str = "") -> str:
    """The hash for a URL that lies under `base_url`, whose path is left out.

    Raises `ValueError` when the URL lies elsewhere.
    """
    return query_string_hash(method, path_under(url, base_url), query_pairs(urlsplit(url).query))


def path_under(url: str, base_url: str) -> str:
    """The path of the URL relative to the base URL's path. Raises `ValueError` when it lies outside."""
    path = urlsplit(url).path
    base_path = urlsplit(base_url).path.rstrip("/")
    if base_path and path != base_path and not path.startswith(f"{base_path}/"):
        raise ValueError(f"{url} does not lie under {base_url}")
    return path[len(base_path) :] or "/"
