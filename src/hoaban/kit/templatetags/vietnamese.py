"""Template filters: dates, numbers and sizes in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from hoaban.kit import formats, vietnamese

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """As people here write it, `18/01/2024 07:34`; empty for nothing."""
    return formats.format_moment(value) if value else ""


@register.filter
def day(value: date | None) -> str:
    """As people here write it, `18/01/2024`; empty for nothing."""
    return formats.format_day(value) if value else ""


@register.filter
def iso(value: datetime | date | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


@register.filter
def shortened(value: str, length: int) -> str:
    """A text of at most that many characters, an ellipsis among them."""
    return vietnamese.shortened(value, length)


@register.filter
def number(value: float | None) -> str:
    """`2.923` in Vietnamese, `2,923` in English."""
    return "" if value is None else formats.format_number(value, get_language() or "vi")


@register.filter
def file_size(value: int | None) -> str:
    """`1,2 MB`; the value in bytes."""
    return "" if value is None else formats.format_size(value, get_language() or "vi")
