"""Atom and RSS feeds of a section and of a whole portal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page, Site

from hoaban.content import queries
from hoaban.content.each import each

ITEMS = 30
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SteadyDate:
    """Dates an empty feed by its section and not by the clock: the same content gives the same bytes."""

    feed: dict[str, Any]
    items: list[dict[str, Any]]

    def latest_post_date(self) -> datetime:
        """The newest date among the items, else that of the section."""
        dates = [item[name] for item in self.items for name in ("updateddate", "pubdate") if item.get(name)]
        return max(dates, default=self.feed["empty_since"])


class Rss(SteadyDate, Rss201rev2Feed):
    """RSS 2.0."""


class Atom(SteadyDate, Atom1Feed):
    """Atom 1.0."""


class RssFeed(Feed):
    """The newest articles, RSS 2.0."""

    feed_type: type[SyndicationFeed] = Rss

    def get_object(self, request: HttpRequest, section: Any = None) -> Page:
        """The section or home whose articles are wanted."""
        self.request = request
        site = Site.find_for_request(request)
        return section or queries.home_in_language(site, get_language() or "")

    def title(self, of: Page) -> str:
        """The title of the section or home."""
        return of.title

    def link(self, of: Page) -> str:
        """Its address."""
        return of.full_url or "/"

    def description(self, of: Page) -> str:
        """What it is about; feeds must say something."""
        return of.specific.description() or of.title

    def feed_extra_kwargs(self, of: Page) -> dict[str, Any]:
        """When the section was published last, for a feed in which nothing stands yet."""
        return {"empty_since": of.last_published_at or UNIX_EPOCH}

    def items(self, of: Page) -> Sequence[Any]:
        """The newest articles under it, but for those of which an entry cannot be made."""
        article = queries.model("Article")
        if isinstance(of, queries.model("Section")):
            found = queries.newest_of_sections(article, queries.section_and_below(of), ITEMS)
        else:
            found = queries.newest_of_home(article, of.pk, ITEMS)
        return [item for item, _entry in each(found, self.entry)]

    def entry(self, item: Any) -> tuple[str, ...]:
        """What an entry is made of, to find out beforehand whether it can be."""
        return self.item_title(item), self.item_description(item), self.item_link(item), self.item_author_name(item)

    def item_title(self, item: Any) -> str:
        """The article's title."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Its lead, as the HTML for which readers of feeds take it."""
        return escape(item.lead)

    def item_link(self, item: Any) -> str:
        """Its full address."""
        return item.full_url or "/"

    def item_pubdate(self, item: Any) -> Any:
        """The time shown on its page."""
        return item.posted_at

    def item_updateddate(self, item: Any) -> Any:
        """The time of the last change, else the time shown."""
        return item.updated_at or item.posted_at

    def item_author_name(self, item: Any) -> str:
        """The authors that the byline names."""
        return ", ".join(item.credits.authors)


class AtomFeed(RssFeed):
    """The newest articles, Atom 1.0."""

    feed_type = Atom

    def subtitle(self, of: Page) -> str:
        """Atom's word for the description."""
        return self.description(of)
