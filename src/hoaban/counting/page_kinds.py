"""The kinds of pages as a group of reads: articles, events, galleries, by the content type of the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from hoaban.counting.groups import ReadGroup


def kinds_of(page_numbers: set[int]) -> dict[int, tuple[str, ...]]:
    """`news.article` and the like, by the number of the page."""
    rows = Page.objects.filter(pk__in=page_numbers).values_list("pk", "content_type_id")
    return {pk: (name_of(content_type),) for pk, content_type in rows}


def name_of(content_type_id: int) -> str:
    """`news.article`: what is kept of a kind."""
    content_type = ContentType.objects.get_for_id(content_type_id)
    return f"{content_type.app_label}.{content_type.model}"


def labels_of_kinds(names: Sequence[str]) -> dict[str, str]:
    """What the kinds are called; those that the portal no longer has are left out."""
    found = {}
    for name in names:
        try:
            model = apps.get_model(name)
        except (LookupError, ValueError):
            continue
        label = str(model._meta.verbose_name_plural)
        found[name] = f"{label[:1].upper()}{label[1:]}"
    return found


PAGE_KINDS = ReadGroup(
    "type",
    "types",
    plural=_("Kinds of pages"),
    singular=_("Kind of page"),
    explanation=_("Reads by what kind of page was read."),
    order=50,
    names_of=kinds_of,
    labels_of=labels_of_kinds,
)
