"""Blocks of an article's body."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from hoaban.pages.blocks.tables import CaptionedTableBlock, table_options

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "superscript", "subscript", "ol", "ul", "hr", "link", "document-link"]


NOT_DESCRIBED = _("Say what the photo shows, or mark it as decorative.")


def alt_block() -> blocks.CharBlock:
    """The field for what a photo shows."""
    return blocks.CharBlock(
        label=_("alt text"),
        required=False,
        max_length=300,
        help_text=_("What the photo shows, for readers who cannot see it. Empty: the photo's own description."),
    )


def decorative_block() -> blocks.BooleanBlock:
    """The field that says that a photo says nothing; the same mark of the photo itself counts as well."""
    return blocks.BooleanBlock(label=_("decorative: says nothing that the text does not say"), required=False)


class PhotoBlock(blocks.StructBlock):
    """A photo with caption, credit and alt text; or the framed caption of a photo that is not supplied yet."""

    image = ImageChooserBlock(label=_("photo"), required=False)
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=500)
    credit = blocks.CharBlock(label=_("credit"), required=False, max_length=200)
    alt = alt_block()
    decorative = decorative_block()
    file_name = blocks.CharBlock(
        label=_("file name of a photo that is missing"),
        required=False,
        max_length=300,
        help_text=_("Kept from the old portal. Choose the photo above and the frame gives way to it."),
    )

    class Meta:
        icon = "image"
        label = _("photo")
        template = "pages/blocks/photo.html"

    def clean(self, value: Any) -> Any:
        """A photo cannot be published without words for those who do not see it (T32 article 18)."""
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        image = value.get("image")
        errors = {}
        if image is None and not value.get("file_name"):
            errors["image"] = ValidationError(_("Choose a photo, or delete this block."))
        elif image is not None and not is_described(value):
            errors["alt"] = ValidationError(NOT_DESCRIBED)
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `photo`, `alt` (empty when decorative), `caption`, `credit`, `file_name`."""
        context = super().get_context(value, parent_context=parent_context)
        image = value.get("image")
        context.update(
            photo=image,
            alt=alt_of(value),
            caption=value.get("caption") or "",
            credit=value.get("credit") or (image.credit if image else ""),
            file_name=value.get("file_name") or "",
        )
        return context


def alt_of(value: Any) -> str:
    """The alt text of a photo in a block: its own, else the photo's description; empty for what is decorative."""
    image, own = value.get("image"), value.get("alt") or ""
    decorative = bool(value.get("decorative"))
    return image.alt_text(own, decorative=decorative) if image else "" if decorative else own


def is_described(value: Any) -> bool:
    """Whether the photo of a block has words for those who do not see it, or needs none."""
    return bool(value["image"].is_described(value.get("alt") or "", decorative=bool(value.get("decorative"))))


class GalleryItemBlock(blocks.StructBlock):
    """One photo of a gallery inside a text."""

    image = ImageChooserBlock(label=_("photo"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=500)
    alt = alt_block()
    decorative = decorative_block()

    def clean(self, value: Any) -> Any:
        """A photo cannot be published without words for those who do not see it (T32 article 18)."""
        value = super().clean(value)
        if not self.is_deferred_validation and value.get("image") is not None and not is_described(value):
            raise blocks.StructBlockValidationError(block_errors={"alt": ValidationError(NOT_DESCRIBED)})
        return value


class GalleryBlock(blocks.ListBlock):
    """Photos side by side."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `photos`: (photo, alt, caption) of each that is there."""
        context = super().get_context(value, parent_context=parent_context)
        context["photos"] = [
            (entry["image"], alt_of(entry), entry.get("caption") or "") for entry in value if entry.get("image")
        ]
        return context


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart."""

    text = blocks.TextBlock(label=_("quote"), max_length=2000)
    attribution = blocks.CharBlock(label=_("who said it"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "pages/blocks/quote.html"


class VideoBlock(blocks.StructBlock):
    """A film inside a text."""

    video = VideoChooserBlock(label=_("video"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=500)

    class Meta:
        icon = "media"
        label = _("video")
        template = "pages/blocks/video.html"


class BoxBlock(blocks.StructBlock):
    """Something beside the story: background, figures, what to do."""

    title = blocks.CharBlock(label=_("title"), max_length=200)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "doc-full-inverse"
        label = _("box")
        template = "pages/blocks/box.html"


class MapLinkBlock(blocks.StructBlock):
    """A place and the address of a map of it; no map is loaded from elsewhere."""

    place = blocks.CharBlock(label=_("place"), max_length=200)
    description = blocks.CharBlock(label=_("how to get there"), required=False, max_length=300)
    url = blocks.URLBlock(label=_("address of a map"), max_length=1000)

    class Meta:
        icon = "site"
        label = _("map link")
        template = "pages/blocks/map_link.html"


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """Names and blocks of the stream field `article_body`."""
    return [
        (
            "text",
            blocks.RichTextBlock(
                label=_("text"), features=TEXT_FEATURES, icon="pilcrow", template="pages/blocks/text.html"
            ),
        ),
        ("photo", PhotoBlock()),
        (
            "gallery",
            GalleryBlock(GalleryItemBlock(), label=_("gallery"), icon="image", template="pages/blocks/gallery.html"),
        ),
        ("table", CaptionedTableBlock(table_options=table_options())),
        ("quote", QuoteBlock()),
        (
            "files",
            blocks.ListBlock(
                DocumentChooserBlock(),
                label=_("attached files"),
                icon="doc-full",
                template="pages/blocks/files.html",
            ),
        ),
        ("video", VideoBlock()),
        ("box", BoxBlock()),
        ("map_link", MapLinkBlock()),
    ]
