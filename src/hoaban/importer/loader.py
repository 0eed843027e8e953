"""The second half of a run: records become articles, one transaction each, and staff's work is never overwritten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from hoaban.counting.actions import set_opening_balance
from hoaban.importer.imported_pages import known_by_content, known_page, remember_page, rename
from hoaban.importer.ledger import FILE, Ledger, Row
from hoaban.importer.models import LONGEST_IDENTITY, ImportedPage
from hoaban.importer.record import PageRecord, Part
from hoaban.kit.vietnamese import slug
from hoaban.news.actions import publish_article
from hoaban.news.models import Article
from hoaban.pages.actions import ensure_section, offer_site_name, save_draft
from hoaban.pages.models import HomePage, Section

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

    def load(self, row: Row) -> Loaded:
        """Bring one record in, or say why not."""
        record = row.record
        if record is None:
            raise ValueError(f"There is no record to load for {row.name}")
        loaded = self.load_record(record, row.content_hash)
        other = self.ledger.alike(row.name)
        like = f"may be the page of {other}: the same title and day, but another text" if other else ""
        return replace(loaded, reason="; ".join(filter(None, [loaded.reason, like, *record.warnings])))

    def load_record(self, record: PageRecord, content_hash: str) -> Loaded:
        """Make, change or leave the page of a record, by what is remembered of it."""
        now = "review" if why_review(record) else "imported"
        known = self.known(record, content_hash)
        if known is None:
            return Loaded(now, why_review(record)) if self.dry_run else self.create(record, content_hash)
        if known.page is None:
            return Loaded("conflict", "the page was deleted here after it was imported")
        if known.content_hash == content_hash:
            return Loaded(now if known.job == self.ledger.key else "unchanged", page_id=known.page_id)
        if conflict := what_staff_did(known.page, known.revision_id):
            return Loaded("conflict", conflict, known.page_id)
        if self.dry_run:
            return Loaded("updated", page_id=known.page_id)
        return self.update(known.page.pk, record, content_hash)

    def known(self, record: PageRecord, content_hash: str) -> ImportedPage | None:
        """What is remembered of a page: by its identity, or, where it was saved under another name, by its content.

        Versions before knew pages by title and time; such a page belongs to the first input that asks for it.
        """
        identity = identity_of(record)
        known = known_page(self.site, identity)
        if known is not None:
            moved = "" if known.content_hash == content_hash else self.ledger.input_with(known.content_hash)
            now = shortened(f"{FILE}{moved}")
            if not moved or known_page(self.site, now) is not None:
                return known
            # What it was made of has another name now; this input is another page.
            if not self.dry_run:
                rename(known, now)
        for other in (known_by_content(self.site, content_hash), known_page(self.site, former_identity_of(record))):
            if other is not None and other.job != self.ledger.key and not self.ledger.has_identity(other.identity):
                if not self.dry_run:
                    rename(other, identity)
                return other
        return None

    def create(self, record: PageRecord, content_hash: str) -> Loaded:
        """Make the article, its reads and its memory in one transaction."""
        with transaction.atomic():
            article = self.write(Article(), record, content_hash, section=self.section_for(record))
        return Loaded("review" if why_review(record) else "imported", why_review(record), article.pk)

    def update(self, page_id: int, record: PageRecord, content_hash: str) -> Loaded:
        """Bring a changed record into the page that nobody touched since."""
        with transaction.atomic():
            article = self.write(Article.objects.get(pk=page_id), record, content_hash)
        return Loaded("review" if why_review(record) else "updated", why_review(record), article.pk)

    def write(
        self, article: Article, record: PageRecord, content_hash: str, *, section: Section | None = None
    ) -> Article:
        """Publish as an editor would; a page without a date, or that nobody can be sure of, stays a draft."""
        fill(article, record)
        if why_review(record):
            save_draft(article, parent=section)
        else:
            publish_article(article, section=section)
        if record.reads is not None:
            set_opening_balance(
                site_id=self.site.pk, page_id=article.pk, count=record.reads.value, as_of=timezone.localdate()
            )
        remember_page(self.site, article, identity=identity_of(record), content_hash=content_hash, job=self.ledger.key)
        return article

    def section_for(self, record: PageRecord) -> Section:
        """The section that the page names, made where it is missing; a page that may be misread makes none."""
        parent: HomePage | Section = self.home
        for printed in (not record.doubt and record.section_path) or [DEFAULT_SECTION]:
            parent, made = ensure_section(parent, printed, show_in_menus=parent.pk == self.home.pk)
            if made:
                self.ledger.note_section(parent.title)
        return Section.objects.get(pk=parent.pk)

    def offer_name(self) -> None:
        """Offer the banner that most pages print as the site's name where it has none."""
        if not self.dry_run:
            offer_site_name(self.site, self.ledger.most_frequent_site())


def why_review(record: PageRecord) -> str:
    """Why a page is kept as a draft; the warnings of the record are told anyway."""
    if record.doubt:
        return f"kept as a draft until an editor has looked at it: {record.doubt}"
    return "" if record.posted else "kept as a draft until an editor gives its posted time"


def identity_of(record: PageRecord) -> str:
    """What stays the same when the page is saved again: its address, else the file's name in its source."""
    return shortened(record.source_url or f"{FILE}{record.file}")


def shortened(identity: str) -> str:
    """An identity of the length that is kept; a longer one ends with a sum of the whole."""
    if len(identity) <= LONGEST_IDENTITY:
        return identity
    return f"{identity[: LONGEST_IDENTITY - 65]}:{hashlib.sha256(identity.encode()).hexdigest()}"


def former_identity_of(record: PageRecord) -> str:
    """The identity that a page without an address had in versions before: its site, title and posted time."""
    posted = record.posted.value if record.posted else ""
    return f"{slug(record.site)}:{slug(record.title, 300)}:{posted}"[:LONGEST_IDENTITY]


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
    """The body as blocks: runs of paragraphs and lists, photos, tables."""
    blocks: list[tuple[str, Any]] = []
    paragraphs: list[str] = []

    def flush() -> None:
        if paragraphs:
            blocks.append(("text", "".join(paragraphs)))
            paragraphs.clear()

    for part in parts:
        if part.kind == "text":
            paragraphs.append(f"<p>{escape(part.text, quote=False)}</p>")
            continue
        if part.kind == "list":
            items = (f"<li>{escape(item, quote=False)}</li>" for item in part.text.split("\n"))
            paragraphs.append(f"<ul>{''.join(items)}</ul>")
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


def what_staff_did(page: Page, imported_revision: int) -> str:
    """What people did with an imported page since, which no later run undoes; empty where nobody touched it."""
    if page.latest_revision_id != imported_revision:
        return "staff changed the page after it was imported"
    if page.first_published_at is not None and not page.live:
        return "the page was taken off the air after it was imported"
    return ""
