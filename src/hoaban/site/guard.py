"""Stands before every view: an address that nobody declared is not there, and what is another's is not shown.

The table is in `access_table`; every room declares the rules of its own addresses (`hoaban.kit.access.AccessRule`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.admin.auth import require_admin_access

from hoaban.accounts import unsent
from hoaban.kit.access import AccessRequest, anybody, nowhere
from hoaban.site.access_table import name_of, rule_of

logger = logging.getLogger(__name__)


class Guard:
    """Middleware that asks the table before a view sees the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Ask the rule of the address; None lets the view answer. Raises Http404 where it has none."""
        match = request.resolver_match
        if match is None:
            return None
        rule = rule_of(match)
        if rule is None:
            logger.error(
                "The address %s (%s) has no AccessRule in any room.py, so it is answered with 404.",
                match.route,
                name_of(match),
            )
            raise Http404
        if rule is anybody:
            return None
        if rule is nowhere:
            # Before anybody is led to the sign-in, and without a word in the log: anybody can ask for such addresses.
            raise Http404
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return refuse(request)
        answer = rule(AccessRequest(request, match, args, named))
        if isinstance(answer, HttpResponseBase):
            return answer
        return None if answer else refuse(request)


def refuse(request: HttpRequest) -> HttpResponse:
    """As Wagtail does: to the sign-in, or to the desk's home with the reason; 403 where a script asks.

    A form of the desk whose session has ended is not lost on the way.
    """
    if not request.user.is_authenticated and unsent.can_be_sent_again(request) and unsent.is_ours(request):
        return unsent.answer(request)
    refused: HttpResponse = require_admin_access(denied)(request)
    return refused


def denied(request: HttpRequest) -> HttpResponse:
    """The view of what one may not see."""
    raise PermissionDenied
