"""Registers with Wagtail who may have an attached file."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.permissions import permission_policy

from hoaban.media.models import AttachedFile
from hoaban.media.queries import is_public


@hooks.register("before_serve_document")
def only_public_files(attached: AttachedFile, request: HttpRequest) -> None:
    """404 for a file that no public page attaches, unless an editor who may choose or change it asks."""
    if is_public(attached):
        return
    user = getattr(request, "user", None)
    may = user is not None and user.is_authenticated
    if not (may and permission_policy.user_has_any_permission(user, ["add", "change", "choose"])):
        raise Http404
