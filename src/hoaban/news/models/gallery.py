"""The gallery: photos with captions that tell one story."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from hoaban.kit.vietnamese import clean_text
from hoaban.media.queries import load_sizes
from hoaban.pages.models.public import tabs
from hoaban.pages.models.section_item import SectionItem, listing_indexes


class Gallery(SectionItem):
    """A set of photos in the editor's order."""

    schema_type = "ImageGallery"
    template = "news/gallery.html"

    lead = models.TextField(_("lead"), blank=True, max_length=2000)
    byline = models.CharField(_("byline"), max_length=300, blank=True)

    content_panels = [
        FieldPanel("title"),
        FieldPanel("lead"),
        InlinePanel("photos", label=_("photo"), heading=_("Photos"), min_num=1),
        FieldPanel("byline"),
        FieldPanel("posted_at"),
    ]
    edit_handler = tabs(content_panels, SectionItem)

    class Meta:
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")
        indexes = listing_indexes("gallery")

    def clean(self) -> None:
        """Clean the lead of what does not belong into a text."""
        self.lead = clean_text(self.lead)
        super().clean()

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `photos`, each with its photo and that photo's sizes loaded."""
        photos = list(self.photos.all())
        load_sizes([self.teaser_photo, *(shown.photo for shown in photos)])
        context = super().get_context(request, *args, **kwargs)
        context["photos"] = photos
        return context

    def description(self) -> str:
        """The chosen description, else the lead."""
        return self.search_description or self.lead

    def choose_teaser_photo(self) -> Any | None:
        """The first photo of the gallery."""
        first = next(iter(self.photos.all()), None)
        return first.photo if first else None


class GalleryPhoto(Orderable):
    """One photo of a gallery with the caption it has there."""

    page = ParentalKey(Gallery, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey("media.Photo", on_delete=models.CASCADE, related_name="+", verbose_name=_("photo"))
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    panels = [FieldPanel("photo"), FieldPanel("caption"), FieldPanel("credit")]

    class Meta(Orderable.Meta):
        verbose_name = _("photo of a gallery")
