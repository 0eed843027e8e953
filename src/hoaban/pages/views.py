"""Public addresses outside the tree: tags, site map, icons, colours, and what is not or no longer there."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from hoaban.kit.live_addresses import prefixes_closed_to_robots
from hoaban.media.queries import url_of
from hoaban.pages import feeds, listings, queries
from hoaban.pages.models import SiteIdentity
from hoaban.pages.page_context import language_links, shell_context, standing_of
from hoaban.pages.photo_uses import ICON_SIZES, icon_use
from hoaban.theme.storage import style_text

TAGGED_PER_PAGE = 20
LONGEST_SHORT_NAME = 30


def site_and_home(request: HttpRequest) -> tuple[Site, Page]:
    """The site of the request and its home in the language of the address; 404 for an unknown host."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site, queries.home_in_language(site, get_language() or "")


def home_of_address(request: HttpRequest) -> Page:
    """The home in the language of the address; 404 where the site has none in it."""
    home = site_and_home(request)[1]
    if home.locale.language_code != get_language():
        raise Http404
    return home


def shell(request: HttpRequest, title: str) -> dict[str, Any]:
    """Context of a page outside the tree, with itself as the last step of the breadcrumb."""
    site, home = site_and_home(request)
    context = shell_context(home, site, request, standing_of(home, request))
    context["languages"] = language_links(home, home, queries.homes(site), request)
    context["breadcrumb"] = [
        {"title": home.title, "url": context["home_url"]},
        {"title": title, "url": request.path},
    ]
    context["title"] = title
    return context


@require_safe
def tagged(request: HttpRequest, slug: str, older_than: int | None = None) -> HttpResponse:
    """What bears a tag, of every type."""
    tag = listings.tag_with_slug(slug)
    if tag is None:
        raise Http404
    home = home_of_address(request)
    if older_than is not None and older_than >= 2**63:
        raise Http404
    items = listings.tagged(tag.pk, home.pk, TAGGED_PER_PAGE + 1, older_than)
    if not items:
        raise Http404
    context = shell(request, tag.name)
    more = len(items) > TAGGED_PER_PAGE
    context.update(tag=tag, items=items[:TAGGED_PER_PAGE], older_than=items[TAGGED_PER_PAGE - 1].pk if more else None)
    return render(request, "pages/tag.html", context)


def news_of_home(request: HttpRequest) -> feeds.FeedSource:
    """What the feeds of a portal in one language are made of."""
    home = home_of_address(request)
    name = queries.setting(SiteIdentity, site_and_home(request)[0]).shown_name
    return feeds.FeedSource(home, lambda limit: listings.newest_news(home.pk, limit, photos=False), name)


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest news of the portal as an Atom feed."""
    return feeds.AtomFeed()(request, source=news_of_home(request))


@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The newest news of the portal as an RSS feed."""
    return feeds.RssFeed()(request, source=news_of_home(request))


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """The tree of sections and standard pages as text (T32 article 16.4.b)."""
    home = home_of_address(request)
    context = shell(request, _("Site map"))
    context["tree"] = queries.site_tree(home)
    return render(request, "pages/site_map.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read, and where the sitemap is."""
    site, _home = site_and_home(request)
    lines = ["User-agent: *", *(f"Disallow: {prefix}" for prefix in prefixes_closed_to_robots()), ""]
    lines.append(f"Sitemap: {site.root_url}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """The one stylesheet in the site's own colours, for pages that cannot name a copy of it."""
    site, _home = site_and_home(request)
    identity = queries.setting(SiteIdentity, site)
    answer = HttpResponse(style_text(identity.accent), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@require_safe
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """The emblem as a square PNG; the theme's own emblem where the site has none."""
    if size not in ICON_SIZES:
        raise Http404
    site, _home = site_and_home(request)
    identity = queries.setting(SiteIdentity, site)
    return redirect(url_of(identity.emblem, icon_use(size)) or static(f"theme/icon-{size}.png"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, so that the portal can be put on a phone's first screen."""
    site, home = site_and_home(request)
    identity = queries.setting(SiteIdentity, site)
    name = identity.shown_name or home.title
    return JsonResponse(
        {
            "name": name,
            "short_name": in_whole_words(name, LONGEST_SHORT_NAME),
            "lang": home.locale.language_code,
            "start_url": home.get_url(request),
            "display": "minimal-ui",
            "theme_color": identity.accent,
            "background_color": "#ffffff",
            "icons": [
                {"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def in_whole_words(text: str, longest: int) -> str:
    """The beginning of a text in whole words; a first word that is longer is cut.

    >>> in_whole_words("Cổng thông tin điện tử tỉnh Hoa Ban", 30), in_whole_words("Hoa Ban", 30)
    ('Cổng thông tin điện tử tỉnh', 'Hoa Ban')
    """
    return text if len(text) <= longest else text[: longest + 1].rpartition(" ")[0] or text[:longest]


@require_safe
def qr(request: HttpRequest, page_id: int) -> HttpResponse:
    """The address of a public page as a QR code, for paper."""
    page = Page.objects.live().public().filter(pk=page_id).first() if page_id < 2**63 else None
    address = page.get_full_url(request) if page else None
    if not address:
        raise Http404
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=6, border=4, light="#ffffff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: what readers are shown where only the desk could answer; published as a file, so that it needs no desk."""
    context = shell(request, _("Back soon"))
    return render(request, "pages/unavailable.html", context, status=503)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 that helps, or 410 with the public note where a page was withdrawn."""
    site = Site.find_for_request(request)
    if site is None:
        return render(request, "theme/404.html", status=404)
    withdrawal = queries.withdrawal_at(site, request.path)
    if withdrawal is not None:
        context = shell(request, _("Withdrawn"))
        return render(request, "pages/withdrawn.html", {**context, "withdrawal": withdrawal}, status=410)
    context = shell(request, _("Page not found"))
    return render(request, "pages/not_found.html", context, status=404)
