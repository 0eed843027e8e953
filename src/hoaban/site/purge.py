"""What the options about caches before the portal mean together, and what of it cannot be."""

from __future__ import annotations

import importlib.util
from typing import Any, Protocol

NOTHING = "nothing"
KNOW_TAGS = frozenset({"varnish", "cloudflare"})
# How many words with slashes between them say where each kind is.
TARGETS = {"cloudflare": 1, "cloudfront": 1, "azure-cdn": 4, "azure-front-door": 3}
# Programs of the providers; only an installation that uses one carries it.
PACKAGES = {
    "cloudfront": ("boto3",),
    "azure-cdn": ("azure.mgmt.cdn", "azure.identity"),
    "azure-front-door": ("azure.mgmt.frontdoor", "azure.identity"),
}


class CacheOptions(Protocol):
    """The options that are about caches, as `options.Options` has them."""

    @property
    def purge(self) -> str: ...
    @property
    def purge_by(self) -> str: ...
    @property
    def purge_locations(self) -> tuple[str, ...]: ...
    @property
    def purge_token(self) -> str: ...
    @property
    def purge_target(self) -> str: ...
    @property
    def cache_tags(self) -> bool: ...
    @property
    def https(self) -> bool: ...


def purge_options(options: CacheOptions) -> dict[str, Any] | None:
    """The fields of `hoaban.press.caches.PurgeOptions`; None where no cache is told anything."""
    if options.purge == NOTHING:
        return None
    return {
        "kind": options.purge,
        "by_tags": options.purge_by == "tags",
        "locations": options.purge_locations,
        "token": options.purge_token,
        "target": options.purge_target,
        "scheme": "https" if options.https else "http",
    }


def purge_problems(options: CacheOptions) -> list[str]:
    """Why caches could not be told with these options."""
    kind, problems = options.purge, []
    if kind == NOTHING:
        return []
    if kind == "varnish" and not options.purge_locations:
        problems.append("HOABAN_PURGE_LOCATIONS is missing. Name the caches, for example http://127.0.0.1:6081")
    if kind == "cloudflare" and not options.purge_token:
        problems.append("HOABAN_PURGE_TOKEN is missing. Make one at Cloudflare that may purge the zone, nothing else.")
    parts = [part for part in options.purge_target.split("/") if part]
    if kind in TARGETS and len(parts) != TARGETS[kind]:
        problems.append(f"HOABAN_PURGE_TARGET is {options.purge_target!r}: {kind} needs {TARGETS[kind]} names in it.")
    if options.purge_by == "tags" and kind not in KNOW_TAGS:
        problems.append(f"HOABAN_PURGE_BY is tags: {kind} is told by urls only.")
    elif options.purge_by == "tags" and not options.cache_tags:
        problems.append("HOABAN_PURGE_BY is tags, but no answer carries any. Set HOABAN_CACHE_TAGS=yes.")
    missing = [name for name in PACKAGES.get(kind, ()) if not is_there(name)]
    if missing:
        packages = " ".join(name.replace(".", "-") for name in missing)
        problems.append(f"HOABAN_PURGE is {kind}: install into the environment: {packages}")
    return problems


def is_there(module: str) -> bool:
    """Whether a module could be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
