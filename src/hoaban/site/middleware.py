"""What happens to every request and answer: whom to believe, what to refuse, what may be kept, what may run."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import brotli
from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth import get_user
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import has_vary_header, patch_cache_control, patch_vary_headers

from hoaban.front.layout import ALWAYS
from hoaban.front.visitors import NOWHERE, packed_address
from hoaban.kit.access import LARGEST_KEY
from hoaban.site.views import bad_request, too_large

Next = Callable[[HttpRequest], HttpResponseBase]
# What Django says of a key that is no number.
NO_NUMBER = "expected a number but got"
LONGEST_PATH = 2_048
LONGEST_QUERY = {"reader": 4_096, "desk": 16_384}
# Parameters that hold words of a person, in which a long number is no key of a row.
FREE_TEXT = frozenset({"q", "query"})
TEXT_TYPES = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
    "application/manifest+json",
    "image/svg+xml",
)
SMALLEST_WORTH_COMPRESSING = 500
# 4: 0.5 ms for a page; 5 and more cost time out of proportion to the bytes saved (see the trial's figures).
BROTLI_QUALITY = 4
# A key that no client can send: the desk process sets it.
FROM_FRONT = "hoaban.front"
# How many bytes of a body would follow: see `hoaban.front.forwarding`.
ANNOUNCED = "HTTP_X_HOABAN_ANNOUNCES"
PERMISSIONS = "Permissions-Policy"
FRAMES_FORBIDDEN = "frame-ancestors 'none'"
# The least that Wagtail's own screens run with, found by trying them all in a browser: inline scripts in its forms,
# styles that its editor sets, pictures shown before they are uploaded. Nothing is evaluated from text.
DESK_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF],
    "frame-src": [SELF],
    "connect-src": [SELF],
    "font-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
}


def is_desk(request: HttpRequest) -> bool:
    """Whether the address belongs to the editors' desk."""
    return request.path_info.startswith(f"/{settings.DESK_PATH}")


class TrustedProxies:
    """Believes X-Forwarded-For and X-Forwarded-Proto of proxies that the operator named, and of nobody else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.networks = [ipaddress.ip_network(network) for network in settings.HOABAN.trusted_proxies]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.comes_from_the_front(request) or self.trusts(request.META.get("REMOTE_ADDR", "")):
            # Of a list the first, which the proxy nearest to the reader says.
            if request.META.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip().lower() == "https":
                request.META["hoaban.scheme"] = "https"
            self.find_reader(request)
        return self.get_response(request)

    @staticmethod
    def comes_from_the_front(request: HttpRequest) -> bool:
        """Whether the request came by the desk's own socket, which only the front can open: see `desk.application`."""
        return bool(request.META.get(FROM_FRONT))

    def find_reader(self, request: HttpRequest) -> None:
        """Take the last address of the chain that is not a trusted proxy for the reader's.

        As the front reads the chain: some proxies write a port behind the address.
        """
        chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        for part in reversed([part for part in chain if part.strip()]):
            packed = packed_address(part)
            if packed == NOWHERE:
                return
            address = str(ipaddress.ip_address(packed))
            request.META["REMOTE_ADDR"] = address
            if not self.trusts(address):
                return

    def trusts(self, address: str) -> bool:
        """Whether the address is one of the operator's proxies."""
        packed = packed_address(address)
        return packed != NOWHERE and any(ipaddress.ip_address(packed) in net for net in self.networks)


class Compression(GZipMiddleware):
    """Compresses text for readers, with brotli where the browser knows it.

    Pictures are compressed already. Answers of the desk hold secrets of a session beside what a request put in
    (BREACH), so they take Django's gzip, which pads them by chance.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress if it is text, whole and worth it."""
        if response.get("Content-Encoding") == "None":
            # Wagtail says so of a file that has none.
            del response["Content-Encoding"]
        if not response.get("Content-Type", "").startswith(TEXT_TYPES) or response.has_header("Content-Encoding"):
            return response
        if is_desk(request) or not isinstance(response, HttpResponse) or "br" not in self.accepted(request):
            return super().process_response(request, response)
        if len(response.content) < SMALLEST_WORTH_COMPRESSING:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = "br"
        etag = response.get("ETag", "")
        if etag.startswith('"'):
            response.headers["ETag"] = f"W/{etag}"
        return response

    @staticmethod
    def accepted(request: HttpRequest) -> set[str]:
        """Names of the codings that the browser takes."""
        parts = request.META.get("HTTP_ACCEPT_ENCODING", "").lower().split(",")
        names = (part.partition(";") for part in parts)
        return {name.strip() for name, _, weight in names if weight.replace(" ", "") not in {"q=0", "q=0.0"}}


