"""The video page: one film with its poster and, as the law asks, its content in words."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtailmedia.edit_handlers import MediaChooserPanel

from hoaban.kit.formats import iso_moment
from hoaban.kit.vietnamese import clean_text
from hoaban.media.queries import url_of
from hoaban.pages.models.public import tabs
from hoaban.pages.models.section_item import SectionItem, listing_indexes


class VideoPage(SectionItem):
    """A film of the portal's own; nothing is fetched from a third party."""

    schema_type = "VideoObject"
    open_graph_type = "video.other"
    template = "news/video_page.html"

    video = models.ForeignKey(
        "media.Video", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("video")
    )
    poster = models.ForeignKey(
        "media.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("poster")
    )
    lead = models.TextField(_("lead"), blank=True, max_length=2000)
    byline = models.CharField(_("byline"), max_length=300, blank=True)

    content_panels = [
        FieldPanel("title"),
        FieldPanel("lead"),
        MediaChooserPanel("video", media_type="video"),
        FieldPanel("poster"),
        FieldPanel("byline"),
        FieldPanel("posted_at"),
    ]
    edit_handler = tabs(content_panels, SectionItem)

    class Meta:
        verbose_name = _("video page")
        verbose_name_plural = _("video pages")
        indexes = listing_indexes("video")

    def clean(self) -> None:
        """Clean the lead of what does not belong into a text."""
        self.lead = clean_text(self.lead)
        super().clean()

    def description(self) -> str:
        """The chosen description, else the lead."""
        return self.search_description or self.lead

    def choose_teaser_photo(self) -> Any | None:
        """The poster."""
        return self.poster

    def extra_structured_data(self, request: Any) -> dict[str, Any]:
        """What schema.org's VideoObject wants."""
        shown = {"thumbnailUrl": url_of(self.poster, "share"), "contentUrl": self.video.url if self.video else ""}
        return {
            "name": self.title,
            "uploadDate": iso_moment(self.posted_at) if self.posted_at else None,
            **{name: address for name, address in shown.items() if address},
        }
