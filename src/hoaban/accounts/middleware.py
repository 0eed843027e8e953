"""Bounds the guessing of a password wherever Wagtail asks for one besides the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from hoaban.accounts import attempts
from hoaban.accounts.forms import EMAIL_PASSWORD, OLD_PASSWORD
from hoaban.accounts.views import too_many

Attempt = tuple[str, str]  # kind, account
Guard = Callable[[HttpRequest, dict[str, Any]], Attempt | None]


def password_of_page(request: HttpRequest, named: dict[str, Any]) -> Attempt:
    """The password of a page or of a section with all that lies in it."""
    return attempts.PAGE, f"page {named['page_view_restriction_id']}"


def password_of_collection(request: HttpRequest, named: dict[str, Any]) -> Attempt:
    """The password of a collection of documents."""
    return attempts.PAGE, f"collection {named['restriction_id']}"


def mail_for_new_password(request: HttpRequest, named: dict[str, Any]) -> Attempt:
    """A mail by which a new password can be set."""
    return attempts.RESET, request.POST.get("email", "").strip().casefold()


def present_password(request: HttpRequest, named: dict[str, Any]) -> Attempt | None:
    """The present password, which changes of the password and of the e-mail address ask for."""
    user = get_user(request)
    if user.is_authenticated and (request.POST.get(OLD_PASSWORD) or request.POST.get(EMAIL_PASSWORD)):
        return attempts.SIGN_IN, user.get_username()
    return None


# By the name of the address. A right password, or what was done with it, is answered by a redirect.
GUARDS: dict[str, Guard] = {
    "wagtailcore_authenticate_with_password": password_of_page,
    "wagtaildocs_authenticate_with_password": password_of_collection,
    "wagtailadmin_password_reset": mail_for_new_password,
    "wagtailadmin_account": present_password,
}


class GuessedPasswords:
    """Counts each attempt before the view looks at it, and takes it back when it was right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        attempt: Attempt | None = getattr(request, "password_attempt", None)
        # Each mail counts, also one that was asked for rightly.
        if attempt and attempt[0] != attempts.RESET and 300 <= response.status_code < 400:
            attempts.give_back(request, *attempt)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 429 instead of the view where this is one attempt too many."""
        guard = GUARDS.get(request.resolver_match.view_name) if request.resolver_match else None
        attempt = guard(request, named) if guard and request.method == "POST" else None
        if attempt is None:
            return None
        seconds = attempts.take(request, *attempt)
        if seconds:
            return too_many(request, seconds)
        request.password_attempt = attempt  # type: ignore[attr-defined]
        return None
