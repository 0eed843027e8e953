"""The page that says when to try again, the question before signing out, and whether somebody is signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.cache import never_cache
from wagtail.admin.views.account import LogoutView

LEAST_SECONDS = 1


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, with the time of day from which the next attempt is borne."""
    seconds = max(seconds, LEAST_SECONDS)
    again = timezone.localtime(timezone.now() + timedelta(seconds=seconds))
    # The minute is over by then, so that nobody who waits for the clock is refused once more.
    shown = time_format(again + timedelta(minutes=1), "H:i")
    answer = HttpResponse(
        render_to_string("accounts/too_many.html", {"time": shown, "minutes": -(-seconds // 60)}), status=429
    )
    answer.headers["Retry-After"] = str(seconds)
    # What a client is told about its own pace concerns nobody else.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


class SignOut(LogoutView):
    """Signs out where somebody asked for it by a form; an address alone asks back, and changes nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        """Wagtail's own view drops the cookie whatever was asked, and leaves the session alive on the server."""
        if request.method == "POST":
            return super().dispatch(request, *args, **named)
        if request.method in {"GET", "HEAD"}:
            return self.ask(request)
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

    @staticmethod
    def ask(request: HttpRequest) -> HttpResponse:
        """The question; who is not signed in is told so by the sign-in page."""
        return TemplateResponse(request, "accounts/sign_out.html")


sign_out = never_cache(SignOut.as_view())


@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in (the number of the user, or null), and the sign that his forms have to bear now."""
    user = request.user
    return JsonResponse({"user": user.pk if user.is_authenticated else None, "csrf": get_token(request)})


@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where a tab ends in which somebody signed in beside a form."""
    return TemplateResponse(request, "accounts/signed_in.html")
