"""Takes a picture that an editor pasted or dropped into a page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.permissions import permission_policy
from wagtail.images.widgets import AdminImageChooser

from hoaban.kit.vietnamese import clean_line
from hoaban.media.actions import last_of

GIVEN_BY_PROGRAMS = re.compile(r"(?:image|blob)?(?:-\d{1,5})?", re.IGNORECASE)
LONGEST_TITLE = 250


@require_POST
def paste_picture(request: HttpRequest) -> JsonResponse:
    """Store the picture and answer with what the editor's chooser needs, or with the refusal in words."""
    if not permission_policy.user_has_permission(request.user, "add"):
        return JsonResponse({"error": _("You may not add photos: ask who looks after them.")}, status=403)
    model = get_image_model()
    collection = permission_policy.collections_user_has_permission_for(request.user, "add").first()
    data = {"title": title_of(request.FILES.get("file")), "collection": collection.pk if collection else None}
    form = get_image_form(model)(data, request.FILES, instance=model(uploaded_by_user=request.user), user=request.user)
    if not form.is_valid():
        words = " ".join(message for messages in form.errors.values() for message in messages)
        return JsonResponse({"error": words}, status=422)
    photo = form.save()
    return JsonResponse({"photo": AdminImageChooser().get_value_data_from_instance(photo)})


def title_of(file: Any) -> str:
    """A photo's title from its file's name; browsers call what was pasted from a screen `image.png`."""
    name = clean_line(PurePosixPath(last_of(file.name or "")).stem) if file is not None else ""
    return str(_("Pasted picture")) if GIVEN_BY_PROGRAMS.fullmatch(name) else name[:LONGEST_TITLE]