class ContentPolicy(CSPMiddleware):
    """Readers' pages: nothing inline, nothing from elsewhere. The desk: what Wagtail needs, in frames of its own."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002  django-csp calls it so
    ) -> PolicyParts:
        """The desk's policy on the desk's addresses."""
        parts = super().get_policy_parts(request, response, report_only)
        if is_desk(request) and not report_only and parts.config is None:
            parts.config = DESK_POLICY
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Let the desk frame its previews, which were rendered under the readers' policy."""
        response = super().process_response(request, response)
        response.headers.setdefault(PERMISSIONS, ALWAYS[PERMISSIONS])
        name = "Content-Security-Policy"
        if is_desk(request) and FRAMES_FORBIDDEN in response.get(name, ""):
            response.headers[name] = response.headers[name].replace(FRAMES_FORBIDDEN, "frame-ancestors 'self'")
        return response


class ReaderCaching:
    """Readers' pages may be kept by anybody but are asked for again; what a session changed is kept by nobody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        personal = is_desk(request) or bool(response.cookies) or has_vary_header(response, "Cookie")
        if personal:
            self.keep_nowhere(response)
        elif not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        return response

    @staticmethod
    def keep_nowhere(response: HttpResponseBase) -> None:
        """Forbid every cache to store the answer."""
        if response.has_header("Cache-Control"):
            del response.headers["Cache-Control"]
        patch_cache_control(response, private=True, no_cache=True, no_store=True)


class LanguageFromAddress:
    """The address alone says the language: no cookie, no header, so that a page is the same for everybody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", language)
        return response


class BodyLimits:
    """Turns away a body that is too large before a byte of it is read or written to the disk.

    The front announces what is larger than a form before it takes it in: `HTTP_X_HOABAN_ANNOUNCES`, from nobody else.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get(ANNOUNCED) if request.META.get(FROM_FRONT) else None
        length = str(announced or request.META.get("CONTENT_LENGTH") or 0)
        limit = settings.HOABAN.limit_form
        if not length.isdecimal():
            return too_large(request, limit)
        if int(length) > limit and is_desk(request) and may_work_at_the_desk(request):
            # Editors upload files; their kinds have limits of their own in the forms.
            limit += max(settings.HOABAN.limit_video, settings.HOABAN.limit_document, settings.HOABAN.limit_image)
        if int(length) > limit:
            return too_large(request, limit)
        return self.get_response(request) if announced is None else HttpResponse(status=204)


def may_work_at_the_desk(request: HttpRequest) -> bool:
    """Whether the session is one of somebody who is signed in and may use the desk; a cookie alone proves nothing."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    asking = HttpRequest()
    engine = import_module(settings.SESSION_ENGINE)
    asking.session = engine.SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME])
    user = get_user(asking)
    return user.is_active and user.has_perm("wagtailadmin.access_admin")


class HostileAddresses:
    """Refuses addresses that no page of ours has and that databases stumble over: 400 or 404, never 500."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        fault = self.fault(request)
        if fault:
            return bad_request(request, reason=fault)
        return self.get_response(request)

    def fault(self, request: HttpRequest) -> str:
        """What is wrong with the address, or nothing."""
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info:
            return "path with a NUL byte"
        if len(request.path_info) > LONGEST_PATH:
            return f"path of more than {LONGEST_PATH} characters"
        if len(query) > LONGEST_QUERY["desk" if is_desk(request) else "reader"]:
            return "query too long"
        if "%00" in query or "\0" in query:
            return "query with a NUL byte"
        if not self.port_is_real(request.META.get("HTTP_HOST", "")):
            return "host with an impossible port"
        return self.fault_of_numbers(request)

    @staticmethod
    def fault_of_numbers(request: HttpRequest) -> str:
        """A number beyond every key, or more parameters than a form may have."""
        if request.META.get("QUERY_STRING", "").count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
            return "too many parameters"
        for name, given in request.GET.lists():
            if name not in FREE_TEXT and any(is_beyond_every_key(text) for text in given):
                return f"number too large in {name[:40]!r}"
        return ""

    @staticmethod
    def port_is_real(host: str) -> bool:
        """Whether the host names no port, or one that exists."""
        found = re.search(r":([0-9]+)$", host) if not host.endswith("]") else None
        return found is None or (len(found[1]) <= 5 and 0 < int(found[1]) <= 65_535)

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Turn away an address that names a row by a number beyond every key."""
        if any(is_beyond_every_key(value) for value in (*args, *named.values())):
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Turn away a value from the query that a library handed to the database unlooked at."""
        unfit = isinstance(exception, OverflowError | DataError) or NO_NUMBER in str(exception)
        if unfit and request.method in {"GET", "HEAD"} and request.GET:
            return bad_request(request, reason=str(exception)[:200])
        return None


def is_beyond_every_key(value: object) -> bool:
    """Whether a value is a whole number, or its text, that no row can have as its key."""
    if isinstance(value, int):
        return value > LARGEST_KEY
    if isinstance(value, str) and len(value) >= len(str(LARGEST_KEY)):
        digits = value.strip().lstrip("+-")
        return digits.isdecimal() and (len(digits) > 4_000 or int(digits) > LARGEST_KEY)
    return False
