"""Blocks from which an editor arranges the home page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from hoaban.pages import listings, queries
from hoaban.pages.blocks.body import MapLinkBlock
from hoaban.pages.blocks.side import SideBlock, WebLinksBlock
from hoaban.pages.models.section_item import SectionItem


class SectionNewsBlock(blocks.StructBlock):
    """The newest of one section under its heading."""

    section = blocks.PageChooserBlock(label=_("section"), page_type="pages.Section")
    count = blocks.IntegerBlock(label=_("how many"), default=4, min_value=1, max_value=12)

    class Meta:
        icon = "list-ul"
        label = _("news of a section")
        template = "pages/blocks/home_section.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `items` and `shown_section`, None where readers may not see it: its heading does not show either."""
        context = super().get_context(value, parent_context=parent_context)
        section = queries.page_that_shows(value["section"])
        context["shown_section"] = section
        context["items"] = section.newest(value["count"]) if section else []
        return context


class NewestItemsBlock(SideBlock):
    """The newest pages of one listed type; a room that has one subclasses it with its `item_model`."""

    count = blocks.IntegerBlock(label=_("how many"), default=3, min_value=1, max_value=12)
    item_model: type[SectionItem]

    class Meta:
        template = "pages/blocks/home_media.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """The newest items of the portal."""
        home = context.get("home")
        return listings.newest_of_home(self.item_model, home.pk, value["count"]) if home else []


class BannerBlock(blocks.StructBlock):
    """A picture that links somewhere, for example to a campaign."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("alt text"), max_length=300, help_text=_("Where the link leads."))
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("or an address elsewhere"), required=False, max_length=1000)

    class Meta:
        icon = "link"
        label = _("banner")
        template = "pages/blocks/home_banner.html"

    def clean(self, value: Any) -> Any:
        """A banner leads somewhere."""
        value = super().clean(value)
        if not self.is_deferred_validation and not (value["page"] or value["url"]):
            missing = ValidationError(_("Choose a page, or give an address elsewhere."))
            raise blocks.StructBlockValidationError(block_errors={"page": missing})
        return value

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `shown_page`, None where readers may not see it; the picture then leads to the address, or nowhere."""
        context = super().get_context(value, parent_context=parent_context)
        context["shown_page"] = queries.page_that_shows(value["page"])
        return context


class TextBlock(SideBlock):
    """A heading and some text."""

    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link", "document-link"])

    class Meta:
        icon = "pilcrow"
        label = _("text")
        template = "pages/blocks/home_text.html"


class HomeNoticesBlock(SideBlock):
    """Notices across the width of the home page."""

    section = blocks.PageChooserBlock(label=_("section"), page_type="pages.Section")
    count = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=20)

    class Meta:
        icon = "info-circle"
        label = _("notices")
        template = "pages/blocks/home_notices.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `shown_section`, None where readers may not see it: its address does not show either."""
        context = super().get_context(value, parent_context=parent_context)
        section = queries.page_that_shows(value["section"])
        context["shown_section"] = section
        context["items"] = section.newest(value["count"], photos=False) if section else []
        return context


class HomeLinksBlock(WebLinksBlock):
    """Web links across the width of the home page."""

    class Meta:
        template = "pages/blocks/home_links.html"


def blocks_of_sections() -> list[tuple[str, blocks.Block]]:
    """Blocks of the stream field `home_body` that show what sections list."""
    return [("section_news", SectionNewsBlock()), ("notices", HomeNoticesBlock())]


def standing_blocks() -> list[tuple[str, blocks.Block]]:
    """Blocks of the stream field `home_body` that change only when an editor changes them."""
    return [
        ("web_links", HomeLinksBlock()),
        ("banner", BannerBlock()),
        ("text", TextBlock()),
        ("map_link", MapLinkBlock()),
    ]
