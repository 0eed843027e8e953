"""Who may see which figures: of pages who edits or publishes them, of a whole site who has a permission.

Who sees the sums of a site also sees which of its public pages and sections make them up, for else a report of the
portal would be one of what its reader happens to edit. Of pages that are neither public nor theirs to edit they learn
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from hoaban.counting.permissions import sees_sites

# By each of these a page is theirs.
RIGHTS = ("change", "publish")
# Up to so many pages their own rows are added up; with more, the lists of the most read are gone through.
FEW_PAGES = 2_000


class ReportSight:
    """What one user may see; asked of the database once, so made anew for each request."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def sees_sites(self) -> bool:
        """Whether sums of whole sites are theirs to see: visits, authors, kinds of pages, where readers come from."""
        return sees_sites(self.user)

    @cached_property
    def pages(self) -> QuerySet[Page]:
        """The pages that they may edit, or answer for as those who publish them."""
        return page_permission_policy.instances_user_has_any_permission_for(self.user, RIGHTS).order_by()

    @cached_property
    def sees_all_pages(self) -> bool:
        """Whether that is every page there is, so that nothing need be left out."""
        return bool(self.user.is_superuser or self.pages.filter(depth=1).exists())

    @cached_property
    def hidden_pages(self) -> QuerySet[Page]:
        """The pages that are there and that the public does not see, less those that are theirs."""
        hidden = Page.objects.not_live() | Page.objects.not_public()
        return hidden.exclude(pk__in=self.pages.values("pk")).order_by()

    @cached_property
    def few_pages(self) -> list[int] | None:
        """Numbers of the pages that may stand in their lists, where these are few; None where they are many."""
        if self.sees_all_pages or self.sees_sites:
            return None
        found = list(self.pages.values_list("pk", flat=True)[: FEW_PAGES + 1])
        return found if len(found) <= FEW_PAGES else None

    @property
    def sees_anything(self) -> bool:
        return self.sees_sites or self.sees_all_pages or self.pages.exists()

    def sees_page(self, page: Page) -> bool:
        """Whether the sums of a page are theirs to see."""
        return bool(page_permission_policy.user_has_any_permission_for_instance(self.user, RIGHTS, page))

    def may_open(self, page_numbers: Iterable[int]) -> set[int]:
        """Those of some pages that are there and whose own report is theirs to open."""
        pages = Page.objects.all() if self.sees_all_pages else self.pages
        return set(pages.filter(pk__in=page_numbers).values_list("pk", flat=True))

    def may_be_told(self, page_numbers: Iterable[int]) -> set[int]:
        """Those of some pages that may stand in their lists; pages that are gone, only where others than theirs may."""
        if self.sees_all_pages:
            return set(page_numbers)
        if not self.sees_sites:
            return self.may_open(page_numbers)
        return set(page_numbers).difference(self.hidden_pages.filter(pk__in=page_numbers).values_list("pk", flat=True))

    def limited(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows of `PageReads` whose pages may stand in their lists."""
        if self.sees_all_pages:
            return rows
        if self.sees_sites:
            return rows.exclude(Exists(self.hidden_pages.filter(pk=OuterRef("page_number"))))
        if self.few_pages is not None:
            return rows.filter(page_number__in=self.few_pages)
        return rows.filter(Exists(self.pages.filter(pk=OuterRef("page_number"))))


def sees_any_report(user: Any) -> bool:
    """Whether a user sees sums of whole sites, or any page is theirs, whose sums they see then."""
    return ReportSight(user).sees_anything
