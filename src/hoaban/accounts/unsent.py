"""Answers a form of the desk that came without a session, or with an old sign, so that nothing typed is lost.

The page holds what was sent and sends it once more. It is shown only for what one of our own pages sent: a form of
another site would else be sent by the click of somebody who trusts this one.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

SIGN = "csrfmiddlewaretoken"


def is_ours(request: HttpRequest) -> bool:
    """Whether a page of this very portal sent the form; browsers say so, and no page can say it for another."""
    origin = request.headers.get("Origin", "")
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or origin == own


def can_be_sent_again(request: HttpRequest) -> bool:
    """Whether it is a form of the desk that says nothing secret: no password goes through a page."""
    is_desk = request.path_info.startswith(f"/{settings.DESK_PATH}")
    is_part_of_a_screen = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if request.method != "POST" or not is_desk or is_part_of_a_screen:
        return False
    return not any("password" in name for name in request.POST)


@requires_csrf_token
def answer(request: HttpRequest) -> HttpResponse:
    """403 with what was sent; a script, such as the autosave, is told in JSON."""
    if not request.accepts("text/html"):
        # A code that the autosave knows, so that it shows the words.
        message = _("You are signed out. What you typed is kept in this tab: sign in again.")
        said = {"success": False, "error_code": "locked", "error_message": message, "signed_out": True}
        return JsonResponse(said, status=403)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != SIGN]
    context = {
        "action": request.get_full_path(),
        "fields": fields,
        "is_signed_in": request.user.is_authenticated,
        "lost_files": bool(request.FILES),
    }
    return render(request, "accounts/unsent.html", context, status=403)
