"""Every write of what all pages share: pages of any type, sections, homes and sites, and what a site is set to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Site
from wagtail.permission_policies import ModelPermissionPolicy

from hoaban.kit.vietnamese import clean_line, clean_text, fold
from hoaban.pages.models import HomePage, Section, SideBlocks, SiteIdentity, WebLink, WebLinkGroup, Withdrawal
from hoaban.pages.models.public import PublicPage
from hoaban.pages.references import check_references, references_of

AnyPage = TypeVar("AnyPage", bound=Page)
AnySetting = TypeVar("AnySetting", bound=BaseSiteSetting)
LONGEST_TITLE = 250
# Wagtail's first migration puts it there; its title depends on the version.
WELCOME_PAGE = "home"


def publish_page(page: AnyPage, *, parent: Page | None = None, user: Any = None) -> AnyPage:
    """Save a revision of the page and publish it; one that is not in the tree yet is put under `parent` first.

    Raises PermissionDenied when the user may not publish there, ValidationError when something is missing, when the
    parent holds no pages of this type, or when the page newly refers to what the user may not choose.
    """
    if user is not None and not rights(page, parent, user, "can_publish_subpage", "can_publish"):
        raise PermissionDenied(_("You may not publish in this section."))
    with transaction.atomic():
        put_in_place(page, parent, user)
        if isinstance(page, PublicPage):
            page.refuse_publication()
        page.save_revision(user=user, log_action=True).publish(user=user)
    page.refresh_from_db()
    return page


def save_draft(page: AnyPage, *, parent: Page | None = None, user: Any = None) -> AnyPage:
    """Save a revision that nobody outside sees; what is on the air stays as it is. Raises as `publish_page` does."""
    if user is not None and not rights(page, parent, user, "can_add_subpage", "can_edit"):
        raise PermissionDenied(_("You may not write in this section."))
    with transaction.atomic():
        put_in_place(page, parent, user)
        page.save_revision(user=user, log_action=True)
    page.refresh_from_db()
    return page


def rights(page: Page, parent: Page | None, user: Any, of_parent: str, of_page: str) -> bool:
    """Whether the user has a right: of the page where it stands already, else of the page that shall hold it."""
    if page.pk is not None:
        return bool(getattr(page.permissions_for_user(user), of_page)())
    return parent is not None and bool(getattr(parent.permissions_for_user(user), of_parent)())


def put_in_place(page: Page, parent: Page | None, user: Any) -> None:
    """Check a page as a form of the desk would, and give a new one its place in the tree, off the air."""
    new = page.pk is None
    if user is not None:
        saved = None if new else type(page).objects.filter(pk=page.pk).first()
        known = references_of(saved.get_latest_revision_as_object()) if saved is not None else set()
        check_references(user, page, known)
    if not new:
        page.full_clean()
        return
    if parent is None:
        raise ValidationError(_("A new page needs a page that holds it."))
    # Loaded anew: the place that the tree gives out next stands in this row, which others may have changed.
    above = Page.objects.get(pk=parent.pk)
    if type(page) not in above.specific_class.allowed_subpage_models():
        raise ValidationError(
            _("“%(parent)s” holds no pages of the type %(type)s."),
            params={"parent": above.title, "type": page._meta.verbose_name},
        )
    page.live = False
    if above.depth > 1:
        page.locale_id = above.locale_id
    above.add_child(instance=page)


def ensure_section(parent: Page, title: str, *, user: Any = None, **fields: Any) -> tuple[Section, bool]:
    """(section of this title right under `parent`, whether it was made now); marks and case make no other title.

    `fields` are the values of a section that is made. Raises as `publish_page` does.
    """
    title = clean_line(title)[:LONGEST_TITLE]
    wanted = fold(title)
    there = Section.objects.child_of(parent).order_by("path").values_list("pk", "title")
    found = next((pk for pk, name in there.iterator() if fold(name) == wanted), None)
    if found is not None:
        return Section.objects.get(pk=found), False
    return publish_page(Section(title=title, **fields), parent=parent, user=user), True


def open_home(language: str, *, title: str, slug: str, translation_of: HomePage | None = None) -> HomePage:
    """Publish a home page in a language; `translation_of` is the home of the same portal in another one."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    home = HomePage(title=title, slug=slug, locale=locale)
    if translation_of is not None:
        home.translation_key = translation_of.translation_key
    return publish_page(home, parent=Page.objects.get(depth=1))


def open_site(home: HomePage, *, hostname: str, port: int, name: str) -> Site:
    """Let the default site show a home; Wagtail's welcome page goes with the sites that showed it."""
    with transaction.atomic():
        welcome = Page.objects.filter(depth=2, slug=WELCOME_PAGE).first()
        if welcome is not None and welcome.specific_class is Page:
            Site.objects.filter(root_page=welcome).delete()
            welcome.delete()
        site, _made = Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": hostname, "port": port, "root_page": home, "site_name": name},
        )
    return site


def set_site_port(site: Site, port: int) -> None:
    """Let the addresses of a site name another port."""
    site.port = port
    site.save()


def set_identity(site: Site, values: dict[str, Any], *, user: Any = None) -> SiteIdentity:
    """Say who a site belongs to and how it looks; what `values` does not name stays.

    Raises PermissionDenied, and ValidationError for a colour that cannot be read or a wrong address.
    """
    return set_for_site(SiteIdentity, site, values, user)


def set_side_blocks(site: Site, blocks: Sequence[tuple[str, Any]], *, user: Any = None) -> SideBlocks:
    """Arrange the side blocks that a site's pages show. Raises PermissionDenied."""
    return set_for_site(SideBlocks, site, {"blocks": list(blocks)}, user)


def set_for_site(kind: type[AnySetting], site: Site, values: dict[str, Any], user: Any) -> AnySetting:
    """Write values of one of a site's settings, where the user may."""
    setting = kind.base_queryset().filter(site=site).first() or kind(site=site)
    refuse_unless_allowed(user, setting)
    for name, value in values.items():
        setattr(setting, name, value)
    setting.full_clean()
    setting.save()
    return setting


def add_link_group(title: str, links: Iterable[tuple[str, str]], *, user: Any = None) -> WebLinkGroup:
    """Make a group of web links from (name, address), in the order in which they are shown.

    Raises PermissionDenied, and ValidationError for a title that is missing.
    """
    group = WebLinkGroup(title=title)
    refuse_unless_allowed(user, group)
    group.links = [WebLink(name=name, url=url, sort_order=place) for place, (name, url) in enumerate(links)]
    group.full_clean()
    group.save()
    return group


def refuse_unless_allowed(user: Any, row: Any) -> None:
    """Raise PermissionDenied for a user who may not add, or change, a row of its kind; None is the program itself."""
    act = "change" if row.pk else "add"
    # Settings are changed, never added: the desk knows no other right for them.
    act = "change" if isinstance(row, BaseSiteSetting) else act
    if user is not None and not ModelPermissionPolicy(type(row)).user_has_permission(user, act):
        raise PermissionDenied


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
