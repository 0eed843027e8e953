"""Which pages an editor may choose: those of his own branches, and those that anybody reads."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


def own_pages(user: Any) -> Q:
    """The pages that the user finds in the explorer."""
    return Q(pk__in=page_permission_policy.explorable_instances(user).order_by().values("pk"))


def permitted_pages(user: Any) -> Any:
    """All pages that the user may choose."""
    return Page.objects.filter(own_pages(user) | Q(pk__in=Page.objects.live().public().order_by().values("pk")))
