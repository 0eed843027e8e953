"""Which files and photos an editor may choose or change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from taggit.models import Tag, TaggedItem
from wagtail.documents import permissions as of_documents
from wagtail.images import permissions as of_images
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import page_permission_policy
from wagtailmedia import get_permission_policy

from hoaban.media.models import AttachedFile, Photo, Video

ANY = ["add", "change", "delete", "choose"]


def permitted_documents(user: Any) -> Any:
    """Files of the collections that the user may do anything with."""
    return of_documents.permission_policy.instances_user_has_any_permission_for(user, ANY)


def permitted_photos(user: Any) -> Any:
    """Photos of the collections that the user may do anything with."""
    return of_images.permission_policy.instances_user_has_any_permission_for(user, ANY)


def permitted_films(user: Any) -> Any:
    """Films of the collections in which the user may change or delete some; wagtailmedia knows no right to choose."""
    return get_permission_policy().instances_user_has_any_permission_for(user, ["change", "delete"])


def film_collections(user: Any) -> Any:
    """The collections in which the user may add, change or delete films."""
    return get_permission_policy().collections_user_has_any_permission_for(user, ["add", "change", "delete"])


def permitted_media(user: Any, model: Any) -> Any | None:
    """The photos, files or films that the user may choose; None for any other model."""
    return KINDS[model](user) if model in KINDS else None


KINDS: dict[Any, Callable[[Any], Any]] = {
    Photo: permitted_photos,
    AttachedFile: permitted_documents,
    Video: permitted_films,
}


def may_look_at(user: Any, shown: Photo | AttachedFile | Video) -> bool:
    """Whether an editor sees a file that is not public: he may choose it, or a page that he finds refers to it."""
    if not user.is_authenticated or not user.has_perm("wagtailadmin.access_admin"):
        return False
    if KINDS[type(shown)](user).filter(pk=shown.pk).exists():
        return True
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(shown).filter(base_content_type=pages)
    keys = [int(key) for key in references.values_list("object_id", flat=True)]
    return page_permission_policy.explorable_instances(user).filter(pk__in=keys).exists()


def tags_of_media(user: Any) -> Q:
    """The tags of the photos, files and films that the user may choose."""
    found = Q()
    for model in KINDS:
        found |= Q(pk__in=tag_keys(user, model))
    return found


def tag_keys(user: Any, model: Any) -> Any:
    """Keys of the tags of one kind of files, one for each use."""
    rows = KINDS[model](user).order_by().values("pk")
    used = TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=rows)
    return used.values("tag_id")


def popular_tags(user: Any, model: Any, count: int) -> Any:
    """The tags that stand most often on what the user may choose of one kind of files."""
    of_model = Q(taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model))
    rows = KINDS[model](user).order_by().values("pk")
    used = of_model & Q(taggit_taggeditem_items__object_id__in=rows)
    counted = Tag.objects.filter(used).annotate(item_count=Count("taggit_taggeditem_items", filter=used))
    return counted.order_by("-item_count")[:count]
