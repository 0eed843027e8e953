"""Blocks beside a page, chosen and ordered per site and per section."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Site
from wagtail.snippets.blocks import SnippetChooserBlock

from hoaban.content import queries
from hoaban.statistics import queries as statistics


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

    groups = blocks.ListBlock(SnippetChooserBlock("content.WebLinkGroup"), label=_("groups"))

    class Meta:
        icon = "link-external"
        label = _("web links")
        template = "content/blocks/side_links.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """The chosen groups that still exist."""
        return [group for group in value["groups"] if group is not None]


class NewestBlock(SideBlock):
    """The newest articles of the portal."""

    count = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=20)

    class Meta:
        icon = "time"
        label = _("newest")
        template = "content/blocks/side_list.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """Newest articles in the page's language."""
        home = context.get("home")
        return queries.newest_of_home(queries.model("Article"), home.pk, value["count"], photos=False) if home else []


class NoticesBlock(SideBlock):
    """The newest of one section, for example notices."""

    section = blocks.PageChooserBlock(label=_("section"), page_type="content.Section")
    count = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=20)

    class Meta:
        icon = "info-circle"
        label = _("notices")
        template = "content/blocks/side_list.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """Newest articles of the section."""
        section = value["section"]
        if section is None or not section.live:
            return []
        ids = queries.section_and_below(section)
        return queries.newest_of_sections(queries.model("Article"), ids, value["count"], photos=False)


class MostReadBlock(SideBlock):
    """The articles with the most reads, from what is counted so far."""

    count = blocks.IntegerBlock(label=_("how many"), default=5, min_value=1, max_value=20)

    class Meta:
        icon = "view"
        label = _("most read")
        template = "content/blocks/side_list.html"

    def items(self, value: Any, context: dict[str, Any]) -> list[Any]:
        """Most read articles of the site that are on air in the page's language."""
        site, home = context.get("site"), context.get("home")
        if not isinstance(site, Site) or home is None:
            return []
        article = queries.model("Article")
        ids = queries.shown_under(article, home.pk, statistics.most_read(site.pk, value["count"] * 4))
        return queries.teasers(article, ids[: value["count"]], photos=False)


class FreeTextBlock(SideBlock):
    """A few words of the editor's own."""

    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link", "document-link"])

    class Meta:
        icon = "pilcrow"
        label = _("free text")
        template = "content/blocks/side_text.html"


def side_blocks() -> list[tuple[str, blocks.Block]]:
    """Names and blocks of the stream field `side_blocks`."""
    return [
        ("web_links", WebLinksBlock()),
        ("newest", NewestBlock()),
        ("notices", NoticesBlock()),
        ("most_read", MostReadBlock()),
        ("text", FreeTextBlock()),
    ]
