"""Registers the press with the desk: a panel on its home while something is wrong, and the button to try again."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from hoaban.press import health
from hoaban.press.faults import faults_of

logger = logging.getLogger(__name__)


class PressPanel(Component):
    """Tells what the press could not do; it is there only while there is something to tell."""

    name = "press"
    template_name = "press/desk/condition.html"
    # Above everything else: readers see something old.
    order = 10

    def __init__(self, request: HttpRequest, found: health.PressHealth) -> None:
        self.request = request
        self.health = found
        self.shown = health.visible_to(request.user, found.failures)
        self.circles = health.circles_for(request.user, found.circles) if found.circles else []

    @property
    def has_anything(self) -> bool:
        """Whether there is anything that the user has to know."""
        return bool(self.shown or self.circles or self.health.alarm or self.health.waiting > health.MANY)

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """What the template shows."""
        failed = self.health.failed if self.request.user.is_superuser else len(self.shown)
        return {
            "shown": self.shown,
            "circles": self.circles,
            "unshown": failed - len(self.shown),
            "alarm": self.health.alarm,
            "waiting": self.health.waiting if self.health.waiting > health.MANY else 0,
            "csrf_token": get_token(self.request),
        }


@hooks.register("construct_homepage_panels")
def add_press_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the desk's home for those whom it concerns."""
    if not health.may_see(request.user) and not health.may_correct_redirects(request.user):
        return
    panel = PressPanel(request, health.health(settings.VAR))
    if panel.has_anything:
        panels.append(panel)


@hooks.register("after_publish_page")
def tell_what_cannot_be_shown(request: HttpRequest, page: Page) -> None:
    """Tell who has published a page what of it readers are not going to see, before they go on to the next."""
    faults = faults_of(page.specific) if page.live else []
    if faults:
        told = _("“%(title)s” is published, but readers do not see it as it is now: %(faults)s")
        messages.error(request, told % {"title": page.get_admin_display_title(), "faults": " ".join(faults)})


@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """Let the press try at once what failed, and go back to the desk's home."""
    try:
        count = health.try_again(settings.VAR, request.user)
    except sqlite3.Error as error:
        logger.warning("What failed cannot be tried again now: %s", error)
        messages.error(request, _("The press is busy. Try it once more in a minute."))
    else:
        told = ngettext("%(count)d address is tried again now.", "%(count)d addresses are tried again now.", count)
        messages.success(request, told % {"count": count})
    return redirect("wagtailadmin_home")


@hooks.register("register_admin_urls")
def press_urls() -> list[URLPattern]:
    """The address that lets everything that failed be tried at once."""
    return [path("press/try-again/", try_again, name="press_try_again")]
