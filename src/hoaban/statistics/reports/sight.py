"""Who may see which figures: those of a whole site with a permission, those of pages with the right to edit them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from hoaban.statistics.models import SiteDay

# Up to so many pages their own rows are added up; with more, the lists of the most read are gone through.
FEW_PAGES = 2_000
site_policy = ModelPermissionPolicy(SiteDay)


class Sight:
    """What one user may see."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def sees_sites(self) -> bool:
        """Whether sums of whole sites are theirs to see: visits, authors, kinds of pages, where readers come from."""
        return bool(site_policy.user_has_permission(self.user, "view"))

    @cached_property
    def pages(self) -> QuerySet[Page]:
        """The pages that they may edit."""
        return page_permission_policy.instances_user_has_permission_for(self.user, "change").order_by()

    @cached_property
    def sees_all_pages(self) -> bool:
        """Whether that is every page there is, so that nothing need be left out."""
        return bool(self.user.is_superuser or self.pages.filter(depth=1).exists())

    @cached_property
    def few_pages(self) -> list[int] | None:
        """Numbers of the pages that they may edit, where these are few; None where they are many."""
        if self.sees_all_pages:
            return None
        found = list(self.pages.values_list("pk", flat=True)[: FEW_PAGES + 1])
        return found if len(found) <= FEW_PAGES else None

    @property
    def sees_anything(self) -> bool:
        """Whether there is any report for them."""
        return self.sees_sites or self.sees_all_pages or self.pages.exists()

    def sees_page(self, page: Page) -> bool:
        """Whether the sums of a page are theirs to see."""
        return bool(page_permission_policy.user_has_permission_for_instance(self.user, "change", page))

    def limited(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows of `PageReads` whose pages they may edit."""
        if self.sees_all_pages:
            return rows
        if self.few_pages is not None:
            return rows.filter(page_number__in=self.few_pages)
        return rows.filter(Exists(self.pages.filter(pk=OuterRef("page_number"))))
