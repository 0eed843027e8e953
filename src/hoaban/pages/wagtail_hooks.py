"""Registers the acts on pages, their buttons and snippets with the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from hoaban.pages import desk_views, linked_from, pasting, publishing, rich_text, withdrawn
from hoaban.pages.models import WebLinkGroup


class WebLinkGroupViewSet(SnippetViewSet):
    """The desk's screens for groups of web links."""

    model = WebLinkGroup
    icon = "link-external"
    menu_label = _("Web links")
    add_to_admin_menu = True
    menu_order = 500


register_snippet(WebLinkGroupViewSet)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses of the acts."""
    return [
        path("pages/<int:page_id>/withdraw/", desk_views.withdraw, name="pages_withdraw"),
        path("texts/pasted/", pasting.take_apart, name="pages_pasted"),
    ]


@hooks.register("insert_editor_js")
def pasted_texts() -> SafeString:
    """The script that keeps tables, paragraphs and pictures of what is pasted, with its words."""
    return format_html(
        '<script src="{}" data-address="{}" data-failed="{}" data-toolong="{}" data-lost="{}" data-notable="{}" '
        'data-nophoto="{}" data-onlytable="{}"></script>',
        static("pages/pasting.js"),
        reverse("pages_pasted"),
        _("Nothing was pasted: try again, or paste with Ctrl+Shift+V, which takes the words alone."),
        pasting.TOO_LONG,
        _("Pictures that did not come along with the text: {count}. Save them and drop the files here."),
        _("This text cannot hold a table: each row became a paragraph. Tables stand in a block of their own."),
        _("This text cannot hold photos: they were left out. Photos stand in a block of their own."),
        _("Only the first table was pasted here. Paste the rest into a text block."),
    )


hooks.register("before_bulk_action", publishing.only_what_is_whole)
hooks.register("before_delete_page", linked_from.tell_before_deletion)
# After the desk has left out what is asked for a second time, and before any act.
hooks.register("before_edit_page", withdrawn.ask_before_restoring, order=-50)
hooks.register("before_edit_page", withdrawn.tell, order=-40)
hooks.register("before_bulk_action", withdrawn.ask_in_bulk)


@hooks.register("before_serve_page")
def hide_what_does_not_stand_here(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """404 for a page whose room is no longer installed, of which Wagtail would show a bare title.

    And for one in another language than its address says: with it Wagtail makes up for a home that has no translation.
    """
    if page.specific_class is None or page.locale.language_code != get_language():
        raise Http404


@hooks.register("register_page_header_buttons")
def act_buttons(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    """Withdraw, for published pages and for those who may."""
    if not page.live or page.is_root():
        return
    if page.permissions_for_user(user).can_unpublish():
        yield Button(_("Withdraw"), reverse("pages_withdraw", args=[page.pk]), icon_name="no-view", priority=70)


@hooks.register("register_rich_text_features", order=1)
def links_of_rich_text(features: FeatureRegistry) -> None:
    """Put the product's links in the place of Wagtail's, which tell of pages that nobody published."""
    rich_text.put_in_place(features)


@hooks.register("register_log_actions")
def log_actions(log: LogActionRegistry) -> None:
    """Names of the acts in Wagtail's log."""
    log.register_action("pages.withdraw", _("Withdraw"), _("Withdrawn with a public note"))
