"""Answers 400 where what was sent cannot be read: a field that is missing, JSON that is none or is nested without end.

Libraries read forms as their own pages send them, and stumble over anything else. That is a fault of what was sent and
not of ours only where it happens while it is read; whatever fails later is an error and stays one.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from json import JSONDecodeError

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError

from hoaban.site.views import bad_request

logger = logging.getLogger(__name__)
# What says by itself that something sent could not be read.
UNREADABLE = (MultiValueDictKeyError, JSONDecodeError, UnicodeDecodeError, RecursionError)
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

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer 400 where it is so; the log keeps where it happened, in case it was ours after all."""
        if request.method in {"GET", "HEAD"} or isinstance(exception, DatabaseError):
            return None
        if isinstance(exception, UNREADABLE) or (isinstance(exception, STUMBLES) and rose_while_reading(exception)):
            places = traceback.extract_tb(exception.__traceback__)[-1:]
            where = ", ".join(f"{place.filename}:{place.lineno}" for place in places)
            logger.warning(
                "A form for %s could not be read: %s at %s", request.path_info[:200], type(exception).__name__, where
            )
            return bad_request(request, reason=f"{type(exception).__name__} in what was sent")
        return None


def rose_while_reading(exception: BaseException) -> bool:
    """Whether the exception comes out of a function that reads what was sent."""
    step = exception.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if any(folder in code.co_filename for folder in READERS.get(code.co_name, ())):
            return True
        step = step.tb_next
    return False
