"""Answers 400 where what was sent cannot be read: a field that is missing, JSON that is none or is nested without end.

Libraries read forms as their own pages send them, and stumble over anything else. That is a fault of what was sent and
not of ours only where it happens while it is read; whatever fails later is an error and stays one.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from json import JSONDecodeError
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from hoaban.site.middleware import NO_NUMBER
from hoaban.site.views import bad_request

logger = logging.getLogger(__name__)
# The field in which a form says how many rows it has.
COUNT, LONGEST_COUNT = "-TOTAL_FORMS", 6
# What says by itself that something sent could not be read.
UNREADABLE = (
    *(MultiValueDictKeyError, JSONDecodeError, UnicodeDecodeError, RecursionError, ValidationError),
    # A day before the first or behind the last that there is.
    OverflowError,
)
# What says so where it rises while a form is read.
STUMBLES = (LookupError, TypeError, ValueError, AttributeError, OverflowError)
# The functions of Django and Wagtail that read what was sent, by their files.
READERS = {
    "value_from_datadict": ("/django/forms/", "/wagtail/", "/wagtailmedia/", "/taggit/"),
    "value_omitted_from_data": ("/django/forms/", "/wagtail/"),
    "full_clean": ("/django/forms/",),
    "_clean_fields": ("/django/forms/",),
    "changed_data": ("/django/forms/",),
}


class BrokenForms:
    """Stands nearest to the views, and looks at what they raise for a request that sends something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer 400 for a form that claims more rows than it has fields: two thousand of them took minutes to draw."""
        if request.method != "POST":
            return None
        counts = [str(text) for name, text in request.POST.items() if name.endswith(COUNT)]
        if any(len(text) > LONGEST_COUNT or (text.isdecimal() and int(text) > len(request.POST)) for text in counts):
            return bad_request(request, reason="more rows than fields in what was sent")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer 400 where it is so; the log keeps where it happened, in case it was ours after all."""
        if request.method in {"GET", "HEAD"} or not is_about_what_was_sent(request, exception):
            return None
        place = traceback.extract_tb(exception.__traceback__)[-1]
        kind = type(exception).__name__
        logger.warning("What was sent to %s could not be read: %s at %s:%s", request.path_info[:200], kind, *place[:2])
        return bad_request(request, reason=f"{kind} in what was sent")


def is_about_what_was_sent(request: HttpRequest, exception: Exception) -> bool:
    """Whether the fault lies in what was sent."""
    if isinstance(exception, DatabaseError):
        return False
    if isinstance(exception, UNREADABLE) or NO_NUMBER in str(exception):
        return True
    if isinstance(exception, NoReverseMatch):
        # Wagtail takes the place to go on to for a name of an address, where it is none.
        return not request.POST.get("next", "/").startswith("/")
    if isinstance(exception, AttributeError) and (exception.name, exception.obj) == ("is_valid", None):
        # An address of Wagtail's choosers at which nothing can be made, since its kind has no form.
        return True
    return isinstance(exception, STUMBLES) and rose_while_reading(exception)


def rose_while_reading(exception: BaseException) -> bool:
    """Whether the exception comes out of a function that reads what was sent."""
    step = exception.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if any(folder in code.co_filename for folder in READERS.get(code.co_name, ())):
            return True
        step = step.tb_next
    return False
