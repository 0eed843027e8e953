"""What answers when nothing else can: pages for a bad request, a refused one and an error of ours."""

from __future__ import annotations

import errno
import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from hoaban.accounts import unsent
from hoaban.site.databases import known_remedy
from hoaban.site.option_values import size_in_words

logger = logging.getLogger(__name__)
SECONDS_BEFORE_NEXT_TRY = "30"


def nothing_here(request: HttpRequest) -> HttpResponse:
    """404, for an address of a library that the product does not offer."""
    raise Http404


def page(request: HttpRequest, status: int, title: str, what_to_do: str) -> HttpResponse:
    """A page that needs neither a database nor a valid host, in the portal's look."""
    context = {"title": title, "what_to_do": what_to_do}
    return HttpResponse(render_to_string("site/error.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """400, or 413 with the limit where a form was too large."""
    logger.info("Refused %s %s: %s", request.method, request.path_info[:200], reason or type(exception).__name__)
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return page(
        request,
        400,
        _("This address cannot be understood"),
        _("It holds characters or numbers that no page of this portal has. Go to the home page or search."),
    )


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """413, with the limit in bytes told in words."""
    return page(
        request,
        413,
        _("What was sent is too large"),
        _("At most %(limit)s can be taken in here. Shorten the text or choose smaller files, and send it again.")
        % {"limit": size_in_words(limit)},
    )


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: signed in, but not allowed; or a form from elsewhere, or too old: one of the desk can be sent again."""
    if reason and unsent.can_be_sent_again(request) and unsent.is_ours(request):
        return unsent.answer(request)
    return page(
        request,
        403,
        _("You may not do this"),
        _("Your account lacks the permission, or the form was too old. Go back, reload the page and try again."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; says so without showing anything of the inside. 503 where only the database is away."""
    error = sys.exception()
    is_away = isinstance(error, InterfaceError | OperationalError) and not connection.is_usable()
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(request)
    if is_away or (isinstance(error, DatabaseError) and known_remedy(error)):
        return database_away(request)
    return page(
        request,
        500,
        _("Something went wrong on our side"),
        _("The fault was written down for those who look after this portal. Please try again in a few minutes."),
    )


def disk_full(request: HttpRequest) -> HttpResponse:
    """507: nothing can be kept until somebody makes room; what is published is read on."""
    return page(
        request,
        507,
        _("The portal's disk is full"),
        _("Nothing can be saved until there is room again. Tell those who look after this portal, and try again then."),
    )


def database_away(request: HttpRequest) -> HttpResponse:
    """503: nothing is broken, and what was published is read without the database."""
    answer = page(
        request,
        503,
        _("The editing desk is away for the moment"),
        _("Everything that is published can still be read. Nothing that was saved is lost. Please try again soon."),
    )
    answer.headers["Retry-After"] = SECONDS_BEFORE_NEXT_TRY
    return answer
