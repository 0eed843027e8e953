"""Registers promoted results and the words that found nothing with the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

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
