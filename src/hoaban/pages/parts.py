"""Parts of pages that change by themselves: small published files which pages pull in, so that they need not change.

/_parts/<home>/newest-5.html        the newest news of a portal in one language
/_parts/<home>/section-12-5.html    the newest of one section and below it
/_parts/<home>/most-read-5.html     the most read
/_parts/<home>/tag-giao-thong.html  what shares a tag
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from hoaban.counting import queries as counting
from hoaban.pages import listings, queries

TAGGED = 7
MOST = 20


@require_safe
def part(request: HttpRequest, home_id: str, name: str) -> HttpResponse:
    """A part, in the language of its home; 404 for one that no page could ask for."""
    site = Site.find_for_request(request)
    home = next((home for home in queries.homes(site) if home.pk == int(home_id)), None) if site else None
    if home is None:
        raise Http404
    kind, _dash, what = name.partition("-")
    items = items_of(kind, what, home, site)
    if items is None:
        raise Http404
    with translation.override(home.locale.language_code):
        return render(request, "pages/parts/list.html", {"items": items})


def items_of(kind: str, what: str, home: Page, site: Site) -> list[Any] | None:
    """What a part lists, or None for a name that means nothing."""
    if kind == "tag":
        tag = listings.tag_with_slug(what)
        return listings.tagged(tag.pk, home.pk, TAGGED, photos=False) if tag else None
    *words, number = what.split("-")
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= MOST:
        return None
    count = int(number)
    if kind == "newest" and not words:
        return listings.newest_news(home.pk, count, photos=False)
    if kind == "most" and words == ["read"]:
        return listings.news_among(home.pk, counting.most_read(site.pk, count * 4), count)
    if kind == "section" and len(words) == 1 and words[0].isdecimal():
        section = queries.section_with_id(int(words[0]))
        return section.newest(count, photos=False) if section and section.path.startswith(home.path) else None
    return None
