"""The tag with which templates show photos."""

from __future__ import annotations

from django import template
from django.template import Context

from hoaban.media import queries
from hoaban.media.models import Photo
from hoaban.media.queries import PictureSources
from hoaban.media.rendition_making import make_sizes

register = template.Library()


@register.simple_tag(takes_context=True)
def offer(context: Context, photo: Photo | str | None, use: str) -> PictureSources | None:
    """What there is of a photo for a declared use, or None; see `PictureSources`.

    A template that was not given the photo at all hands an empty text over.
    Only a preview on the desk, which nobody waits for but its editor, has missing sizes made at once.
    """
    if not isinstance(photo, Photo):
        return None
    found = queries.offered(photo, use)
    if found is None and getattr(context.get("request"), "is_preview", False):
        make_sizes(photo.pk, slow=False)
        queries.load_sizes([photo])
        found = queries.offered(photo, use)
    return found
