"""Atom and RSS feeds of whatever a section lists, and of the news of a portal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from wagtail.models import Page

from hoaban.kit.formats import VIET_NAM
from hoaban.kit.vietnamese import clean_line, clean_text
from hoaban.pages.each import each

ITEMS = 30
# The date of a feed in which nothing was ever published: feeds must have one.
NEVER = datetime(2000, 1, 1, tzinfo=VIET_NAM)


@dataclass(frozen=True)
class FeedSource:
    """What a feed is about: the page whose title and address it bears, and how its newest items are asked for."""

    page: Page
    newest: Callable[[int], Sequence[Any]]
    # The name of the portal for the feed of all of it; else the title of the page.
    name: str = ""


class SteadyDate:
    """Dates an empty feed by its section and not by the clock: the same content gives the same bytes."""

    feed: dict[str, Any]
    items: list[dict[str, Any]]

    def latest_post_date(self) -> datetime:
        """The newest date among the items, else that of the section."""
        dates = [item[name] for item in self.items for name in ("updateddate", "pubdate") if item.get(name)]
        return max(dates, default=self.feed["empty_since"])


class Rss(SteadyDate, Rss201rev2Feed):
    """Writes RSS 2.0."""


class Atom(SteadyDate, Atom1Feed):
    """Writes Atom 1.0."""


class RssFeed(Feed):
    """The newest items of a source, RSS 2.0.

    One control character in one title would make all of it unreadable: XML has no way to write it.
    """

    feed_type: type[SyndicationFeed] = Rss
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, source: FeedSource) -> FeedSource:
        """What the feed is about."""
        return source

    def title(self, source: FeedSource) -> str:
        """The title of the section, the name of the portal for the home."""
        return clean_line(source.name or source.page.title)

    def link(self, source: FeedSource) -> str:
        """The full address of the section or home."""
        return source.page.full_url or "/"

    def description(self, source: FeedSource) -> str:
        """What it is about; feeds must say something."""
        return clean_text(source.page.specific.description() or self.title(source))

    def feed_extra_kwargs(self, source: FeedSource) -> dict[str, Any]:
        """When the section was published last, for a feed in which nothing stands yet."""
        return {"empty_since": timezone.localtime(source.page.last_published_at or NEVER)}

    def items(self, source: FeedSource) -> Sequence[Any]:
        """The newest items, but for those of which an entry cannot be made."""
        return [item for item, _entry in each(source.newest(ITEMS), self.entry)]

    def entry(self, item: Any) -> tuple[str | None, ...]:
        """What an entry is made of, to find out beforehand whether it can be."""
        return self.item_title(item), self.item_description(item), self.item_link(item), self.item_author_name(item)

    def item_title(self, item: Any) -> str:
        """The item's title."""
        return clean_line(item.title)

    def item_description(self, item: Any) -> str:
        """Its description, as the HTML for which readers of feeds take it."""
        return escape(clean_text(item.teaser_text()))

    def item_link(self, item: Any) -> str:
        """The item's full address."""
        return item.full_url or "/"

    def item_pubdate(self, item: Any) -> Any:
        """The time shown on its page, in Viet Nam's time."""
        return timezone.localtime(item.posted_at)

    def item_updateddate(self, item: Any) -> Any:
        """The time of the last change, else the time shown, in Viet Nam's time."""
        return timezone.localtime(item.updated_at or item.posted_at)

    def item_guid(self, item: Any) -> str:
        """What readers of feeds know the item by, wherever it is moved to (RFC 4287, 4.2.6)."""
        # A translation has the same key, and is another item.
        return f"urn:uuid:{uuid5(item.translation_key, item.locale.language_code)}"

    def item_author_name(self, item: Any) -> str | None:
        """Who wrote it, with commas between; None where the page names nobody."""
        return clean_line(", ".join(item.authors())) or None


class AtomFeed(RssFeed):
    """The newest items of a source, Atom 1.0."""

    feed_type = Atom

    def subtitle(self, source: FeedSource) -> str:
        """Atom's word for the description."""
        return self.description(source)
