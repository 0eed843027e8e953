"""An event as an entry for the reader's own calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from icalendar import Calendar
from icalendar import Event as CalendarEvent

if TYPE_CHECKING:
    from hoaban.content.models import Event


def calendar_entry(event: Event, request: HttpRequest | None = None) -> bytes:
    """The bytes of a calendar with this one event; the same input gives the same bytes."""
    entry = CalendarEvent()
    entry.add("uid", f"event-{event.translation_key}")
    entry.add("dtstamp", event.last_published_at or event.latest_revision_created_at or event.starts_at)
    entry.add("summary", event.title)
    start = timezone.localtime(event.starts_at)
    end = timezone.localtime(event.ends_at) if event.ends_at else None
    if event.all_day:
        entry.add("dtstart", start.date())
        last = (end or start).date()
        # Behind the last day, where there is one.
        entry.add("dtend", last + timedelta(days=1) if last < date.max else last)
    else:
        entry.add("dtstart", event.starts_at)
        if event.ends_at:
            entry.add("dtend", event.ends_at)
    for name, value in (("location", event.place), ("description", event.lead)):
        if value:
            entry.add(name, value)
    address = event.get_full_url(request)
    if address:
        entry.add("url", address)
    calendar = Calendar()
    calendar.add("prodid", "-//Hoa Ban//Portal//VI")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
