"""Makes django-axes count attempts at sign-in as `attempts.py` does everywhere."""

from __future__ import annotations

import logging
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from hoaban.accounts import attempts
from hoaban.accounts.views import too_many

SECONDS_BETWEEN_LINES = 60
logger = logging.getLogger(__name__)


class Handler(AxesBaseHandler, AbstractAxesHandler):
    """Asked by axes' backend before any other backend, so before any password is hashed."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Count the attempt; where it is one too many, note how long to wait, which axes' middleware then answers."""
        name = name_in(credentials)
        seconds = attempts.take(request, attempts.SIGN_IN, name)
        if seconds:
            note_refusal(name, seconds)
            request.axes_locked_out = True  # type: ignore[attr-defined]
            request.seconds_to_wait = seconds  # type: ignore[attr-defined]
        return not seconds

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
        """Forget the attempts of this network at this account."""
        attempts.give_back(request, attempts.SIGN_IN, user.get_username())

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **more: Any) -> None:
        """Nothing is left to do: the attempt was counted before it failed."""

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
        """Nothing is kept of it."""

    def post_save_access_attempt(self, instance: Any, **more: Any) -> None:
        """Nothing else has to know."""

    def post_delete_access_attempt(self, instance: Any, **more: Any) -> None:
        """Nothing else has to know."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How often this account was tried from everywhere."""
        return attempts.taken_everywhere(attempts.SIGN_IN, name_in(credentials))


def name_in(credentials: dict[str, Any] | None) -> str:
    """The name that was typed as an account's, empty where none was."""
    return str((credentials or {}).get(get_user_model().USERNAME_FIELD) or "")


def note_refusal(name: str, seconds: int) -> None:
    """Tell the log which account is being guessed, once a minute; a name that no account has may be a password."""
    if not caches["networks"].add(f"told-{attempts.key(attempts.SIGN_IN, name)}", 1, SECONDS_BETWEEN_LINES):
        return
    known = get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: name}).exists()
    shown = repr(name) if known else "an account that does not exist"
    logger.warning("Too many attempts to sign in to %s from one network; it waits for %s s.", shown, seconds)


def refused(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """What axes' middleware answers instead of the sign-in form."""
    return too_many(request, getattr(request, "seconds_to_wait", 0))
