"""Who may call the addresses that name a page: whoever may work on it."""

from __future__ import annotations

from django.http import Http404
from wagtail.models import Page

from hoaban.kit.access import AccessRequest, Verdict
from hoaban.pages.desk_titles import Looker

# In which part of an address the number of a page stands.
PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "page_pk", "pk")


def page_of(asked: AccessRequest) -> Page | None:
    """The page whose number stands in the address."""
    number = asked.number(PAGE_NAMES)
    return Page.objects.filter(pk=number).first() if number is not None else None


def works_on_page(asked: AccessRequest) -> Verdict:
    """Whoever may work on the page that the address names; 404 where there is none."""
    page = page_of(asked)
    if page is None:
        raise Http404
    return Looker(asked.request).writes(page)
