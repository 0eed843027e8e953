"""What of the newsroom is searched: every page with its whole text, as readers see it and as editors saved it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail.rich_text import get_text_for_indexing

from hoaban.content.models import Article, Event, Gallery, HomePage, Section, StandardPage, StatisticsPage, VideoPage
from hoaban.content.placement import HOME_DEPTH
from hoaban.publication.models import Entry
from hoaban.publication.searchable import Document, Shown

KINDS = {
    Article: "article",
    StandardPage: "page",
    Event: "event",
    Gallery: "gallery",
    VideoPage: "video",
    Section: "section",
    HomePage: "page",
    StatisticsPage: "page",
}
TEXT_FIELDS = "lead summary place organiser chairs byline source search_description transcript".split()
# Tables whose rows are parts of a page, with the column that names the page.
PARTS = {
    "content_gallery": "page_ptr_id",
    "content_article": "page_ptr_id",
    "content_event": "page_ptr_id",
    "content_videopage": "page_ptr_id",
    "content_section": "page_ptr_id",
    "content_standardpage": "page_ptr_id",
    "content_homepage": "page_ptr_id",
    "content_statisticspage": "page_ptr_id",
    "content_galleryphoto": "page_id",
    "content_correction": "page_id",
    "content_articletag": "content_object_id",
}


class PageSource:
    """The source of the newsroom's pages."""

    name = "page"
    kind_names = {
        "article": _("Articles"),
        "page": _("Standard pages"),
        "event": _("Events"),
        "gallery": _("Photo galleries"),
        "video": _("Videos"),
        "section": _("Sections"),
    }

    def count(self) -> int:
        """How many pages there are but the root."""
        return Page.objects.filter(depth__gt=1).count()

    def ids_after(self, pk: int, limit: int) -> list[int]:
        """Keys of all pages but the root."""
        pages = Page.objects.filter(pk__gt=pk, depth__gt=1).order_by("pk")
        return list(pages.values_list("pk", flat=True)[:limit])

    def public(self, pks: Sequence[int]) -> Iterator[Document]:
        """Live pages that are not private."""
        pages = list(readable(pks).specific())
        yield from documents(pages)

    def drafts(self, pks: Sequence[int]) -> Iterator[Document]:
        """Every page as its newest revision has it, else as it stands."""
        yield from documents([draft_of(page) for page in Page.objects.filter(pk__in=pks, depth__gt=1).specific()])

    def touched_by(self, entry: Entry) -> Iterable[int]:
        """The page of a row; the whole branch where a page was made private or public."""
        if entry.table == "wagtailcore_page":
            return [int(entry.key)]
        if entry.table in PARTS:
            return {int(str(pk)) for pk in entry.values(PARTS[entry.table])}
        if entry.table == "wagtailcore_revision":
            return {int(str(pk)) for pk in entry.values("object_id") if str(pk).isdecimal()}
        if entry.table == "wagtailcore_pageviewrestriction":
            return [pk for top in entry.values("page_id") for pk in branch(int(str(top)))]
        return []

    def shown(self, pks: Sequence[int]) -> dict[int, Shown]:
        """What a result shows of each readable page."""
        pages = readable(pks).specific().select_related("locale")
        sections = titles_of_parents(pages)
        return {page.pk: shown(page, sections) for page in pages if page.get_url()}


def readable(pks: Sequence[int]) -> Any:
    """Live pages that nobody made private."""
    return Page.objects.filter(pk__in=pks, depth__gt=1).live().public().order_by("pk")


def branch(pk: int) -> list[int]:
    """Keys of a page and everything below it."""
    path = Page.objects.filter(pk=pk).values_list("path", flat=True).first()
    return list(Page.objects.filter(path__startswith=path).values_list("pk", flat=True)) if path else []


def draft_of(page: Page) -> Page:
    """The page as its newest revision has it; a revision that can no longer be read leaves the page as it stands."""
    if page.latest_revision_id is None:
        return page
    try:
        return page.get_latest_revision_as_object()
    except (Revision.DoesNotExist, ValueError, LookupError):
        return page


def documents(pages: Sequence[Any]) -> Iterator[Document]:
    """A document for each page, with the place that its path says."""
    paths = {page.path[: HOME_DEPTH * Page.steplen] for page in pages} | {page.path[: -Page.steplen] for page in pages}
    ids = dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))
    for page in pages:
        kind = KINDS.get(type(page))
        if kind is None:
            continue
        yield Document(
            pk=page.pk,
            kind=kind,
            title=page.title,
            body=text_of(page),
            home=ids.get(page.path[: HOME_DEPTH * Page.steplen], 0),
            section=ids.get(page.path[: -Page.steplen], 0),
            at=getattr(page, "posted_at", None) or page.first_published_at,
            # Their titles are words of the page.
            depends=tuple(f"file:{attached.pk}" for attached in attached_files(page)),
        )


def text_of(page: Any) -> str:
    """All words of a page beside its title, block by block."""
    parts = [str(getattr(page, name, "") or "") for name in TEXT_FIELDS]
    body = getattr(page, "body", None)
    if body is not None:
        parts.extend(get_text_for_indexing(str(text)) for text in body.stream_block.get_searchable_content(body))
        parts.extend(attached.title for attached in attached_files(page))
    if isinstance(page, Gallery):
        parts.extend(f"{photo.caption} {photo.credit}" for photo in page.photos.all())
    if isinstance(page, Article):
        parts.extend(correction.note for correction in page.corrections.all())
        parts.extend(tag.name for tag in page.shown_tags)
    if isinstance(page, VideoPage) and page.video:
        parts.append(page.video.transcript)
    return "\n".join(strip_tags(part) for part in parts if part.strip())


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
    return Shown(page.title, page.get_url() or "", KINDS.get(type(page), "page"), at, section)
