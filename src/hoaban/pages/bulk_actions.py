"""Publishes any number of plain items of a section at once: what takes hours one by one is written in minutes.

The rows are what Wagtail would have written, with computed places in the tree; `Page.find_problems()` finds nothing.
Items published so have no revisions until somebody edits them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import repeat
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connections, router, transaction
from django.db.models import F, Field
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from hoaban.kit.errors import HoabanError
from hoaban.pages.models import Section
from hoaban.pages.models.section_item import SectionItem
from hoaban.pages.placement import restricted_paths_over
from hoaban.publication.homes import home_place

WIDEST = 36**Page.steplen - 1
"""Most pages that one page of the tree can hold."""


class SectionFull(HoabanError):
    """The tree has no place for so many items below one section."""


@dataclass(frozen=True, slots=True)
class PlainItem:
    """An item of texts, numbers and times alone: it refers to nothing, so no index has anything to keep of it.

    `fields` are further fields of its model; `paragraphs` are its body, as plain text.
    """

    title: str
    posted_at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    paragraphs: Sequence[str] = ()


def publish_items(model: type[SectionItem], section: Section, items: Sequence[PlainItem]) -> None:
    """Publish new items of a type in a section, in one transaction; a thousand at once is a good number.

    They are taken as they are: nobody's permission is asked for and no field is validated, so this is for content
    that the program made itself. Their addresses are the section's with a number. Raises SectionFull; ValueError for
    a field that refers to something; ValidationError where a page below the section has one of the addresses.
    """
    if not items:
        return
    refuse_references(model, items)
    with transaction.atomic():
        # What is read here must be as it is written: places in the tree, and who may see the section.
        above = Page.objects.select_for_update().get(pk=section.pk)
        first = first_free_place(above)
        if len(items) > WIDEST - first:
            raise SectionFull(
                f"A section holds at most {WIDEST} pages; {len(items)} more would not fit in {above.title!r}."
            )
        pattern = pattern_of(model, above)
        rows = [row_of(model, above, number, item) for number, item in enumerate(items, start=first)]
        refuse_taken_addresses(above, rows)
        insert(Page, pattern, rows)
        add_keys(above, rows)
        insert(model, pattern, rows)
        Page.objects.filter(pk=above.pk).update(numchild=F("numchild") + len(items))


def room_left(section: Section) -> int:
    """How many more pages the tree can hold right below a section."""
    return max(0, WIDEST - first_free_place(Page.objects.get(pk=section.pk)))


def first_free_place(above: Page) -> int:
    """The number of the place behind the last child of a page."""
    last = above.get_last_child()
    return Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1


def refuse_references(model: type[SectionItem], items: Iterable[PlainItem]) -> None:
    """Raise ValueError for values of fields that can refer to something, which some index would have to know."""
    named = {name for item in items for name in item.fields}
    for name in sorted(named):
        found = model._meta.get_field(name)
        if found.is_relation or isinstance(found, StreamField):
            raise ValueError(f"{model.__name__}.{name} can refer to something: publish such items one by one.")


def pattern_of(model: type[SectionItem], above: Page) -> SectionItem:
    """An item with the columns that all have in common; the listing columns are those that its `save` works out."""
    home = Page.objects.filter(path=home_place(above.path)).values_list("pk", flat=True).get()
    pattern = model(
        depth=above.depth + 1,
        numchild=0,
        live=True,
        content_type=ContentType.objects.get_for_model(model),
        locale_id=above.locale_id,
        listed_in_id=above.pk,
        home_id=home,
        on_air=not restricted_paths_over(above.path),
    )
    pattern.teaser_photo = pattern.choose_teaser_photo()
    return pattern


def row_of(model: type[SectionItem], above: Page, number: int, item: PlainItem) -> dict[str, Any]:
    """The columns that an item has for itself, by name of the attribute."""
    slug = f"{above.slug}-{number}"
    row = {
        **item.fields,
        "title": item.title,
        "draft_title": item.title,
        "slug": slug,
        "path": Page._get_path(above.path, above.depth + 1, number),
        "url_path": f"{above.url_path}{slug}/",
        "translation_key": uuid.uuid4(),
        **dict.fromkeys(
            ("posted_at", "first_published_at", "last_published_at", "latest_revision_created_at"), item.posted_at
        ),
    }
    if item.paragraphs:
        text = "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in item.paragraphs)
        row["body"] = json.dumps([{"type": "text", "value": text, "id": str(uuid.uuid4())}], ensure_ascii=False)
    return row


def refuse_taken_addresses(above: Page, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise ValidationError where a page that is there has the address of an item."""
    slugs = [row["slug"] for row in rows]
    below = Page.objects.filter(slug__in=slugs, path__startswith=above.path, depth=above.depth + 1)
    found = below.values_list("slug", flat=True).first()
    if found is not None:
        raise ValidationError(_("Another page here has the address “%(slug)s”."), params={"slug": found})


def add_keys(above: Page, rows: Sequence[dict[str, Any]]) -> None:
    """Give the rows the keys that the table of pages gave them."""
    written = Page.objects.filter(path__range=(rows[0]["path"], rows[-1]["path"]), depth=above.depth + 1)
    keys = dict(written.values_list("path", "pk").iterator())
    for row in rows:
        row["page_ptr_id"] = keys[row["path"]]


def insert(model: type[Page], pattern: SectionItem, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the columns of one table by one prepared statement.

    Django's own `bulk_create` refuses a model that stands in two tables, and prepares what is the same in all rows for
    each of them: twice the time.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [one for one in model._meta.local_concrete_fields if one.attname != "id"]
    names = ", ".join(quote(one.column) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    columns = [column(one, pattern, rows, connection) for one in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})",  # noqa: S608  our own models' names
            list(zip(*columns, strict=False)),
        )


def column(
    one: Field[Any, Any], pattern: SectionItem, rows: Sequence[Mapping[str, Any]], connection: Any
) -> Iterator[Any]:
    """The values of one column as the database takes them; without end where all rows have the pattern's."""
    common = one.get_db_prep_save(getattr(pattern, one.attname), connection)
    if not any(one.attname in row for row in rows):
        yield from repeat(common)
    for row in rows:
        given = row.get(one.attname, pattern)
        if given is pattern:
            yield common
        else:
            # The text of a stream is what the database keeps already.
            yield given if isinstance(one, StreamField) else one.get_db_prep_save(given, connection)
