"""The tag with which templates show photos."""

from __future__ import annotations

from django import template
from django.template import Context

from hoaban.media import queries
from hoaban.media.making import make_sizes
from hoaban.media.models import Photo
from hoaban.media.queries import Offered

register = template.Library()


@register.simple_tag(takes_context=True)
def offer(context: Context, photo: Photo | None, use: str) -> Offered | None:
    """What there is of a photo for a declared use, or None; see `Offered`.

    Only a preview on the desk, which nobody waits for but its editor, has missing sizes made at once.
    """
    found = queries.offered(photo, use)
    if found is None and photo is not None and getattr(context.get("request"), "is_preview", False):
        make_sizes(photo.pk, slow=False)
        queries.load_sizes([photo])
        found = queries.offered(photo, use)
    return found
