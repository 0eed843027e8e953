"""The names under which listings of pages are read and touched; one function a kind of listing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from hoaban.publication.homes import home_place

HIGHEST_PAGE = "highest-page"
WITHOUT_SITE = "site:none"
# Pages of a sitemap file.
IDS_PER_FILE = 1000


def site(site_id: object) -> str:
    """What every page of a site shows of it, and the addresses of its pages wherever they are linked."""
    return f"site:{site_id}"


def newest(table: str, section_id: int) -> str:
    """The newest items of a section."""
    return f"newest:{table}:section:{section_id}"


def newest_of_home(table: str, home_id: int) -> str:
    """The newest items of a portal in one language."""
    return f"newest:{table}:home:{home_id}"


def month(table: str, section_id: int, year: int, month: int) -> str:
    """The items of a section in one month."""
    return f"month:{table}:{section_id}:{year}-{month}"


def latest(table: str, section_id: int) -> str:
    """The newest end of a section: whether anything comes after an item."""
    return f"latest:{table}:{section_id}"


def earliest(table: str, section_id: int) -> str:
    """The oldest end of a section: whether anything comes before an item."""
    return f"earliest:{table}:{section_id}"


def neighbours(table: str, page_id: int | str) -> str:
    """The items before and after an item in its section."""
    return f"neighbours:{table}:{page_id}"


def tag(tag_id: object) -> str:
    """The pages with a tag."""
    return f"tag:{tag_id}"


def tag_at(slug: object) -> str:
    """Which tag has an address."""
    return f"tag-at:{slug}"


def upcoming(table: str, home_id: int) -> str:
    """What takes place in a portal and is not over."""
    return f"upcoming:{table}:{home_id}"


def restrictions(path: str) -> str:
    """Which pages are private under the home of a page with this path."""
    return f"private-pages:{home_place(path)}"


def standing(path: str) -> str:
    """Which pages may stand in menus under the home of a page with this path; what each shows is its own matter."""
    return f"standing:{home_place(path)}"


def pages(page_id: int, path: str) -> str:
    """The pages of one sitemap file under the home of a page with this path: another portal's are not its matter."""
    return f"pages:{page_id // IDS_PER_FILE}:{home_place(path)}"


def months(table: str, section_id: int, start: datetime, end: datetime) -> Iterator[str]:
    """Every month of a section from that of one moment to that of another, both included."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield month(table, section_id, count // 12, count % 12 + 1)
