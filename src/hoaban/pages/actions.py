"""Writes of what every portal has: permission, log entry live here, whoever calls."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Site

from hoaban.kit.vietnamese import clean_text
from hoaban.pages.models import SiteIdentity, Withdrawal


def withdraw_page(page: Page, *, note: str, user: Any = None) -> Withdrawal:
    """Take a page off the air for good; its address answers 410 with the note.

    Raises PermissionDenied, or ValidationError for an empty note or a page that has no public address.
    """
    note = clean_text(note)
    if not note:
        raise ValidationError(_("Say why the page was withdrawn: readers see this note at its address."))
    if user is not None and not page.permissions_for_user(user).can_unpublish():
        raise PermissionDenied(_("You may not take pages off the air in this section."))
    parts = page.get_url_parts()
    if parts is None:
        raise ValidationError(_("This page has no public address, so there is nothing to withdraw."))
    site_id, _root, path = parts
    with transaction.atomic():
        withdrawal, _created = Withdrawal.objects.update_or_create(
            site_id=site_id,
            path=path,
            defaults={"page": page, "note": note, "withdrawn_by": user, "withdrawn_at": timezone.now()},
        )
        page.specific.unpublish(user=user)
        log(instance=page, action="pages.withdraw", user=user, data={"note": note})
    return withdrawal


def offer_site_name(site: Site, name: str) -> bool:
    """Take a name for the site if it has none yet; True when it was taken."""
    identity = SiteIdentity.for_site(site)
    if identity.name.strip() or not name.strip():
        return False
    identity.name = name.strip()[:200]
    identity.save()
    return True
