"""The event: a conference, a festival, a reception of citizens, with its entry for calendars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar
from icalendar import Event as CalendarEvent
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from hoaban.kit.formats import iso_moment, local_day
from hoaban.kit.stream import NamedStreamField
from hoaban.kit.vietnamese import clean_text
from hoaban.pages.models.public import tabs
from hoaban.pages.models.section_item import SectionItem, listing_indexes


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
    template = "news/event.html"

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
        answer = HttpResponse(self.calendar_entry(request), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.slug}.ics"'
        return answer

    def calendar_entry(self, request: HttpRequest | None = None) -> bytes:
        """The bytes of a calendar with this one event (iCalendar, RFC 5545); the same input gives the same bytes."""
        entry = CalendarEvent()
        entry.add("uid", f"event-{self.translation_key}-{self.locale.language_code}")
        entry.add("dtstamp", self.last_published_at or self.latest_revision_created_at or self.starts_at)
        entry.add("summary", self.title)
        start = timezone.localtime(self.starts_at)
        end = timezone.localtime(self.ends_at) if self.ends_at else None
        if self.all_day:
            entry.add("dtstart", start.date())
            last = (end or start).date()
            # Behind the last day, where there is one.
            entry.add("dtend", last + timedelta(days=1) if last < date.max else last)
        else:
            entry.add("dtstart", self.starts_at)
            if self.ends_at:
                entry.add("dtend", self.ends_at)
        for name, value in (("location", self.place), ("description", self.lead)):
            if value:
                entry.add(name, value)
        address = self.get_full_url(request)
        if address:
            entry.add("url", address)
        calendar = Calendar()
        calendar.add("prodid", "-//Hoa Ban//Portal//VI")
        calendar.add("version", "2.0")
        calendar.add_component(entry)
        return bytes(calendar.to_ical())

    def extra_structured_data(self, request: Any) -> dict[str, Any]:
        """When and where, as schema.org's Event wants it."""
        said = local_day if self.all_day else iso_moment
        end = {"endDate": str(said(self.ends_at))} if self.ends_at else {}
        place = {"location": {"@type": "Place", "name": self.place, "address": self.place}} if self.place else {}
        host = {"organizer": {"@type": "Organization", "name": self.organiser}} if self.organiser else {}
        return {"name": self.title, "startDate": str(said(self.starts_at)), **end, **place, **host}
