"""Every read of media, with a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from wagtail.images.models import Filter
from wagtail.models import Collection as FileCollection
from wagtail.models import Page, ReferenceIndex

from hoaban.media import sizes
from hoaban.media.models import AttachedFile, FileText, Photo, PhotoRendition, Video
from hoaban.media.sizes import Size
from hoaban.media.storage import private_collections
from hoaban.publication.lookups import Lookup
from hoaban.publication.models import Entry


@dataclass(frozen=True, slots=True)
class MadeSize:
    """A size of a photo that is there: its file, width and height in pixels."""

    file: str
    width: int
    height: int

    @property
    def url(self) -> str:
        """Where readers get the file; asked for only by what shows it: a pressed page publishes what it names."""
        return str(PhotoRendition._meta.get_field("file").storage.url(self.file))


@dataclass(frozen=True, slots=True)
class PictureSources:
    """What a page may offer of a photo for one use.

    `avif` and `sources`: for `srcset`, empty where it is not offered or where there is no choice; the rest describes
    the `<img>`: the size for browsers that choose none, and the shape of the largest.
    """

    avif: str
    sources: str
    url: str
    width: int
    height: int


def made_rows(photo_ids: Collection[int]) -> QuerySet[Any, Any]:
    """(photo, specification, file, width, height) of the declared sizes of some photos, the newest last."""
    declared = [size.specification for size in sizes.all_sizes()]
    rows = PhotoRendition.objects.filter(image_id__in=photo_ids, filter_spec__in=declared).order_by("pk")
    return rows.values_list("image_id", "filter_spec", "file", "width", "height")


def made_name(photo_id: object) -> str:
    """The name under which the declared sizes of a photo are read."""
    return f"sizes:{photo_id}"


def sizes_touched(entry: Entry) -> list[str]:
    """The photos whose sizes on public pages an entry touches; what the desk makes for its own lists touches none."""
    declared = {size.specification for size in sizes.all_sizes()}
    return [made_name(pk) for pk in entry.values("image_id")] if entry.values("filter_spec") & declared else []


MADE_SIZES = Lookup(
    "media.PhotoRendition.image", rows=made_rows, key=lambda row: row[0], names=lambda pk: [made_name(pk)]
)


def load_sizes(photos: Iterable[Photo | None]) -> None:
    """Load the sizes of some photos with one question, where each photo would ask its own."""
    by_id: dict[int, list[Photo]] = {}
    for photo in photos:
        if photo is not None:
            by_id.setdefault(photo.pk, []).append(photo)
    made: dict[int, dict[str, MadeSize]] = {pk: {} for pk in by_id}
    for pk, specification, file, width, height in MADE_SIZES.of(*by_id):
        made[pk][specification] = MadeSize(file, width, height)
    for pk, same in by_id.items():
        for photo in same:
            photo.made_sizes = made[pk]


def made(photo: Photo, use: str) -> list[tuple[Size, MadeSize]]:
    """The sizes of one use that are there, smallest first. What is missing is nobody's business but the worker's."""
    if not hasattr(photo, "made_sizes"):
        load_sizes([photo])
    there: dict[str, MadeSize] = photo.made_sizes
    return [(size, there[size.specification]) for size in sizes.sizes_of(use) if size.specification in there]


def offered(photo: Photo | None, use: str) -> PictureSources | None:
    """What a page offers of a photo, or None where there is no photo or no size of it has been made yet.

    The smaller format is offered only in as many sizes as the other one: a browser that reads it looks at nothing else.
    """
    if photo is None:
        return None
    there = made(photo, use)
    plain = [one for size, one in there if not size.is_slow]
    small = [one for size, one in there if size.is_slow]
    if not plain:
        return None
    middle, largest = plain[(len(plain) - 1) // 2], plain[-1]
    return PictureSources(
        avif=source_set(small) if len(small) >= len(plain) else "",
        sources=source_set(plain) if len(plain) > 1 else "",
        url=middle.url,
        width=largest.width,
        height=largest.height,
    )


def source_set(there: list[MadeSize]) -> str:
    """The sizes as the attribute `srcset` wants them."""
    return there[0].url if len(there) == 1 else ", ".join(f"{one.url} {one.width}w" for one in there)


def url_of(photo: Photo | None, use: str) -> str:
    """The address of a photo in a use that has one size; empty where that is not there."""
    there = offered(photo, use)
    return there.url if there else ""


def used_by(label: str) -> list[int]:
    """Ids of the photos to which rows of a model refer, as Wagtail's index of references knows them."""
    app_label, model = label.split(".")
    references = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_by_natural_key(app_label, model),
        to_content_type=ContentType.objects.get_for_model(Photo),
    )
    return sorted({int(pk) for pk in references.values_list("to_object_id", flat=True)})


