"""How long a session lives: while somebody works, and no longer than a working day."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

BEGAN, SEEN = "hoaban_began", "hoaban_seen"
# The database is not written for every click.
SECONDS_BETWEEN_NOTES = 60
# What a forgotten window of the desk asks by itself, all night long.
BY_ITSELF = ("wagtailadmin_editing_sessions:",)


def connect() -> None:
    """Let each sign-in note when its session began."""
    user_logged_in.connect(begin, dispatch_uid="hoaban.accounts.sessions")


def begin(sender: Any, request: HttpRequest, **more: Any) -> None:
    """Write the moment of the sign-in into the session, for the limit of its hours."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


class SessionLimits:
    """Ends the session, on the server, of who did nothing for long or signed in long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A request without the cookie has no session, and looking for its user would cost readers a query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.look_at(request)
        return self.get_response(request)

    @staticmethod
    def look_at(request: HttpRequest) -> None:
        """End the session where its time is over."""
        now, session = int(time.time()), request.session
        began, seen = session.get(BEGAN), session.get(SEEN)
        if began is None or seen is None:
            # It is older than this rule.
            begin(None, request)
        elif now - seen > settings.HOABAN_SESSION_IDLE or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
            messages.info(request, _("You were signed out because nothing was done for a long time. Sign in again."))

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Note that somebody is there; not for what a window asks by itself."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        name = request.resolver_match.view_name if request.resolver_match else ""
        session = request.session
        if session.get(BEGAN) is None or name.startswith(BY_ITSELF):
            return
        now = int(time.time())
        if now - session.get(SEEN, 0) >= SECONDS_BETWEEN_NOTES:
            session[SEEN] = now
