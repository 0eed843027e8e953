"""Blocks with which the newsroom adds to the home page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from hoaban.news.models import Article, Event, Gallery, VideoPage
from hoaban.pages import listings
from hoaban.pages.blocks.home import NewestItemsBlock
from hoaban.pages.blocks.side import SideBlock
from hoaban.pages.page_types import listed_type_of


class LeadStoryBlock(blocks.StructBlock):
    """The story on top: the chosen one, else the newest, with some newest beside it."""

    article = blocks.PageChooserBlock(
        label=_("article"), page_type="news.Article", required=False, help_text=_("Empty: the newest article.")
    )
    beside = blocks.IntegerBlock(label=_("newest articles beside it"), default=5, min_value=0, max_value=12)

    class Meta:
        icon = "pick"
        label = _("lead story")
        template = "news/blocks/home_lead_story.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `story` (an article or None) and `items`, the newest others."""
        context = super().get_context(value, parent_context=parent_context)
        home = context.get("home")
        newest = listings.newest_of_home(Article, home.pk, value["beside"] + 1) if home else []
        chosen = value["article"]
        stories = listings.teasers(Article, [chosen.pk]) if chosen and chosen.specific.on_air else newest[:1]
        story = stories[0] if stories else None
        others = [item for item in newest if story is None or item.pk != story.pk]
        context.update(story=story, items=others[: value["beside"]])
        return context


class EventsBlock(SideBlock):
    """What comes up."""

    count = blocks.IntegerBlock(label=_("how many"), default=4, min_value=1, max_value=12)

    class Meta:
        icon = "calendar-alt"
        label = _("events")
        template = "news/blocks/home_events.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """Events of the portal that are not over."""
        home = context.get("home")
        return listings.upcoming(listed_type_of(Event), home.pk, value["count"]) if home else []


class GalleriesBlock(NewestItemsBlock):
    """The newest galleries."""

    item_model = Gallery

    class Meta:
        icon = "image"
        label = _("galleries")


class VideosBlock(NewestItemsBlock):
    """The newest videos."""

    item_model = VideoPage

    class Meta:
        icon = "media"
        label = _("videos")


def lead_story_block() -> list[tuple[str, blocks.Block]]:
    """The block of the stream field `home_body` that stands on top."""
    return [("lead_story", LeadStoryBlock())]


def blocks_of_newest() -> list[tuple[str, blocks.Block]]:
    """Blocks of the stream field `home_body` that show the newest of a type."""
    return [("events", EventsBlock()), ("galleries", GalleriesBlock()), ("videos", VideosBlock())]
