"""Checks of Django's that name what a room forgot to say of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from hoaban.kit.rooms import declared
from hoaban.pages.models.public import PublicPage
from hoaban.pages.models.section_item import SectionItem
from hoaban.pages.page_types import ListedType, PageType, kinds_of_models


@register
def every_page_type_is_declared(**_: Any) -> list[CheckMessage]:
    """A page of an undeclared type would silently stand in no search, feed or list."""
    known = kinds_of_models()
    found: list[CheckMessage] = []
    for model in apps.get_models():
        if not issubclass(model, PublicPage):
            continue
        if model not in known:
            room = apps.get_app_config(model._meta.app_label).name
            found.append(
                Error(
                    f"No room declares the page type {model._meta.label}: its pages would be in no search and no list.",
                    hint=f"Add a PageType, or a ListedType for what sections list, to {room}.room.",
                    obj=model,
                    id="hoaban.pages.E001",
                )
            )
        elif issubclass(model, SectionItem) != isinstance(known[model], ListedType):
            found.append(
                Error(
                    f"{model._meta.label} is declared as {type(known[model]).__name__}.",
                    hint="What a section lists is a SectionItem with a ListedType; any other page has a PageType.",
                    obj=model,
                    id="hoaban.pages.E002",
                )
            )
    return found


@register
def declarations_name_what_is_there(**_: Any) -> list[CheckMessage]:
    """A field or template that is not there would fail only when a reader asks for the page, or an editor searches."""
    return [
        Error(
            f"The {type(page_type).__name__} of {page_type.model._meta.label} names {what}, which is not there.",
            hint="Mend the name in the room's room.py.",
            obj=page_type.model,
            id="hoaban.pages.E004",
        )
        for page_type in declared(PageType)
        for what in what_is_missing(page_type)
    ]


def what_is_missing(page_type: PageType) -> Iterator[str]:
    """The fields and templates that a declaration names in vain."""
    fields = {*page_type.text_fields, page_type.role_field}
    if isinstance(page_type, ListedType):
        fields |= {*page_type.teaser_fields, page_type.starts, page_type.ends}
        try:
            get_template(page_type.component)
        except TemplateDoesNotExist:
            yield f"the template {page_type.component!r}"
    known = {field.name for field in page_type.model._meta.get_fields()}
    yield from (f"the field {name!r}" for name in sorted(fields - known - {""}))


@register
def sections_know_what_they_list(**_: Any) -> list[CheckMessage]:
    """Two types under one word would make a section list one of them at random."""
    words = [listed.held_by for listed in declared(ListedType)]
    return [
        Error(
            f"Two page types are held by sections as {word!r}.",
            hint="Give each ListedType a `held_by` of its own.",
            id="hoaban.pages.E003",
        )
        for word in sorted({word for word in words if words.count(word) > 1})
    ]
