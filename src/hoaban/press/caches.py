"""The caches before the portal, each told in its own manner: Varnish and its kin, Cloudflare, CloudFront, Azure.

Wagtail's own backends speak to them. They log a failure and go on; here a failure is raised, so that it can be tried
again, and nobody is waited for without end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
from wagtail.contrib.frontend_cache.backends import (
    AzureCdnBackend,
    AzureFrontDoorBackend,
    CloudflareBackend,
    CloudfrontBackend,
    HTTPBackend,
)

from hoaban.kit.errors import HoabanError
from hoaban.kit.pieces import in_pieces

SECONDS_TO_ANSWER = 10.0
TAGS_AT_ONCE = 30
# A cache that holds nothing of an address has nothing to forget.
FORGOTTEN = frozenset({200, 202, 204, 404})
WHERE_WAGTAIL_LOGS = ("wagtail.frontendcache", "root")


class PurgeFailed(HoabanError):
    """A cache did not forget what it was told to; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeOptions:
    """Which caches are told, and how.

    `kind`: varnish, cloudflare, cloudfront, azure-cdn or azure-front-door. `by_tags`: by cache tags, else by URL.
    `locations`: the addresses of caches that take PURGE. `token`: what proves that the portal asks. `target`: the zone,
    distribution, or subscription/resource group/profile/endpoint. `scheme`: http or https, by which readers come.
    """

    kind: str
    by_tags: bool = False
    locations: tuple[str, ...] = ()
    token: str = ""
    target: str = ""
    scheme: str = "https"


class Cache(Protocol):
    """What can be told to forget; raises PurgeFailed."""

    def purge_batch(self, urls: list[str]) -> None:
        """Forget addresses."""

    def purge_tags(self, tags: list[str]) -> None:
        """Forget everything that carries one of the tags."""


class PurgingCache(HTTPBackend):
    """A cache that takes PURGE requests: Varnish, or nginx with a module for it."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.token = params.get("TOKEN", "")

    def purge(self, url: str) -> None:
        """Forget one address."""
        parts = urlsplit(url)
        self.ask(f"{parts.path}?{parts.query}" if parts.query else parts.path, {"Host": parts.netloc})

    def purge_tags(self, tags: list[str]) -> None:
        """Forget everything that carries one of the tags; both names of the header are in use."""
        for some in in_pieces(tags, TAGS_AT_ONCE):
            self.ask("/", {"Surrogate-Key": " ".join(some), "xkey": " ".join(some)})

    def ask(self, path: str, headers: dict[str, str]) -> None:
        """Send one request; raises PurgeFailed."""
        url = f"{self.cache_scheme}://{self.cache_netloc}{path}"
        if self.token:
            headers["X-Purge-Token"] = self.token
        try:
            answer = httpx.request("PURGE", url, headers=headers, timeout=SECONDS_TO_ANSWER, trust_env=False)
        except httpx.HTTPError as error:
            raise PurgeFailed(f"{self.cache_netloc} does not answer ({error})") from error
        if answer.status_code not in FORGOTTEN:
            raise PurgeFailed(f"{self.cache_netloc} answers {answer.status_code} to PURGE")


class Cloudflare(CloudflareBackend):
    """Cloudflare, which purges by URL and by tag at the same address."""

    def _purge_urls(self, urls: list[str]) -> None:
        self.ask({"files": urls})

    def purge_tags(self, tags: list[str]) -> None:
        """Forget everything that carries one of the tags."""
        for some in in_pieces(tags, TAGS_AT_ONCE):
            self.ask({"tags": some})

    def ask(self, said: dict[str, list[str]]) -> None:
        """Send one request; raises PurgeFailed."""
        try:
            answer = httpx.post(
                self.cloudflare_purge_endpoint_url,
                json=said,
                headers={"Authorization": f"Bearer {self.cloudflare_token}"},
                timeout=SECONDS_TO_ANSWER,
            )
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise PurgeFailed(f"Cloudflare cannot be understood ({error})") from error
        if not told.get("success"):
            raise PurgeFailed(f"Cloudflare refuses: {told.get('errors')}")


class Overheard:
    """One of Wagtail's backends that says its failures only to the log."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def purge_batch(self, urls: list[str]) -> None:
        """Forget addresses; raises PurgeFailed."""
        with overhearing() as failures:
            self.backend.purge_batch(urls)
        if failures:
            raise PurgeFailed(failures[0])

    def purge_tags(self, tags: list[str]) -> None:
        """These know no tags; the options refuse it."""
        raise PurgeFailed(f"{type(self.backend).__name__} knows no cache tags ({tags[0]})")


@contextmanager
def overhearing() -> Iterator[list[str]]:
    """What this thread says as an error in Wagtail's log meanwhile, kept from the log: it is told once, elsewhere."""
    heard: list[str] = []
    me = threading.get_ident()

    def listen(record: logging.LogRecord) -> bool:
        if record.thread != me or record.levelno < logging.ERROR:
            return True
        heard.append(record.getMessage())
        return False

    loggers = [logging.getLogger(name) for name in WHERE_WAGTAIL_LOGS]
    for logger in loggers:
        logger.addFilter(listen)
    try:
        yield heard
    finally:
        for logger in loggers:
            logger.removeFilter(listen)


def caches_of(options: PurgeOptions) -> list[Cache]:
    """A cache for each that the options name, told in the manner of its kind."""
    if options.kind == "varnish":
        return [PurgingCache({"LOCATION": location, "TOKEN": options.token}) for location in options.locations]
    if options.kind == "cloudflare":
        return [Cloudflare({"ZONEID": options.target, "BEARER_TOKEN": options.token})]
    if options.kind == "cloudfront":
        return [Overheard(CloudfrontBackend({"DISTRIBUTION_ID": options.target}))]
    subscription, group, profile, *endpoint = options.target.split("/")
    params = {"SUBSCRIPTION_ID": subscription, "RESOURCE_GROUP_NAME": group}
    if options.kind == "azure-cdn":
        return [Overheard(AzureCdnBackend({**params, "CDN_PROFILE_NAME": profile, "CDN_ENDPOINT_NAME": endpoint[0]}))]
    return [Overheard(AzureFrontDoorBackend({**params, "FRONT_DOOR_NAME": profile}))]
