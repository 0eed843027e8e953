"""The search as readers meet it: the page of results, suggestions while typing, and a search as a feed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.kit.vietnamese import clean_line
from hoaban.pages.views import home_of_address, shell, site_and_home
from hoaban.publication.searchable import sources
from hoaban.search import queries, searched_words
from hoaban.search.engine import FACETS
from hoaban.search.parsed_query import LONGEST_QUESTION
from hoaban.search.queries import LAST_PAGE, Result, Results
from hoaban.search.scoring import Filters
from hoaban.search.snippets import highlighted, snippet

FACET_TITLES = {
    "kind": gettext_lazy("Kind"),
    "section": gettext_lazy("Part of the portal"),
    "year": gettext_lazy("Year"),
}
IN_FEED = 2


def number(text: str, highest: int) -> int:
    """A whole number from an address, at most `highest`; 0 for anything else."""
    return min(int(text), highest) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def filters_of(request: HttpRequest) -> Filters:
    """What the address narrows the search to; values that mean nothing are passed over."""
    kind = request.GET.get("kind", "")
    return Filters(
        home=home_of_address(request).pk,
        kind=kind if kind in queries.kind_choices() else "",
        section=number(request.GET.get("section", ""), 2**62),
        year=number(request.GET.get("year", ""), 9999),
    )


def asked_in(request: HttpRequest) -> str:
    """What was typed, cut where nobody types any more."""
    return clean_line(request.GET.get("q", "")[:LONGEST_QUESTION])


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The results of what a reader typed; the page alone where nothing was asked."""
    filters, text = filters_of(request), asked_in(request)
    page = number(request.GET.get("page", "1"), LAST_PAGE + 1)
    if not 1 <= page <= LAST_PAGE:
        raise Http404
    newest_first = request.GET.get("sort") == "date"
    found = queries.search(text, filters, page, newest_first=newest_first)
    if page > max(found.pages, 1):
        raise Http404
    # Without an index nobody knows what would have been found.
    if text and page == 1 and not found.slow:
        searched_words.note(queries.var(), found.question, found.total)
    if found.jump and not (filters.is_narrow or request.GET.get("list")):
        return redirect(found.jump)
    context = shell(request, _("Search"))
    address = Address(text, filters, newest_first=newest_first)
    context.update(
        question=text,
        found=found,
        items=[as_item(result, found) for result in found.results],
        facets=[facet(name, found, address) for name in FACETS if name in found.facets or getattr(filters, name)],
        sorts=sorts(address),
        pages=pages(found, page, address),
        hidden_fields=address.fields(),
        instead={"text": found.instead, "url": address.to(q=found.instead)} if found.instead else None,
        feed_url=address.of_feed() if text else "",
    )
    answer = render(request, "search/results.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


class Address:
    """Addresses of the same search with something changed; what is not said stays, but the page begins anew."""

    def __init__(self, text: str, filters: Filters, *, newest_first: bool = False) -> None:
        self.said = {
            "q": text,
            **{name: getattr(filters, name) or "" for name in FACETS},
            "sort": "date" if newest_first else "",
        }

    def to(self, **changed: Any) -> str:
        """The address with some values changed."""
        return self.at("search", {**self.said, **changed})

    def of_feed(self) -> str:
        """The address of the same search as a feed, which is always the newest first."""
        return self.at("search_feed", {**self.said, "sort": ""})

    @staticmethod
    def at(view: str, wanted: dict[str, Any]) -> str:
        """The address of a view with what is wanted there."""
        return f"{reverse(view)}?{urlencode({name: value for name, value in wanted.items() if value})}"

    def fields(self) -> list[tuple[str, Any]]:
        """(name, value) of what a new question keeps: nothing but the order."""
        return [("sort", "date")] if self.said["sort"] else []


def as_item(result: Result, found: Results) -> dict[str, Any]:
    """A result as the page shows it."""
    return {
        "title": highlighted(result.shown.title, found.shown_question),
        "snippet": snippet(result.text, found.shown_question),
        "shown": result.shown,
        "kind": kind_name(result.shown.kind),
    }


def kind_name(kind: str) -> str:
    """What readers call a kind."""
    names = {kind: name for source in sources() for kind, name in source.kind_names.items()}
    return str(names.get(kind, kind))


def facet(name: str, found: Results, address: Address) -> dict[str, Any]:
    """One group of values to narrow the search by, with the way back to all."""
    chosen = str(address.said[name])
    values = [
        {"name": label, "count": count, "url": address.to(**{name: value}), "chosen": value == chosen}
        for value, label, count in found.facets.get(name, [])
    ]
    return {"title": FACET_TITLES[name], "values": values, "all_url": address.to(**{name: ""}) if chosen else ""}


def sorts(address: Address) -> list[dict[str, Any]]:
    """The orders in which results can stand, each with its address and whether it is chosen."""
    by_date = bool(address.said["sort"])
    return [
        {"name": _("Most fitting first"), "url": address.to(sort=""), "chosen": not by_date},
        {"name": _("Newest first"), "url": address.to(sort="date"), "chosen": by_date},
    ]


def pages(found: Results, page: int, address: Address) -> dict[str, Any]:
    """Where this page stands among all, with the addresses of those beside it."""
    return {
        "number": page,
        "total": found.pages,
        "previous": address.to(page=page - 1) if page > 1 else "",
        "next": address.to(page=page + 1) if page < found.pages else "",
    }


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles for what was begun to type, as JSON for the script of the search field."""
    found = queries.suggestions(asked_in(request), filters_of(request).home)
    return JsonResponse({"suggestions": [{"title": shown.title, "url": shown.url} for shown in found]})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of what a search finds, as an Atom feed."""
    site, _home = site_and_home(request)
    text, filters = asked_in(request), filters_of(request)
    address = f"{site.root_url}{Address(text, filters).to()}"
    made = Atom1Feed(
        title=_("Search: %(words)s") % {"words": text},
        link=address,
        description="",
        language=get_language(),
        feed_url=f"{site.root_url}{request.get_full_path()}",
    )
    for page in range(1, IN_FEED + 1):
        for result in queries.search(text, filters, page, newest_first=True).results:
            link = result.shown.url if "://" in result.shown.url else f"{site.root_url}{result.shown.url}"
            made.add_item(
                result.shown.title, link, escape(result.text[:300]), updateddate=result.shown.at, unique_id=link
            )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
