"""Registers with the desk the screens for what came from an old portal, and who may be let see sums of sites."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from hoaban.counting.balance_screens import OpeningBalances

register_snippet(OpeningBalances)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What an administrator may give to a group: to see the sums of whole sites."""
    return Permission.objects.filter(content_type__app_label="counting", codename="view_siteday")
