"""The desk's interface for programs: it lists and searches only files and photos that its user may choose or change."""

from __future__ import annotations

from typing import Any

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from hoaban.media.choosing import permitted_documents, permitted_photos


class PermittedDocuments(DocumentsAdminAPIViewSet):
    """Files that the user may choose or change."""

    def get_queryset(self) -> Any:
        """Cut down before anything is searched."""
        return super().get_queryset().filter(pk__in=permitted_documents(self.request.user).values("pk"))


class PermittedPhotos(ImagesAdminAPIViewSet):
    """Photos that the user may choose or change."""

    def get_queryset(self) -> Any:
        """Cut down before anything is searched."""
        return super().get_queryset().filter(pk__in=permitted_photos(self.request.user).values("pk"))
