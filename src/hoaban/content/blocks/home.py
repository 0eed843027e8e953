"""Blocks from which an editor arranges the home page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from hoaban.content import queries
from hoaban.content.blocks.body import MapLinkBlock
from hoaban.content.blocks.side import SideBlock, WebLinksBlock


class LeadStoryBlock(blocks.StructBlock):
    """The story on top: the chosen one, else the newest, with some newest beside it."""

    article = blocks.PageChooserBlock(
        label=_("article"), page_type="content.Article", required=False, help_text=_("Empty: the newest article.")
    )
    beside = blocks.IntegerBlock(label=_("newest articles beside it"), default=5, min_value=0, max_value=12)

    class Meta:
        icon = "pick"
        label = _("lead story")
        template = "content/blocks/home_lead_story.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `story` (an article or None) and `items`, the newest others."""
        context = super().get_context(value, parent_context=parent_context)
        home, article = context.get("home"), queries.model("Article")
        newest = queries.newest_of_home(article, home.pk, value["beside"] + 1) if home else []
        chosen = value["article"]
        stories = queries.teasers(article, [chosen.pk]) if chosen and chosen.specific.on_air else newest[:1]
        story = stories[0] if stories else None
        others = [item for item in newest if story is None or item.pk != story.pk]
        context.update(story=story, items=others[: value["beside"]])
        return context


class SectionNewsBlock(blocks.StructBlock):
    """The newest of one section under its heading."""

    section = blocks.PageChooserBlock(label=_("section"), page_type="content.Section")
    count = blocks.IntegerBlock(label=_("how many"), default=4, min_value=1, max_value=12)

    class Meta:
        icon = "list-ul"
        label = _("news of a section")
        template = "content/blocks/home_section.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `items` and `shown_section`, None where readers may not see it: its heading does not show either."""
        context = super().get_context(value, parent_context=parent_context)
        section = queries.section_that_shows(value["section"])
        context["shown_section"] = section
        ids = queries.section_and_below(section) if section else []
        context["items"] = queries.newest_of_sections(queries.model("Article"), ids, value["count"])
        return context


class EventsBlock(SideBlock):
    """What comes up."""

    count = blocks.IntegerBlock(label=_("how many"), default=4, min_value=1, max_value=12)

    class Meta:
        icon = "calendar-alt"
        label = _("events")
        template = "content/blocks/home_events.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """Events of the portal that are not over."""
        home = context.get("home")
        return queries.upcoming_events(home.pk, value["count"]) if home else []


class NewestItemsBlock(SideBlock):
    """The newest galleries or videos."""

    count = blocks.IntegerBlock(label=_("how many"), default=3, min_value=1, max_value=12)
    item_model = "Gallery"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """The newest items of the portal."""
        home = context.get("home")
        return queries.newest_of_home(queries.model(self.item_model), home.pk, value["count"]) if home else []


class GalleriesBlock(NewestItemsBlock):
    """The newest galleries."""

    class Meta:
        icon = "image"
        label = _("galleries")
        template = "content/blocks/home_media.html"


class VideosBlock(NewestItemsBlock):
    """The newest videos."""

    item_model = "VideoPage"

    class Meta:
        icon = "media"
        label = _("videos")
        template = "content/blocks/home_media.html"


class BannerBlock(blocks.StructBlock):
    """A picture that links somewhere, for example to a campaign."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("alt text"), max_length=300, help_text=_("Where the link leads."))
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("or an address elsewhere"), required=False, max_length=1000)

    class Meta:
        icon = "link"
        label = _("banner")
        template = "content/blocks/home_banner.html"


class TextBlock(SideBlock):
    """A heading and some text."""

    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link", "document-link"])

    class Meta:
        icon = "pilcrow"
        label = _("text")
        template = "content/blocks/home_text.html"


class HomeNoticesBlock(SideBlock):
    """Notices across the width of the home page."""

    section = blocks.PageChooserBlock(label=_("section"), page_type="content.Section")
    count = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=20)

    class Meta:
        icon = "info-circle"
        label = _("notices")
        template = "content/blocks/home_notices.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """Newest articles of the section."""
        section = value["section"]
        ids = queries.section_and_below(section) if section and section.live else []
        return queries.newest_of_sections(queries.model("Article"), ids, value["count"], photos=False)


class HomeLinksBlock(WebLinksBlock):
    """Web links across the width of the home page."""

    class Meta:
        template = "content/blocks/home_links.html"


def home_blocks() -> list[tuple[str, blocks.Block]]:
    """Names and blocks of the stream field `home_body`."""
    return [
        ("lead_story", LeadStoryBlock()),
        ("section_news", SectionNewsBlock()),
        ("notices", HomeNoticesBlock()),
        ("events", EventsBlock()),
        ("galleries", GalleriesBlock()),
        ("videos", VideosBlock()),
        ("web_links", HomeLinksBlock()),
        ("banner", BannerBlock()),
        ("text", TextBlock()),
        ("map_link", MapLinkBlock()),
    ]
