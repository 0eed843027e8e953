"""Registers the newsroom's acts and buttons with the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from hoaban.news import desk_views
from hoaban.news.models import Article


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses of the acts."""
    return [path("pages/<int:page_id>/correct/", desk_views.correct, name="news_correct")]


@hooks.register("register_page_header_buttons")
def act_buttons(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    """Correct, for published articles and for those who may."""
    is_own = page.specific_class is Article and page.alias_of_id is None
    if page.live and is_own and page.permissions_for_user(user).can_publish():
        yield Button(_("Correct"), reverse("news_correct", args=[page.pk]), icon_name="edit", priority=60)


@hooks.register("register_log_actions")
def log_actions(log: LogActionRegistry) -> None:
    """Names of the acts in Wagtail's log."""
    log.register_action("news.correct", _("Correct"), _("Corrected with a public note"))
