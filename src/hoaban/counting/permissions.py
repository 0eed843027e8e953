"""Who may see what is counted of whole sites, and the series of the desk's reports that shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy

from hoaban.counting.models import SiteDay
from hoaban.desk.tabs import Series

# Rooms above add their reports to it.
READS_AND_VISITS = Series(_("Reads and visits"))
policy = ModelPermissionPolicy(SiteDay)


def sees_sites(user: Any) -> bool:
    """Whether sums of whole sites are a user's to see: visits, authors, kinds of pages, where readers come from."""
    return bool(policy.user_has_permission(user, "view"))
