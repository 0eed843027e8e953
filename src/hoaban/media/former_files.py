"""Addresses of documents and films before they were replaced: each leads to the present file while it is public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from hoaban.media.models import AttachedFile, FormerFile, Video
from hoaban.media.storage import private_collections
from hoaban.publication.addresses import AddressSource, Published, Rank
from hoaban.publication.models import Entry

TABLE = "media_formerfile"


class FormerAddresses(AddressSource):
    """The addresses at which replaced files were."""

    def everything(self, site: Any) -> Iterator[Published]:
        """Every former address; one that leads nowhere is not published."""
        for address in FormerFile.objects.order_by().values_list("address", flat=True).distinct().iterator():
            yield Published(address, Rank.FRONT_PAGE)

    def made_by(self, entry: Entry, site: Any) -> Iterator[Published]:
        """The former address that a replacement made, or that went with its file."""
        if entry.table == TABLE:
            yield from (Published(str(address), Rank.FRONT_PAGE) for address in entry.values("address"))


def is_former(address: str) -> bool:
    """Whether a file was ever replaced at an address."""
    return FormerFile.objects.filter(address=address).exists()


def present_address(address: str) -> str:
    """Where the file is now that was replaced at an address; empty where readers may not have it or it is the same.

    The last one that was there counts, where several had the same content and name.
    """
    for row in FormerFile.objects.filter(address=address).order_by("-replaced_at", "-pk"):
        model, pk = (AttachedFile, row.document_id) if row.document_id is not None else (Video, row.film_id)
        thing: Any = model.objects.filter(pk=pk).first()
        if thing is not None and is_shown(thing):
            found = str(thing.url)
            return found if found != address else ""
    return ""


def is_shown(thing: AttachedFile | Video) -> bool:
    """Whether readers may have a file now, as `queries.is_public` has it; asked so that a pressing can note it."""
    if isinstance(thing, AttachedFile) and thing.collection.path.startswith(private_collections()):
        return False
    pages: list[str] = []
    for reference in ReferenceIndex.get_references_to(thing).select_related("base_content_type"):
        if reference.base_content_type.model_class() is not Page:
            return True
        pages.append(reference.object_id)
    private = tuple(
        Page.objects.filter(pk__in=list(PageViewRestriction.objects.values_list("page_id", flat=True))).values_list(
            "path", flat=True
        )
    )
    live = Page.objects.filter(pk__in=pages, live=True).values_list("path", flat=True)
    return any(not path.startswith(private) for path in live)
