"""The second half of a run: records become articles, one transaction each, and staff's work is never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from hoaban.importer.ledger import Ledger, Row
from hoaban.importer.models import ImportedPage
from hoaban.importer.record import PageRecord, Part
from hoaban.kit.vietnamese import clean_line, fold, slug
from hoaban.news.models import Article
from hoaban.pages.actions import offer_site_name
from hoaban.pages.models import Section
from hoaban.statistics.actions import set_opening_balance

DEFAULT_SECTION = "Tin tức"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading one record came to."""

    status: str
    reason: str = ""
    page_id: int | None = None


class Loader:
    """Loads the records of one job into one site."""

    def __init__(self, site: Site, ledger: Ledger, *, dry_run: bool) -> None:
        self.site = site
        self.home = site.root_page
        self.ledger = ledger
        self.dry_run = dry_run
        self.made_sections: set[str] = set()

    def load(self, row: Row) -> Loaded:
        """Bring one record in, or say why not."""
        record = row.record
        if record is None:
            raise ValueError(f"There is no record to load for {row.name}")
        known = ImportedPage.objects.filter(site=self.site, identity=identity_of(record)).select_related("page").first()
        if known is None:
            would = Loaded("imported" if record.posted else "review", self.why_review(record))
            return would if self.dry_run else self.create(record)
        if known.content_hash == record.content_hash():
            now = "imported" if record.posted else "review"
            return Loaded(now if known.job == self.ledger.key else "unchanged", page_id=known.page_id)
        if known.page.latest_revision_id != known.revision_id:
            reason = "staff changed the page after it was imported"
            return Loaded("conflict", reason, known.page_id)
        return Loaded("updated", page_id=known.page_id) if self.dry_run else self.update(known, record)

    def create(self, record: PageRecord) -> Loaded:
        """Make the article, its reads and its memory in one transaction."""
        with transaction.atomic():
            article = Article(live=False, locale=self.home.locale)
            fill(article, record)
            self.section_for(record).add_child(instance=article)
            self.publish(article, record)
            ImportedPage.objects.create(
                site=self.site,
                identity=identity_of(record),
                page=article,
                content_hash=record.content_hash(),
                revision_id=article.latest_revision_id,
                job=self.ledger.key,
            )
        return Loaded("imported" if record.posted else "review", self.why_review(record), article.pk)

    def update(self, known: ImportedPage, record: PageRecord) -> Loaded:
        """Bring a changed record into the page that nobody touched since."""
        with transaction.atomic():
            article = Article.objects.get(pk=known.page_id)
            fill(article, record)
            self.publish(article, record)
            known.content_hash, known.revision_id = record.content_hash(), article.latest_revision_id
            known.save()
        return Loaded("updated" if record.posted else "review", self.why_review(record), article.pk)

    def why_review(self, record: PageRecord) -> str:
        """Why a page is kept as a draft; the warnings of the record are told anyway."""
        return "" if record.posted else "kept as a draft until an editor gives its posted time"

    def publish(self, article: Article, record: PageRecord) -> None:
        """Publish as an editor would; a page without a date stays a draft, because no date is invented."""
        revision = article.save_revision(log_action=True)
        if record.posted is not None:
            revision.publish()
        article.refresh_from_db()
        if record.reads is not None:
            set_opening_balance(
                site_id=self.site.pk, page_id=article.pk, count=record.reads.value, as_of=timezone.localdate()
            )

    def section_for(self, record: PageRecord) -> Section:
        """The section that the page names, made where it is missing."""
        parent: Page = self.home
        for printed in record.section_path or [DEFAULT_SECTION]:
            title = clean_line(printed)[:250]
            children = Section.objects.child_of(parent)
            found = next((child for child in children if fold(child.title) == fold(title)), None)
            if found is None:
                found = parent.specific.add_child(
                    instance=Section(title=title, show_in_menus=parent.pk == self.home.pk, locale=self.home.locale)
                )
                self.made_sections.add(title)
            parent = found
        return Section.objects.get(pk=parent.pk)

    def offer_name(self, record: PageRecord) -> None:
        """Offer the banner as the site's name where it has none."""
        if record.site and not self.dry_run:
            offer_site_name(self.site, record.site)


def identity_of(record: PageRecord) -> str:
    """What stays the same when the page is saved again: its address, else its site, title and posted time."""
    if record.source_url:
        return record.source_url[:500]
    posted = record.posted.value if record.posted else ""
    return f"{slug(record.site)}:{slug(record.title, 300)}:{posted}"[:500]


def fill(article: Article, record: PageRecord) -> None:
    """Put the record into the fields of an article; the text is the old page's, character by character."""
    article.title = record.title[:255]
    article.lead = record.lead[:2000]
    article.posted_at = moment_of(record)
    article.byline = str(record.byline.get("raw", ""))[:300]
    article.source = str(record.byline.get("source", ""))[:300]
    body = record.body if len(record.lead) <= 2000 else [Part("text", text=record.lead[2000:]), *record.body]
    article.body = blocks_of(record, body)


def moment_of(record: PageRecord) -> datetime | None:
    """The posted time in the portal's zone; midnight where the page gives only the day."""
    if record.posted is None:
        return None
    return datetime.fromisoformat(record.posted.value).replace(tzinfo=timezone.get_current_timezone())


def blocks_of(record: PageRecord, parts: list[Part]) -> list[tuple[str, Any]]:
    """The body as blocks: runs of paragraphs, photos, tables."""
    blocks: list[tuple[str, Any]] = []
    paragraphs: list[str] = []

    def flush() -> None:
        if paragraphs:
            blocks.append(("text", "".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs)))
            paragraphs.clear()

    for part in parts:
        if part.kind == "text":
            paragraphs.append(part.text)
            continue
        flush()
        if part.kind == "picture" and part.picture is not None:
            blocks.append(("photo", photo_block(record, part.picture)))
        elif part.kind == "table":
            blocks.append(("table", table_block(part.rows)))
    flush()
    return blocks


def photo_block(record: PageRecord, number: int) -> dict[str, Any]:
    """A photo that is not supplied yet: its caption is framed until somebody adds it."""
    picture = record.images[number]
    return {
        "image": None,
        "caption": picture.caption[:500],
        "credit": picture.credit[:200],
        "alt": picture.alt[:300],
        "decorative": False,
        "file_name": picture.src[:300],
    }


def table_block(rows: list[list[str]]) -> dict[str, Any]:
    """A table whose first row is the header; an editor gives it its caption."""
    width = max((len(row) for row in rows), default=0)
    return {
        "data": [[*row, *[""] * (width - len(row))] for row in rows],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": "",
    }
