"""Every read of media, with a name."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Page, ReferenceIndex

from hoaban.media.models import AttachedFile, Photo, PhotoRendition, Video


def shown_by_file(path: str) -> Photo | Video | None:
    """The photo or film to which a file below `media/` belongs, or None."""
    rendition = PhotoRendition.objects.filter(file=path).select_related("image").first()
    return rendition.image if rendition else Video.objects.filter(Q(file=path) | Q(thumbnail=path)).first()


def is_public(attached: AttachedFile | Photo | Video) -> bool:
    """Whether the public may have a file: only while something public attaches or shows it.

    A page counts while it is live and not private; its drafts do not, because the index of references follows the
    published row. What is not a page (side blocks, settings) is public by nature.
    """
    pages: list[str] = []
    for reference in ReferenceIndex.get_references_to(attached).select_related("base_content_type"):
        if reference.base_content_type.model_class() is not Page:
            return True
        pages.append(reference.object_id)
    return Page.objects.live().public().filter(pk__in=pages).exists()
