"""Blocks beside a page, chosen and ordered per site and per section."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from hoaban.pages import part_addresses, queries


class SideBlock(blocks.StructBlock):
    """A heading and what stands under it."""

    title = blocks.CharBlock(label=_("title"), max_length=100)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `items` as the block finds them for the home and site of the page."""
        context = super().get_context(value, parent_context=parent_context)
        context["items"] = self.items(value, context)
        return context

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """What the block lists; nothing by default."""
        return []


class WebLinksBlock(SideBlock):
    """Groups of web links."""

    groups = blocks.ListBlock(SnippetChooserBlock("pages.WebLinkGroup"), label=_("groups"))

    class Meta:
        icon = "link-external"
        label = _("web links")
        template = "pages/blocks/side_links.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """The chosen groups that still exist."""
        return [group for group in value["groups"] if group is not None]


class PartBlock(SideBlock):
    """A list that changes by itself, so that the pages which show it need not change."""

    count = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=20)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `part`, the address of the list; empty where there is none for the page's portal."""
        context = super().get_context(value, parent_context=parent_context)
        home = context.get("home")
        context["part"] = self.part_of(value, home) if home else ""
        return context

    def part_of(self, value: Any, home: Page) -> str:
        """The address of the list for the pages of a home."""
        raise NotImplementedError


class NewestBlock(PartBlock):
    """The newest news of the portal."""

    class Meta:
        icon = "time"
        label = _("newest")
        template = "pages/blocks/side_part.html"

    def part_of(self, value: Any, home: Page) -> str:
        """The newest news in the page's language."""
        return part_addresses.newest(home.pk, value["count"])


class NoticesBlock(PartBlock):
    """The newest of one section, for example notices."""

    section = blocks.PageChooserBlock(label=_("section"), page_type="pages.Section")

    class Meta:
        icon = "info-circle"
        label = _("notices")
        template = "pages/blocks/side_part.html"

    def part_of(self, value: Any, home: Page) -> str:
        """The newest items of the section, or of its translation in the page's language."""
        section = queries.version_under(home, value["section"]) if value["section"] else None
        return part_addresses.of_section(home.pk, section.pk, value["count"]) if section else ""


class MostReadBlock(PartBlock):
    """The articles with the most reads, from what is counted so far."""

    class Meta:
        icon = "view"
        label = _("most read")
        template = "pages/blocks/side_part.html"

    def part_of(self, value: Any, home: Page) -> str:
        """Most read articles in the page's language."""
        return part_addresses.most_read(home.pk, value["count"])


class VisitsBlock(SideBlock):
    """Visits of the portal: now, today, this week, in all; where it stands, readers see them on every page."""

    title = blocks.CharBlock(label=_("title"), max_length=100, default=_("Visit statistics"))

    class Meta:
        icon = "group"
        label = _("visit statistics")
        template = "pages/blocks/side_visits.html"


class FreeTextBlock(SideBlock):
    """A few words of the editor's own."""

    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link", "document-link"])

    class Meta:
        icon = "pilcrow"
        label = _("free text")
        template = "pages/blocks/side_text.html"


def side_blocks() -> list[tuple[str, blocks.Block]]:
    """Names and blocks of the stream field `side_blocks`."""
    return [
        ("web_links", WebLinksBlock()),
        ("newest", NewestBlock()),
        ("notices", NoticesBlock()),
        ("most_read", MostReadBlock()),
        ("visits", VisitsBlock()),
        ("text", FreeTextBlock()),
    ]
