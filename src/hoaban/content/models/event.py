"""The event: a conference, a festival, a reception of citizens, with its entry for calendars."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from hoaban.content.calendar_entry import calendar_entry
from hoaban.content.models.public import tabs
from hoaban.content.models.section_item import SectionItem, listing_indexes
from hoaban.kit.stream import NamedStreamField
from hoaban.kit.vietnamese import clean_text


class Event(RoutablePageMixin, SectionItem):
    """Something that takes place: when, where, who holds it, what it is about."""

    class Kind(models.TextChoices):
        """What sort of event it is."""

        CONFERENCE = "conference", _("conference")
        MEETING = "meeting", _("meeting")
        RECEPTION = "reception", _("reception of citizens")
        FESTIVAL = "festival", _("festival")
        TRAINING = "training", _("training")
        OTHER = "other", _("other")

    schema_type = "Event"
    template = "content/event.html"

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=False)
    place = models.CharField(_("place"), max_length=300, blank=True)
    organiser = models.CharField(_("organiser"), max_length=300, blank=True)
    chairs = models.CharField(_("chaired by"), max_length=500, blank=True)
    lead = models.TextField(_("lead"), blank=True, max_length=2000)
    body = NamedStreamField("article_body", verbose_name=_("body"), blank=True)

    content_panels = [
        FieldPanel("title"),
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("all_day")]),
        FieldPanel("place"),
        FieldRowPanel([FieldPanel("organiser"), FieldPanel("chairs")]),
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("posted_at"),
    ]
    edit_handler = tabs(content_panels, SectionItem)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            *listing_indexes("event"),
            models.Index(fields=["home", "starts_at"], condition=models.Q(on_air=True), name="event_by_start"),
        ]

    def clean(self) -> None:
        """An event does not end before it starts."""
        self.lead = clean_text(self.lead)
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("The event would end before it starts: check both times.")})

    def description(self) -> str:
        """The chosen description, else the lead."""
        return self.search_description or self.lead

    def choose_teaser_photo(self) -> Any | None:
        """The first photo of the body."""
        photos = (block.value["image"] for block in self.body if block.block_type == "photo")
        return next((photo for photo in photos if photo), None)

    @path("lich.ics/")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """The event for the reader's own calendar (iCalendar, RFC 5545)."""
        answer = HttpResponse(calendar_entry(self, request), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.slug}.ics"'
        return answer

    def extra_structured_data(self, request: Any) -> dict[str, Any]:
        """When and where, as schema.org's Event wants it."""
        end = {"endDate": self.ends_at.isoformat()} if self.ends_at else {}
        place = {"location": {"@type": "Place", "name": self.place, "address": self.place}} if self.place else {}
        host = {"organizer": {"@type": "Organization", "name": self.organiser}} if self.organiser else {}
        return {"name": self.title, "startDate": self.starts_at.isoformat(), **end, **place, **host}