def users_of(photo: Photo) -> set[str]:
    """Labels of the models whose rows refer to a photo."""
    references = ReferenceIndex.get_references_to(photo).values_list("content_type__app_label", "content_type__model")
    return {f"{app_label}.{model}" for app_label, model in references}


def wanting(size: Size) -> QuerySet[Photo]:
    """The photos that want a size and do not have it."""
    there = PhotoRendition.objects.filter(image=OuterRef("pk"), filter_spec=size.specification)
    wanted = Q(width__gt=size.wider_than)
    if size.used_by:
        wanted &= Q(pk__in=used_by(size.used_by))
    return Photo.objects.filter(wanted, ~Exists(there)).order_by()


def count_missing() -> int:
    """How many sizes of photos have still to be made."""
    return sum(wanting(size).count() for size in sizes.all_sizes())


def photos_with_missing(*, slow: bool, used: str = "") -> list[int]:
    """Ids of the photos that miss a size of the slow or of the cheap kind, newest first; `used`: one model's only."""
    wanted = [size for size in sizes.all_sizes() if size.is_slow == slow and (not used or size.used_by == used)]
    return sorted({pk for size in wanted for pk in wanting(size).values_list("pk", flat=True)}, reverse=True)


def files_without_text() -> QuerySet[AttachedFile, int]:
    """Ids of the files whose text the present reader has not read, newest first."""
    read = FileText.objects.filter(reader=FileText.READER).values("file_hash")
    return AttachedFile.objects.exclude(file_hash__in=read).order_by("-pk").values_list("pk", flat=True)


def missing_sizes(photo: Photo, *, slow: bool) -> list[Size]:
    """The sizes of the slow or of the cheap kind that a photo wants and does not have, in the order of making."""
    there = set(photo.renditions.values_list("filter_spec", "focal_point_key"))
    users = users_of(photo)
    return [
        size
        for size in sizes.all_sizes()
        if size.is_slow == slow
        and size.shows_more_of(photo)
        and (not size.used_by or size.used_by in users)
        and (size.specification, focal_point_key(photo, size)) not in there
    ]


def focal_point_key(photo: Photo, size: Size) -> str:
    """What Wagtail tells crops around different focal points apart by."""
    return str(filter_of(size).get_cache_key(photo))


def filter_of(size: Size) -> Filter:
    """The filter by which Wagtail would make a size, and under which its rendition is found."""
    return Filter(spec=size.specification)


def shown_by_file(path: str) -> Photo | Video | None:
    """The photo or film to which a file below `media/` belongs, or None."""
    rendition = PhotoRendition.objects.filter(file=path).select_related("image").first()
    return rendition.image if rendition else Video.objects.filter(Q(file=path) | Q(thumbnail=path)).first()


def files_below(collection_id: int) -> list[int]:
    """Ids of the files in a collection and in all below it."""
    path = FileCollection.objects.filter(pk=collection_id).values_list("path", flat=True).first()
    files = AttachedFile.objects.filter(collection__path__startswith=path) if path else AttachedFile.objects.none()
    return list(files.values_list("pk", flat=True))


def open_files(pks: Iterable[int]) -> list[AttachedFile]:
    """Of some files those that anybody may have: something public attaches them, and no collection locks them."""
    private = private_collections()
    files = AttachedFile.objects.filter(pk__in=pks).select_related("collection").order_by("pk")
    return [file for file in files if not file.collection.path.startswith(private) and is_public(file)]


def may_have(attached: AttachedFile | Photo | Video, request: HttpRequest) -> bool:
    """Whether a visitor may have a file that only pages behind a password or for a group show.

    Yes where the visitor may see one of these pages now; the answer is the visitor's alone and must be kept nowhere.
    """
    pages = Page.objects.live().filter(pk__in=pages_showing(attached))
    return any(
        all(restriction.accept_request(request) for restriction in page.get_view_restrictions()) for page in pages
    )


def pages_showing(attached: AttachedFile | Photo | Video) -> list[str]:
    """Keys of the pages that refer to a file, whoever may see them."""
    references = ReferenceIndex.get_references_to(attached).select_related("base_content_type")
    return [one.object_id for one in references if one.base_content_type.model_class() is Page]


def pages_attaching(files: Collection[AttachedFile]) -> dict[int, set[int]]:
    """By file, the ids of the pages that refer to it, whoever may see them."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(AttachedFile),
        to_object_id__in=[str(attached.pk) for attached in files],
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    found: dict[int, set[int]] = {}
    for attached, page in references.values_list("to_object_id", "object_id"):
        found.setdefault(int(attached), set()).add(int(page))
    return found


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
