"""Every read of media, with a name."""

from __future__ import annotations

from wagtail.models import Page, ReferenceIndex

from hoaban.media.models import AttachedFile


def is_public(attached: AttachedFile) -> bool:
    """Whether the public may have a file: only while something public attaches it.

    A page counts while it is live and not private; its drafts do not, because the index of references follows the
    published row. What is not a page (side blocks, settings) is public by nature.
    """
    pages: list[str] = []
    for reference in ReferenceIndex.get_references_to(attached).select_related("base_content_type"):
        if reference.base_content_type.model_class() is not Page:
            return True
        pages.append(reference.object_id)
    return Page.objects.live().public().filter(pk__in=pages).exists()
