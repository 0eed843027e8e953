"""What the portal remembers of each page that it took from an old one."""

from __future__ import annotations

from wagtail.models import Page, Site

from hoaban.importer.models import ImportedPage


def known_page(site: Site, identity: str) -> ImportedPage | None:
    """What is remembered of the page with this identity, with the page, or None."""
    return ImportedPage.objects.filter(site=site, identity=identity).select_related("page").first()


def known_by_content(site: Site, content_hash: str) -> ImportedPage | None:
    """What is remembered of a page that was made of the same content, with the page, or None."""
    found = ImportedPage.objects.filter(site=site, content_hash=content_hash)
    return found.select_related("page").order_by("pk").first()


def rename(known: ImportedPage, identity: str) -> None:
    """Let a remembered page have another identity from now on."""
    known.identity = identity
    known.save(update_fields=["identity"])


def remember_page(site: Site, page: Page, *, identity: str, content_hash: str, job: str) -> ImportedPage:
    """Remember that a page is this identity's, with the record and the revision that it has now."""
    remembered, _made = ImportedPage.objects.update_or_create(
        site=site,
        identity=identity,
        defaults={
            "page": page,
            "content_hash": content_hash,
            "revision_id": page.latest_revision_id,
            "job": job,
        },
    )
    return remembered
