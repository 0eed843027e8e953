"""Addresses of the parts that pages pull in; whoever names one has noted that the page depends on it being there."""

from __future__ import annotations

from django.urls import reverse

from hoaban.publication.recorder import note_part


def address(home_id: int, name: str) -> str:
    """The address of a part of a home, for a page that pulls it in."""
    named = reverse("part", args=[home_id, name])
    note_part(named)
    return named


def newest(home_id: int, count: int) -> str:
    """The address of the newest news of a home."""
    return address(home_id, f"newest-{count}")


def of_section(home_id: int, section_id: int, count: int) -> str:
    """The address of the newest items of a section."""
    return address(home_id, f"section-{section_id}-{count}")


def most_read(home_id: int, count: int) -> str:
    """The address of the most read news of a home."""
    return address(home_id, f"most-read-{count}")


def of_tag(home_id: int, slug: str) -> str:
    """The address of what shares a tag."""
    return address(home_id, f"tag-{slug}")
