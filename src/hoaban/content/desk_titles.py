"""Titles on the desk: one that is not published yet is for those who write in its branch; others see what readers see.

Wagtail shows the draft's title to everybody who meets a page, in choosers too, where each editor meets every page that
is public. It asks the page alone, so who looks is kept beside it for as long as a request lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

# Who may do any of these with a page finds its drafts on the desk (Wagtail's `explorable_instances`).
WRITING = frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"})
_looking: ContextVar[HttpRequest | None] = ContextVar("looking", default=None)


class WhoLooks:
    """Middleware that says whose request is being answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = _looking.set(request)
        try:
            return self.get_response(request)
        finally:
            _looking.reset(before)


def title_for_who_looks(page: Any) -> str:
    """The draft's title for those who write in the page's branch and for commands, else the published one."""
    title, draft_title = str(page.title), str(page.draft_title)
    request = _looking.get()
    if not draft_title or request is None or draft_title == title:
        return draft_title or title
    may_see = page_permission_policy.user_has_any_permission_for_instance(request.user, WRITING, page)
    return draft_title if may_see else title


def guard_titles() -> None:
    """Have every page show its title so: Wagtail also shows pages of no kind, as parents of others."""
    Page.get_admin_display_title = title_for_who_looks
