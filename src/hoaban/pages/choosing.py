"""What an editor may choose: the one answer for choosers, for numbers in addresses, and for what is saved."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from taggit.models import ItemBase, Tag, TaggedItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import get_snippet_models

from hoaban.kit.access import ANY_RIGHT
from hoaban.media.choosing import permitted_media, tags_of_media
from hoaban.pages.desk_titles import WRITING

# Snippets that stand on public pages: whoever writes pages may choose them, though only some may change them.
CHOSEN_BY_WRITERS = frozenset({"pages.weblinkgroup"})


def own_pages(user: Any) -> Q:
    """The pages that the user finds in the explorer."""
    return Q(pk__in=page_permission_policy.explorable_instances(user).order_by().values("pk"))


def permitted_pages(user: Any) -> Any:
    """All pages that the user may choose: those of his own branches, and those that anybody reads."""
    return Page.objects.filter(own_pages(user) | Q(pk__in=Page.objects.live().public().order_by().values("pk")))


def writes_somewhere(user: Any) -> bool:
    """Whether the user may work on any page at all."""
    return bool(page_permission_policy.user_has_any_permission(user, WRITING))


def chooses_snippets(user: Any, model: Any) -> bool:
    """Whether the user may choose rows of a snippet: all or none."""
    if model.snippet_viewset.permission_policy.user_has_any_permission(user, ANY_RIGHT):
        return True
    return model._meta.label_lower in CHOSEN_BY_WRITERS and writes_somewhere(user)


def permitted(user: Any, model: Any) -> Any | None:
    """The rows of a model that the user may choose; None for models that are not chosen but given by the form."""
    if issubclass(model, Page):
        return permitted_pages(user)
    if model in get_snippet_models():
        return model.objects.all() if chooses_snippets(user, model) else model.objects.none()
    return permitted_media(user, model)


def permitted_tags(user: Any) -> Any:
    """The tags of what the user may choose: a tag of anything else would tell of it."""
    found = Q()
    for model in tagged_models():
        if model is TaggedItem:
            continue
        owner = model._meta.get_field("content_object").related_model
        rows = permitted(user, owner)
        if rows is not None:
            used = model.objects.filter(tag=OuterRef("pk"), content_object__in=rows.order_by().values("pk"))
            found |= Q(Exists(used))
    return Tag.objects.filter(found | tags_of_media(user))


def tagged_models() -> list[Any]:
    """The models that link a tag to something."""
    return [model for model in all_subclasses(ItemBase) if not model._meta.abstract]


def all_subclasses(base: Any) -> list[Any]:
    """A class's subclasses, theirs and so on."""
    return [one for below in base.__subclasses__() for one in (below, *all_subclasses(below))]
