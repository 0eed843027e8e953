"""The desk's own act on an article: correct it with a note that the public reads."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hoaban.news import actions
from hoaban.news.models import Article
from hoaban.pages.desk_views import ask_for_note


def correct(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for the note, then put it on the published article."""
    article = get_object_or_404(Article, pk=page_id, live=True)
    if not article.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    texts = {
        "title": _("Correct an article"),
        "explanation": _("The note appears on the page at once, with today's date. Mend the text itself as usual."),
        "button": _("Publish the correction"),
    }
    return ask_for_note(request, article, texts, actions.correct_article, _("The correction is on the page."))
