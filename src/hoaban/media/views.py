"""Answers with the sizes of photos and with films, where a page names them before the press has laid them elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.static import serve

from hoaban.media.choosing import may_look_at
from hoaban.media.kinds import type_of_upload
from hoaban.media.models import Video
from hoaban.media.queries import is_public, may_have, shown_by_file

# A rendition's name changes with its content.
SECONDS_TO_KEEP_A_RENDITION = 30 * 24 * 3600


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """A photo's size or a film, only while a page shows it that this visitor may see, or to who may look at it."""
    shown = shown_by_file(path)
    public = shown is not None and is_public(shown)
    if shown is None or not (public or may_have(shown, request) or may_look_at(request.user, shown)):
        raise Http404
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer.headers["Content-Type"] = type_of_upload(path)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if isinstance(shown, Video) and path == shown.file.name:
        answer.headers["Content-Disposition"] = str(content_disposition_header(False, shown.name_to_save))
    kept = f"public, max-age={SECONDS_TO_KEEP_A_RENDITION}, immutable"
    answer.headers["Cache-Control"] = kept if public else "private, no-store"
    return answer
