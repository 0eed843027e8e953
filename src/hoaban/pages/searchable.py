"""What of the pages is searched: each with its whole text, as readers see it and as editors saved it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.fields import RichTextField
from wagtail.models import Page, Revision
from wagtail.rich_text import get_text_for_indexing

from hoaban.kit.rooms import declared
from hoaban.pages.aliases import mirrors_of, without_mirrors
from hoaban.pages.page_types import PageType, kinds_of_models
from hoaban.publication.homes import HOME_DEPTH, home_place
from hoaban.publication.models import Entry
from hoaban.publication.searchable import Document, SearchSource, Shown


@cache
def columns_that_name_a_page() -> dict[str, str]:
    """Tables whose rows are parts of a page of a declared type, with the column that names the page."""
    return {table: column for one in declared(PageType) for table, column in one.rows_of_a_page.items()}


class PageSource(SearchSource):
    """Pages of every declared type."""

    name = "page"

    @property
    def kind_names(self) -> dict[str, Any]:
        """What a reader calls each kind of page."""
        return {one.kind: one.called for one in declared(PageType)}

    def count(self) -> int:
        """How many pages there are but the root."""
        return Page.objects.filter(depth__gt=1).count()

    def ids_after(self, pk: int, limit: int) -> list[int]:
        """Keys of all pages but the root."""
        pages = Page.objects.filter(pk__gt=pk, depth__gt=1).order_by("pk")
        return list(pages.values_list("pk", flat=True)[:limit])

    def public(self, pks: Sequence[int]) -> Iterator[Document]:
        """Live pages that are not private, and of those that mirror one another the one that is mirrored."""
        yield from documents(without_mirrors(readable(pks).specific()))

    def drafts(self, pks: Sequence[int]) -> Iterator[Document]:
        """Every page as its newest revision has it, else as it stands."""
        yield from documents(drafts_of(Page.objects.filter(pk__in=pks, depth__gt=1).specific()))

    def touched_by(self, entry: Entry) -> Iterable[int]:
        """The page of a row; the whole branch where a page was made private or public."""
        if entry.table == "wagtailcore_page":
            pk = int(entry.key)
            return [pk, *mirrors_of([pk])] if "live" in entry.changed_columns else [pk]
        column = columns_that_name_a_page().get(entry.table)
        if column is not None:
            return {int(str(pk)) for pk in entry.values(column)}
        if entry.table == "wagtailcore_revision":
            return {int(str(pk)) for pk in entry.values("object_id") if str(pk).isdecimal()}
        if entry.table == "wagtailcore_pageviewrestriction":
            pks = [pk for top in entry.values("page_id") for pk in branch(int(str(top)))]
            return [*pks, *mirrors_of(pks)]
        return [pk for page_type in declared(PageType) for pk in page_type.words_moved_by(entry)]

    def shown(self, pks: Sequence[int]) -> dict[int, Shown]:
        """What a result shows of each readable page."""
        pages = readable(pks).specific().select_related("locale")
        sections = titles_of_parents(pages)
        known = kinds_of_models()
        return {page.pk: shown(page, sections) for page in pages if type(page) in known and page.get_url()}


def readable(pks: Sequence[int]) -> Any:
    """Live pages that nobody made private."""
    return Page.objects.filter(pk__in=pks, depth__gt=1).live().public().order_by("pk")


def branch(pk: int) -> list[int]:
    """Keys of a page and everything below it."""
    path = Page.objects.filter(pk=pk).values_list("path", flat=True).first()
    return list(Page.objects.filter(path__startswith=path).values_list("pk", flat=True)) if path else []


def drafts_of(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages as their newest revisions have them; those that differ from what is published are read at once."""
    listed = list(pages)
    wanted = [page.latest_revision_id for page in listed if page.has_unpublished_changes and page.latest_revision_id]
    contents = dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "content"))
    for page in listed:
        yield draft_of(page, contents.get(page.latest_revision_id))


def draft_of(page: Page, content: dict[str, Any] | None) -> Page:
    """The page with the fields of a revision; one that can no longer be read leaves the page as it stands.

    Wagtail's own way asks for each thing that a revision refers to.
    """
    if content is None:
        return page
    try:
        draft = type(page).from_serializable_data(content, check_fks=False)
    except (ValueError, LookupError, ValidationError):
        return page
    draft.pk = draft.id = page.pk
    draft.path, draft.depth = page.path, page.depth
    draft.first_published_at = draft.first_published_at or page.first_published_at
    return draft


def documents(pages: Iterable[Any]) -> Iterator[Document]:
    """A document for each page, with the place that its path says; what they refer to is read for all of a type."""
    by_type: dict[type, list[Any]] = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    paths = {home_place(page.path) for some in by_type.values() for page in some}
    paths |= {page.path[: -Page.steplen] for some in by_type.values() for page in some}
    ids = dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))
    for model, some in by_type.items():
        page_type = kinds_of_models().get(model)
        if page_type is None:
            continue
        read_bodies(some)
        for page, more in zip(some, page_type.more_text(some), strict=True):
            yield Document(
                pk=page.pk,
                kind=page_type.kind,
                title=page.title,
                body=text_of(page, page_type, more),
                homes=frozenset({ids[place]} if (place := home_place(page.path)) in ids else ()),
                section=ids.get(page.path[: -Page.steplen], 0),
                at=getattr(page, "posted_at", None) or page.first_published_at,
                # Their titles are words of the page.
                depends=tuple(f"file:{attached.pk}" for attached in attached_files(page)),
            )


def read_bodies(pages: Sequence[Any]) -> None:
    """Read what the bodies of pages of one type refer to in one statement for each kind of block."""
    if hasattr(pages[0], "body"):
        raw = [list(page.body.raw_data) for page in pages]
        for page, body in zip(pages, pages[0].body.stream_block.bulk_to_python(raw), strict=True):
            page.body = body


def text_of(page: Any, page_type: PageType, more: Iterable[str]) -> str:
    """All words of a page beside its title, block by block; what is plain text is taken as it is."""
    parts = [words_in_field(page, name) for name in (*page_type.text_fields, "search_description")]
    body = getattr(page, "body", None)
    if body is not None:
        parts.extend(str(text) for text in body.stream_block.get_searchable_content(body))
        parts.extend(attached.title for attached in attached_files(page))
    parts.extend(more)
    return "\n".join(part for part in parts if part.strip())


def words_in_field(page: Any, name: str) -> str:
    """The text of a field without the marks that only rich text has."""
    text = str(getattr(page, name) or "")
    return get_text_for_indexing(text) if isinstance(page._meta.get_field(name), RichTextField) else text


def attached_files(page: Any) -> Iterator[Any]:
    """The files that the body of a page attaches."""
    for block in getattr(page, "body", None) or ():
        if block.block_type == "files":
            yield from (attached for attached in block.value if attached)


def titles_of_parents(pages: Iterable[Page]) -> dict[str, str]:
    """Titles by path of what stands right above some pages."""
    paths = {page.path[: -Page.steplen] for page in pages}
    return dict(Page.objects.filter(path__in=paths).values_list("path", "title"))


def shown(page: Any, sections: dict[str, str]) -> Shown:
    """What a result shows of a page."""
    at = getattr(page, "posted_at", None)
    section = sections.get(page.path[: -Page.steplen], "") if page.depth > HOME_DEPTH + 1 else ""
    return Shown(page.title, page.get_url() or "", kinds_of_models()[type(page)].kind, at, section)
