"""Parts of pages that change by themselves: small published files which pages pull in, so that they need not change.

/_parts/<home>/newest-5.html        the newest articles of a portal in one language
/_parts/<home>/section-12-5.html    the newest of one section and below it
/_parts/<home>/most-read-5.html     the most read
/_parts/<home>/tag-giao-thong.html  what shares a tag
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from hoaban.content import queries
from hoaban.counting import queries as counting
from hoaban.publication.recorder import note_part

TAGGED = 7
MOST = 20


def address(home_id: int, name: str) -> str:
    """The address of a part of a home, for a page that pulls it in."""
    named = reverse("part", args=[home_id, name])
    note_part(named)
    return named


def newest(home_id: int, count: int) -> str:
    """The address of the newest articles of a home."""
    return address(home_id, f"newest-{count}")


def of_section(home_id: int, section_id: int, count: int) -> str:
    """The address of the newest items of a section."""
    return address(home_id, f"section-{section_id}-{count}")


def most_read(home_id: int, count: int) -> str:
    """The address of the most read articles of a home."""
    return address(home_id, f"most-read-{count}")


def of_tag(home_id: int, slug: str) -> str:
    """The address of what shares a tag."""
    return address(home_id, f"tag-{slug}")


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
        return render(request, "content/parts/list.html", {"items": items})


def items_of(kind: str, what: str, home: Page, site: Site) -> list[Any] | None:
    """What a part lists, or None for a name that means nothing."""
    article = queries.model("Article")
    if kind == "tag":
        tag = queries.tag_with_slug(what)
        return queries.tagged_articles(tag.pk, home.pk, TAGGED) if tag else None
    *words, number = what.split("-")
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= MOST:
        return None
    count = int(number)
    if kind == "newest" and not words:
        return queries.newest_of_home(article, home.pk, count, photos=False)
    if kind == "most" and words == ["read"]:
        ids = queries.shown_under(article, home.pk, counting.most_read(site.pk, count * 4))
        return queries.teasers(article, ids[:count], photos=False)
    if kind == "section" and len(words) == 1 and words[0].isdecimal():
        return items_of_section(int(words[0]), home, count)
    return None


def items_of_section(section_id: int, home: Page, count: int) -> list[Any] | None:
    """The newest items of a live section under a home."""
    section = queries.section_with_id(section_id)
    if section is None or not section.path.startswith(home.path):
        return None
    ids = queries.section_and_below(section)
    return queries.newest_of_sections(queries.model("Article"), ids, count, photos=False)
