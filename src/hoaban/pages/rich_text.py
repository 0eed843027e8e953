"""Links inside rich text: to readers a link to what they may not read, or to nothing at all, is its words alone.

Wagtail prints the address of every page that a link names, published or not, and stumbles over a number that is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import ExternalLinkElementHandler, PageLinkElementHandler
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler, document_link_entity
from wagtail.images.rich_text import ImageEmbedHandler
from wagtail.models import Page
from wagtail.rich_text import EmbedHandler
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from hoaban.media.models import AttachedFile
from hoaban.pages.choosing import permitted
from hoaban.pages.desk_titles import who_looks
from hoaban.pages.page_urls import url_here

# As long as a key can be written.
LONGEST_KEY = 19
WORDS_ALONE = "<a>"


def is_key(text: Any) -> bool:
    """Whether a text can be the key of a row."""
    written = str(text)
    return written.isascii() and written.isdecimal() and len(written) <= LONGEST_KEY and int(written) < 2**63


def found_by_key(attributes: list[dict[str, str]], rows: Any) -> list[Any]:
    """For each link the row that it names, or None."""
    keys = {one["id"] for one in attributes if is_key(one.get("id", ""))}
    by_key = {str(row.pk): row for row in rows.filter(pk__in=keys)} if keys else {}
    return [by_key.get(one.get("id", "").lstrip("0")) for one in attributes]


def named(model: Any, attributes: dict[str, str]) -> Iterator[tuple[Any, str, str, str]]:
    """What a link refers to, for Wagtail's index of references and for the check of what is saved."""
    if attributes.get("id"):
        yield model, attributes["id"][: LONGEST_KEY + 1], "", ""


class ReadableLinks(PageLinkHandler):
    """Links to pages: only a published page has its address printed."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Any]:
        """The pages, None for what is no page."""
        return found_by_key(attrs_list, Page.objects.defer_streamfields().specific())

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """The opening tag of each link. Whether a page is live is read from its row, so that the press knows of it."""
        shown = [page.localized if page is not None and page.live else None for page in cls.get_many(attrs_list)]
        addresses = [url_here(page) if page is not None and page.live else "" for page in shown]
        return [f'<a href="{escape(address)}">' if address else WORDS_ALONE for address in addresses]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[Any, str, str, str]]:
        """The page."""
        return named(Page, attrs)


class KnownFiles(DocumentLinkHandler):
    """Links to attached files."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Any]:
        """The files, None for what is no file."""
        return found_by_key(attrs_list, AttachedFile.objects.all())

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """The opening tag of each link; a file that has no address is its words alone."""
        addresses = [file.url if file is not None else "" for file in cls.get_many(attrs_list)]
        return [f'<a href="{escape(address)}">' if address else WORDS_ALONE for address in addresses]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[Any, str, str, str]]:
        """The file."""
        return named(AttachedFile, attrs)


class NoPictures(ImageEmbedHandler):
    """Photos inside rich text: the product has blocks for them and shows none here."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Nothing."""
        return [""] * len(attrs_list)

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[Any, str, str, str]]:
        """The photo."""
        return named(cls.get_model(), attrs)


class NothingFromElsewhere(EmbedHandler):
    """Films of other portals: nothing is asked of them while a page is rendered."""

    identifier = "media"

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Nothing."""
        return [""] * len(attrs_list)


class PageLinkForEditor(PageLinkElementHandler):
    """A link to a page as the text editor gets it: its address only where who looks may choose the page."""

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        """As Wagtail; the number alone for what is closed to the editor or is nothing."""
        if not may_choose(Page, attrs.get("id", "")):
            return {"id": attrs.get("id", ""), "url": None, "parentId": None}
        return dict(super().get_attribute_data(attrs))


class FileLinkForEditor(DocumentLinkElementHandler):
    """A link to a file as the text editor gets it: its name only where who looks may choose the file."""

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        """As Wagtail; the number alone for what is closed to the editor or is nothing."""
        if not may_choose(AttachedFile, attrs.get("id", "")):
            return {"id": attrs.get("id", "")}
        return dict(super().get_attribute_data(attrs))


def may_choose(model: Any, number: str) -> bool:
    """Whether who looks may choose the row; whatever is no number, or a link in a command, names nothing."""
    user, rows = who_looks(), None
    if is_key(number) and user is not None:
        rows = permitted(user, model)
    return rows is not None and rows.filter(pk=number).exists()


def put_in_place(features: FeatureRegistry) -> None:
    """Replace Wagtail's handlers of all that rich text can name."""
    for handler in (ReadableLinks, KnownFiles):
        features.register_link_type(handler)
    for embed in (NoPictures, NothingFromElsewhere):
        features.register_embed_type(embed)
    pages = {"a[href]": ExternalLinkElementHandler("LINK"), 'a[linktype="page"]': PageLinkForEditor("LINK")}
    files = {'a[linktype="document"]': FileLinkForEditor("DOCUMENT")}
    rules = {"link": (pages, "LINK", link_entity), "document-link": (files, "DOCUMENT", document_link_entity)}
    for feature, (reads, kind, writes) in rules.items():
        rule = {"from_database_format": reads, "to_database_format": {"entity_decorators": {kind: writes}}}
        features.register_converter_rule("contentstate", feature, rule)
