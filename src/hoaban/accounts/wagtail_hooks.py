"""Registers the room `accounts` with the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component

from hoaban.accounts import views
from hoaban.accounts.forms import EmailPanel
from hoaban.accounts.queries import has_weak_password


class WeakPasswordPanel(Component):
    """Tells somebody on the first screen that the password is easily guessed."""

    name = "weak_password"
    order = 10
    template_name = "accounts/weak_password.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"weak": has_weak_password(parent_context["request"].user)}


@hooks.register("construct_homepage_panels")
def tell_of_weak_password(request: HttpRequest, panels: list[Component]) -> None:
    """Above all else on the first screen."""
    panels.append(WeakPasswordPanel())


@hooks.register("register_account_settings_panel")
def email_with_present_password(request: HttpRequest, user: Any, profile: Any) -> EmailPanel:
    """The e-mail address apart from the name, because it takes the present password."""
    return EmailPanel(request, user, profile)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Where signing in beside a form ends."""
    return [path("session/signed-in/", views.signed_in, name="accounts_signed_in")]


@hooks.register("insert_global_admin_js")
def keep_what_was_typed() -> SafeString:
    """The scripts that keep what was typed until it is saved."""
    kept, sending = static("accounts/kept_text.js"), static("accounts/sending.js")
    return format_html('<script src="{}"></script><script src="{}"></script>', kept, sending)


@hooks.register("insert_global_admin_css")
def look_of_the_dialog() -> SafeString:
    """How the sign-in beside a form looks."""
    return format_html('<link rel="stylesheet" href="{}">', static("accounts/desk.css"))
