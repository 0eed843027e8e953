"""A photo, a file or a film is not deleted while something uses it: readers would find a gap there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import ReferenceIndex

from hoaban.media.models import AttachedFile, Photo, Video

LONGEST_LIST = 10


def uses(file: Photo | AttachedFile | Video) -> int:
    """How many pages and other things show the file, or have it in what was saved of them."""
    rows = ReferenceIndex.get_references_to(file).order_by()
    return rows.values("base_content_type", "object_id").distinct().count()


def in_words(file: Photo | AttachedFile | Video, number: int) -> str:
    """Where it stands, and what to do."""
    text = ngettext(
        "“%(title)s” is not deleted: %(number)d page or setting uses it. Take it out there first.",
        "“%(title)s” is not deleted: %(number)d pages or settings use it. Take it out there first.",
        number,
    )
    return text % {"title": file.title, "number": number}


def refuse_to_delete(request: HttpRequest, file: Photo | AttachedFile | Video, goal: str) -> HttpResponse | None:
    """The answer in place of the deletion of one file, leading to the list of its uses; None where nothing uses it."""
    number = uses(file)
    if not number:
        return None
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"success": False, "error_message": in_words(file, number)}, status=409)
    messages.error(request, in_words(file, number))
    return redirect(goal)


def refuse_in_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], view: Any) -> HttpResponse | None:
    """The answer in place of the deletion of many at once, of which some are used: none of them is deleted."""
    if action_type != "delete":
        return None
    used = [(one, uses(one)) for one in objects if isinstance(one, Photo | AttachedFile | Video)]
    used = [(one, number) for one, number in used if number]
    for one, number in used[:LONGEST_LIST]:
        messages.error(request, in_words(one, number))
    if used:
        messages.error(request, _("None of the chosen ones was deleted."))
    return redirect(view.next_url) if used else None
