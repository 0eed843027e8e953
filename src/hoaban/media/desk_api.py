"""The desk's interface for programs: it lists and searches only files and photos that its user may choose or change."""

from __future__ import annotations

from typing import Any

from wagtail.documents import permissions as of_documents
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images import permissions as of_images
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

ANY = ["add", "change", "delete", "choose"]


class PermittedDocuments(DocumentsAdminAPIViewSet):
    """Files that the user may choose or change."""

    def get_queryset(self) -> Any:
        """Cut down before anything is searched."""
        allowed = of_documents.permission_policy.instances_user_has_any_permission_for(self.request.user, ANY)
        return super().get_queryset().filter(pk__in=allowed.values("pk"))


class PermittedPhotos(ImagesAdminAPIViewSet):
    """Photos that the user may choose or change."""

    def get_queryset(self) -> Any:
        """Cut down before anything is searched."""
        allowed = of_images.permission_policy.instances_user_has_any_permission_for(self.request.user, ANY)
        return super().get_queryset().filter(pk__in=allowed.values("pk"))
