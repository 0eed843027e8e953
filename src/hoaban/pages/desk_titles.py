"""Titles on the desk: one that is not published yet is for those who write in its branch; others see what readers see.

Wagtail shows the draft's title to everybody who meets a page, in choosers too, where each editor meets every page that
is public. It asks the page alone, so who looks is kept beside it for as long as a request lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction
from wagtail.permissions import page_permission_policy

# Who may do any of these with a page finds its drafts on the desk (Wagtail's `explorable_instances`).
WRITING = frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"})


class Looker:
    """Who looks in a request, and what is closed to him."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # What the forms that this request sends in referred to before it; None while it sends in none.
        self.known: set[Any] | None = None

    def writes(self, page: Any) -> bool:
        """Whether he may work on the page: by a permission for its branch, or because it waits for his approval."""
        user: Any = self.request.user
        if page_permission_policy.user_has_any_permission_for_instance(user, WRITING, page):
            return True
        task = page.current_workflow_task
        return bool(task and task.user_can_access_editor(page, user))

    @cached_property
    def closed(self) -> tuple[str, ...]:
        """Paths of the pages that were made private and not for him."""
        restrictions = PageViewRestriction.objects.select_related("page").order_by()
        return tuple(one.page.path for one in restrictions if not one.accept_request(self.request))

    def may_read(self, page: Any) -> bool:
        """Whether the page is published, and not closed to him."""
        return page.live and not page.path.startswith(self.closed)


_looking: ContextVar[Looker | None] = ContextVar("looking", default=None)


class WhoLooks:
    """Middleware that says whose request is being answered, also while an answer is still being written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        looker = Looker(request)
        with looked_at_by(looker):
            response: Any = self.get_response(request)
        if response.streaming and not response.is_async and not isinstance(response, FileResponse):
            response.streaming_content = written_for(looker, iter(response.streaming_content))
        return response


@contextmanager
def looked_at_by(looker: Looker) -> Iterator[None]:
    """Titles are shown as to this one."""
    before = _looking.set(looker)
    try:
        yield
    finally:
        _looking.reset(before)


def written_for(looker: Looker, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of an answer, each made while it is known who looks: the server asks for them after the request."""
    while True:
        with looked_at_by(looker):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def looking() -> Looker | None:
    """Who looks in the request that is being answered; None where there is none."""
    return _looking.get()


def who_looks() -> Any | None:
    """The person whose request is being answered; None where there is none."""
    looker = _looking.get()
    return looker.request.user if looker is not None else None


def title_for_who_looks(page: Any) -> str:
    """The draft's title for those who write in the page's branch and for commands, else the published one, if any."""
    title, draft_title = str(page.title), str(page.draft_title or page.title)
    looker = _looking.get()
    if looker is None:
        return draft_title
    may_read = looker.may_read(page)
    if may_read and draft_title == title:
        return title
    if looker.writes(page):
        return draft_title
    return title if may_read else _("A page that is not public (no. %(number)s)") % {"number": page.pk}


def guard_titles() -> None:
    """Have every page show its title so: Wagtail also shows pages of no kind, as parents of others."""
    Page.get_admin_display_title = title_for_who_looks
