"""Which files and photos an editor may choose or change."""

from __future__ import annotations

from typing import Any

from wagtail.documents import permissions as of_documents
from wagtail.images import permissions as of_images

ANY = ["add", "change", "delete", "choose"]


def permitted_documents(user: Any) -> Any:
    """Files of the collections that the user may do anything with."""
    return of_documents.permission_policy.instances_user_has_any_permission_for(user, ANY)


def permitted_photos(user: Any) -> Any:
    """Photos of the collections that the user may do anything with."""
    return of_images.permission_policy.instances_user_has_any_permission_for(user, ANY)
