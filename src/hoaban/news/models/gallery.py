"""The gallery: photos with captions that tell one story."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from hoaban.kit.vietnamese import clean_text
from hoaban.media.queries import load_sizes
from hoaban.pages.blocks.body import NOT_DESCRIBED
from hoaban.pages.forms import PublicPageForm
from hoaban.pages.models.public import tabs
from hoaban.pages.models.section_item import SectionItem, listing_indexes


class GalleryForm(PublicPageForm):
    """The editor of a gallery: a draft may still lack words for its photos."""

    def clean(self) -> dict[str, Any]:
        """Say at each photo what is missing before it is published."""
        cleaned = super().clean()
        if self.is_deferred_validation or "photos" not in self.formsets:
            return cleaned
        for form in self.formsets["photos"].forms:
            if form not in self.formsets["photos"].deleted_forms and form.is_valid() and not form.instance.is_described:
                form.add_error("alt", NOT_DESCRIBED)
        return cleaned


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
    base_form_class = GalleryForm

    class Meta:
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")
        indexes = listing_indexes("gallery")

    def clean(self) -> None:
        """Clean the lead of what does not belong into a text."""
        self.lead = clean_text(self.lead)
        super().clean()

    def refuse_publication(self) -> None:
        """A photo cannot be published without words for those who do not see it (T32 article 18)."""
        missing = [place for place, shown in enumerate(self.photos.all(), start=1) if not shown.is_described]
        if missing:
            message = _("%(not_described)s (photo %(numbers)s of the gallery)")
            numbers = ", ".join(map(str, missing))
            raise ValidationError(message, params={"not_described": NOT_DESCRIBED, "numbers": numbers})

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

    alt = models.CharField(
        _("alt text"),
        max_length=300,
        blank=True,
        help_text=_("What the photo shows, for readers who cannot see it. Empty: the photo's own description."),
    )
    decorative = models.BooleanField(_("decorative: says nothing that the text does not say"), default=False)

    panels = [
        FieldPanel("photo"),
        FieldPanel("caption"),
        FieldPanel("alt"),
        FieldPanel("decorative"),
        FieldPanel("credit"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("photo of a gallery")

    @property
    def shown_alt(self) -> str:
        """The alt text that the page gives the photo."""
        return self.photo.alt_text(self.alt, decorative=self.decorative)

    @property
    def is_described(self) -> bool:
        """Whether the photo has words for those who do not see it, or needs none."""
        return self.photo_id is None or self.photo.is_described(self.alt, decorative=self.decorative)
