"""Registers promoted results, the words that found nothing and the report of the search with the desk."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from hoaban.search.desk import SearchReport
from hoaban.search.models import Promotion, WordsNotFound


class OnlyLookedAt(ModelPermissionPolicy):
    """Rows that the product writes: nobody adds or changes them, those who may clear them away."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "delete") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class PromotionViewSet(SnippetViewSet):
    """The desk's screens for promoted results."""

    model = Promotion
    icon = "pick"
    menu_label = _("Promoted results")


class WordsNotFoundViewSet(SnippetViewSet):
    """The desk's list of words that found nothing."""

    model = WordsNotFound
    icon = "search"
    menu_label = _("Words that found nothing")
    list_display = ["words", "times", "last_day"]
    copy_view_enabled = False

    @property
    def permission_policy(self) -> OnlyLookedAt:
        """Looked at, never written by hand."""
        return OnlyLookedAt(self.model)


class SearchGroup(SnippetViewSetGroup):
    """Both under one entry of the menu."""

    menu_label = _("Search")
    menu_icon = "search"
    menu_order = 510
    items = (PromotionViewSet, WordsNotFoundViewSet)
    add_to_admin_menu = True


register_snippet(SearchGroup)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The report of the search, beside those of reads."""
    return [path("reports/reads/search/", SearchReport.as_view(), name="search_report")]
