"""What the house needs to know of a type of page: said once, in one object that the type's room declares.

`PageType` is for every page, `ListedType` for what sections list. From them follow the log, the search, feeds,
archives, sitemaps, listings, menus and the demo portal; a new type of page changes none of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import repeat
from typing import Any

from django.db.models import ForeignKey
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.models import Page

from hoaban.kit.rooms import Implies, declared
from hoaban.pages.effects import listings_of_item, names_of_tag_link, stands_anew
from hoaban.pages.lookups import children_of
from hoaban.publication.effects import Effect
from hoaban.publication.models import Entry
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import Wording

# What a listing reads of every item; everything else of a row stays in the database.
READ_OF_EVERY_ITEM = frozenset(
    "id path depth title slug url_path live locale content_type first_published_at last_published_at page_ptr "
    "posted_at on_air teaser_photo translation_key".split()
)


def nothing_more(_page: Any) -> Iterable[Any]:
    """For types whose text stands in their own fields and rows."""
    return ()


def nothing_more_of_each(pages: Sequence[Any]) -> Iterable[Iterable[str]]:
    """For types without further words."""
    return repeat((), len(pages))


@dataclass(frozen=True, kw_only=True)
class PageType(Implies):
    """What is known of pages of one model.

    `kind`: its short name in the search, `called`: what readers call several of them; types may share a kind.
    `text_fields`: fields whose words are searched beside title and body; `more_text`: further words of each of some
    pages, read for all of them at once.
    `words_moved_by`: pages of the type whose further words an entry of another table changes.
    `files`: what a page answers below its own address, such as `lich.ics`.
    `is_few`: there are so few that a page may depend on the whole table.
    `stands`: it may stand in menu, footer and site map; `role`: what the footer knows such a page by, `role_field`: the
    field that says so where pages of the type differ.
    """

    model: type[Page]
    kind: str
    called: str | Promise
    text_fields: tuple[str, ...] = ()
    more_text: Callable[[Sequence[Any]], Iterable[Iterable[str]]] = nothing_more_of_each
    words_moved_by: Callable[[Entry], Iterable[int]] = nothing_more
    files: tuple[str, ...] = ()
    is_few: bool = False
    stands: bool = False
    role: str | None = None
    role_field: str = ""

    @property
    def table(self) -> str:
        """Name of the table of what only this type has."""
        return str(self.model._meta.db_table)

    @property
    def rows_of_a_page(self) -> dict[str, str]:
        """The tables whose rows belong to a page, with the column that names the page; the type's own is the first."""
        below = {relation.related_model._meta.db_table: relation.field.column for relation in children_of(self.model)}
        return {self.table: str(self.model._meta.pk.column), **below}

    def implied(self) -> Iterator[object]:
        """Its tables are followed by the log."""
        yield Tracked(self.model._meta.label, keys=self.keys, grows=not self.is_few)
        for relation in children_of(self.model):
            yield Tracked(relation.related_model._meta.label, keys=tuple(fields_to_pages_and_tags(relation)))
        if self.stands:
            yield Effect(self.table, partial(stands_anew, self.role_field))

    @property
    def keys(self) -> tuple[str, ...]:
        """Fields by which queries of public pages select rows of the type's own table."""
        return ()


@dataclass(frozen=True, kw_only=True)
class ListedType(PageType):
    """A type of dated page that sections list (a `SectionItem`).

    `held_by`: what a section that lists it has in its field "lists", `held_as`: the words for that.
    `example`: makes a page, not saved yet, for the portal of examples; a number tells one from another.
    `teaser_fields`: what a teaser shows besides title, time and photo. `component`: the template of one item in a list,
    `list_class`: the class of the list.
    `is_news`: it is among the newest and the most read of a portal, in its feed and in the sitemap for news services.
    `starts`, `ends`: fields of the time at which it takes place, for types that come up.
    """

    held_by: str
    held_as: str | Promise
    example: Callable[[int], Any] | None = None
    teaser_fields: tuple[str, ...] = ()
    component: str = "pages/components/teaser.html"
    list_class: str = "teasers cards"
    is_news: bool = False
    starts: str = ""
    ends: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Listings select by an item's place and times."""
        return ("listed_in", "home", "posted_at", "on_air", *filter(None, (self.starts, self.ends)))

    def example_page(self, number: int) -> Any:
        """An example, not saved yet. Raises LookupError for a type whose room gives none."""
        if self.example is None:
            raise LookupError(f"The room of {self.model._meta.label} gives no example of it.")
        return self.example(number)

    @property
    def tag_links(self) -> Any:
        """The model that links its tags, or None for a type without."""
        tags = getattr(self.model, "tags", None)
        return tags.through if tags is not None else None

    @property
    def tag_relation(self) -> str:
        """By what a query of its pages reaches the links of their tags."""
        return str(self.tag_links._meta.get_field("content_object").related_query_name())

    @property
    def read_for_a_teaser(self) -> frozenset[str]:
        """The fields that listings, feeds and addresses read of its items."""
        return READ_OF_EVERY_ITEM | set(self.teaser_fields)

    def implied(self) -> Iterator[object]:
        """Its items stand in listings; their place there follows from the page and means nothing to a person."""
        yield from super().implied()
        yield Effect(self.table, partial(listings_of_item, self.model))
        yield Wording(self.table, unspoken=("listed_in_id", "home_id", "on_air"))
        if self.tag_links is not None:
            yield Effect(self.tag_links._meta.db_table, names_of_tag_link)
            yield Wording(self.tag_links._meta.db_table, called=_("tags"))


def fields_to_pages_and_tags(relation: Any) -> Iterator[str]:
    """The fields by which rows that belong to a page are asked for: the page, pages and tags that they name."""
    for field in relation.related_model._meta.local_concrete_fields:
        if isinstance(field, ForeignKey) and issubclass(field.related_model, Page | Tag):
            yield field.name


@cache
def listed_type_of(model: Any) -> ListedType:
    """How pages of a model are listed. Raises LookupError for one that no room declares."""
    for listed in declared(ListedType):
        if listed.model is model:
            return listed
    raise LookupError(f"No room declares how pages of {model._meta.label} are listed: add a ListedType to its room.py.")


@cache
def listed_type_held_by(held_by: str) -> ListedType:
    """What a section lists, by the value of its field. Raises LookupError for a value that no room declares."""
    for listed in declared(ListedType):
        if listed.held_by == held_by:
            return listed
    raise LookupError(f"No room declares a type of page that a section with {held_by!r} lists.")


def news_types() -> list[ListedType]:
    """What stands among the newest and the most read, in the portal's feed and in the news sitemap."""
    return [listed for listed in declared(ListedType) if listed.is_news]


def tagged_types() -> list[ListedType]:
    """The types whose pages bear tags."""
    return [listed for listed in declared(ListedType) if listed.tag_links is not None]


def held_choices() -> list[tuple[str, Any]]:
    """What a section may list, for its form."""
    return [(listed.held_by, listed.held_as) for listed in declared(ListedType)]


@cache
def kinds_of_models() -> dict[Any, PageType]:
    """Every declared type of page by its model."""
    return {page_type.model: page_type for page_type in declared(PageType)}
