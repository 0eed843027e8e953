"""What follows an act of Wagtail or taggit that goes past our own `save()`: places of items, addresses."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import translation
from django.utils.translation import gettext
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from hoaban.front.address_spelling import spelled
from hoaban.kit.vietnamese import slug
from hoaban.pages.models import Withdrawal
from hoaban.pages.placement import refresh
from hoaban.pages.privacy import is_private


def refresh_moved(instance: Page, **_: Any) -> None:
    """A page or a branch stands elsewhere now."""
    refresh(Page.objects.get(pk=instance.pk))


def refresh_unpublished(instance: Page, **_: Any) -> None:
    """A page went off the air, perhaps loaded as a plain `Page`."""
    refresh(instance)


def refresh_restricted(instance: PageViewRestriction, **_: Any) -> None:
    """A branch was made private or public again."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        refresh(page)


def fold_tag_address(instance: Tag, **_: Any) -> None:
    """A tag's address has no diacritics either; taggit's own would be one that the portal does not route."""
    wanted = candidate = slug(instance.slug) or slug(instance.name) or "tag"
    taken = set(Tag.objects.exclude(pk=instance.pk).filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    instance.slug = candidate


def spell_old_address(instance: Redirect, **_: Any) -> None:
    """An old address is kept in one spelling, whoever writes it down: else a browser's one would not be found."""
    wanted = spelled(instance.old_path)
    if len(wanted) <= Redirect._meta.get_field("old_path").max_length:
        instance.old_path = wanted


def end_withdrawal(instance: Page, **_: Any) -> None:
    """A page is on the air again: what said at its address, or of it, that it is gone holds no more."""
    parts = instance.get_url_parts()
    here = Q(site_id=parts[0], path=parts[2]) if parts and parts[2] else Q()
    Withdrawal.objects.filter(Q(page=instance.pk) | here).delete()


def leave_tombstone(instance: Page, origin: Any = None, **_: Any) -> None:
    """A page that anybody could read is deleted, alone or with what is above it: its address says that it is gone."""
    parts = instance.get_url_parts() if instance.live and not is_private(instance.path) else None
    if parts is None or not parts[2]:
        return
    site_id, _root, path = parts
    root = Site.objects.get(pk=site_id).root_page
    # With the root of a portal the portal goes, and all that it says.
    if instance.path == root.path or (isinstance(origin, QuerySet) and origin.filter(pk=root.pk).exists()):
        return
    with translation.override(instance.locale.language_code):
        note = gettext("The page was deleted.")
    who = get_active_log_context().user
    withdrawn_by = who if who is not None and who.is_authenticated else None
    Withdrawal.objects.get_or_create(site_id=site_id, path=path, defaults={"note": note, "withdrawn_by": withdrawn_by})


def connect() -> None:
    """Connect all of them, once, when the app is ready."""
    page_published.connect(end_withdrawal, dispatch_uid="pages.end_withdrawal")
    pre_delete.connect(leave_tombstone, sender=Page, dispatch_uid="pages.leave_tombstone")
    post_page_move.connect(refresh_moved, dispatch_uid="pages.refresh_moved")
    page_unpublished.connect(refresh_unpublished, dispatch_uid="pages.refresh_unpublished")
    pre_save.connect(fold_tag_address, sender=Tag, dispatch_uid="pages.fold_tag_address")
    pre_save.connect(spell_old_address, sender=Redirect, dispatch_uid="pages.spell_old_address")
    for signal in (post_save, post_delete):
        signal.connect(
            refresh_restricted, sender=PageViewRestriction, dispatch_uid=f"pages.refresh_restricted.{id(signal)}"
        )
