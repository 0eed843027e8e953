"""Who links to a page: an editor is told before he takes it off the air, since each such link becomes plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex

from hoaban.pages.choosing import permitted_pages

MOST_TOLD = 20


@dataclass
class Link:
    """Something that links: its name, and where it is mended or, where the editor may not, read."""

    title: str
    url: str


def links_to(pages: Sequence[Page], user: Any) -> tuple[list[Link], int]:
    """(the first that link to some pages or to what stands below them, how many there are), of what the user may see.

    What goes with the pages is not among them.
    """
    if not pages:
        return [], 0
    gone = Q()
    for page in pages:
        gone |= Q(path__startswith=page.path)
    keys = Page.objects.filter(gone).order_by().annotate(key=Cast("pk", CharField())).values("key")
    kind = ContentType.objects.get_for_model(Page)
    found = ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys).order_by()
    sources = found.filter(base_content_type=kind).annotate(number=Cast("object_id", BigIntegerField()))
    linking = permitted_pages(user).filter(pk__in=sources.values("number")).exclude(gone).order_by("-live", "pk")
    finder = AdminURLFinder(user)
    links = [link_of(page, finder) for page in linking[:MOST_TOLD]]
    others = list(other_links(found.exclude(base_content_type=kind), finder))
    return (links + others)[:MOST_TOLD], linking.count() + len(others)


def link_of(page: Page, finder: AdminURLFinder) -> Link:
    """A page that links."""
    return Link(page.get_admin_display_title(), finder.get_edit_url(page) or page.url or "")


def other_links(found: Any, finder: AdminURLFinder) -> Iterable[Link]:
    """Snippets and settings of a site that link, as far as the user may change them."""
    for kind, key in found.values_list("content_type_id", "object_id").distinct()[: MOST_TOLD * 2]:
        found_kind = ContentType.objects.get_for_id(kind)
        if found_kind.model_class() is None:
            continue
        row = found_kind.get_all_objects_for_this_type(pk=key).first()
        address = finder.get_edit_url(row) if row is not None else None
        if row is not None and address:
            yield Link(f"{row._meta.verbose_name}: {row}", address)


def told(pages: Sequence[Page], user: Any) -> SafeString | str:
    """The links in words, as HTML; empty where there are none."""
    links, number = links_to(pages, user)
    if not links:
        return ""
    words = _("Links that lead here become plain text. Correct them first where they are needed: %(number)s") % {
        "number": number
    }
    items = format_html_join("", '<li><a href="{}">{}</a></li>', ((link.url, link.title) for link in links))
    more = format_html("<li>{}</li>", _("and %(number)s more") % {"number": number - len(links)})
    return format_html("<p>{}</p><ul>{}{}</ul>", words, items, more if number > len(links) else "")


def tell_before_deletion(request: HttpRequest, page: Page) -> None:
    """Say it above Wagtail's question whether a page shall be deleted."""
    words = told([page], request.user) if request.method == "GET" else ""
    if words:
        messages.warning(request, words)
