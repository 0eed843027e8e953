"""Registers promoted results, the words that readers typed and the report of the search with the desk."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.chooser import page_models_from_string
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from hoaban.pages.choosing import own_pages
from hoaban.search import queries
from hoaban.search.desk_backend import found_within
from hoaban.search.models import Abbreviation, Promotion, WordsFound, WordsNotFound
from hoaban.search.words_report import SearchReport


@hooks.register("construct_page_chooser_queryset")
def permitted_pages(pages: Any, request: HttpRequest) -> Any:
    """What an editor may choose: pages of his own branches, and those that anybody reads.

    The words of other editors' drafts find nothing: beyond his branches the readers' index says what is found.
    """
    typed = request.GET.get("q", "")
    public = pages.live().public()
    if typed:
        wanted = public.type(*kinds) if (kinds := kinds_wanted(request)) else public
        public = public.filter(pk__in=found_within(wanted, partial(queries.public_keys, typed, "page")) or [])
    return pages.filter(own_pages(request.user) | Q(pk__in=public.order_by().values("pk")))


def kinds_wanted(request: HttpRequest) -> tuple[type[Page], ...]:
    """The kinds of pages that a chooser offers; none where it says nothing that is one, which its view then refuses."""
    try:
        return page_models_from_string(request.GET.get("page_type") or "wagtailcore.page")
    except (ValueError, LookupError):
        return ()


class AbbreviationViewSet(SnippetViewSet):
    """The desk's screens for abbreviations."""

    model = Abbreviation
    icon = "openquote"
    menu_label = _("Abbreviations")
    list_display = ["short", "meaning"]
    search_fields = ["short", "meaning"]
    copy_view_enabled = False


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


class WordsViewSet(SnippetViewSet):
    """A list of words that readers typed."""

    icon = "search"
    list_display = ["words", "times", "last_day"]
    copy_view_enabled = False

    @property
    def permission_policy(self) -> OnlyLookedAt:
        """Looked at, never written by hand."""
        return OnlyLookedAt(self.model)


class WordsNotFoundViewSet(WordsViewSet):
    """The desk's list of words that found nothing."""

    model = WordsNotFound
    menu_label = _("Words that found nothing")


class WordsFoundViewSet(WordsViewSet):
    """The desk's list of words that found something."""

    model = WordsFound
    menu_label = _("Words that found something")


class SearchGroup(SnippetViewSetGroup):
    """All under one entry of the menu."""

    menu_label = _("Search")
    menu_icon = "search"
    menu_order = 510
    items = (PromotionViewSet, AbbreviationViewSet, WordsNotFoundViewSet, WordsFoundViewSet)
    add_to_admin_menu = True


register_snippet(SearchGroup)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The report of the search, beside those of reads."""
    return [path("reports/reads/search/", SearchReport.as_view(), name="search_report")]
