"""Makes an empty installation a portal: database, home, standing pages, name, administrator; nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError
from wagtail.models import Page, Site

from hoaban.accounts.actions import add_administrator
from hoaban.kit.errors import HoabanError
from hoaban.kit.host_name import host_name
from hoaban.kit.processes import alone
from hoaban.pages.actions import offer_site_name, open_home, open_site, publish_page, save_draft
from hoaban.pages.first_pages import HOME_SLUG, HOME_TITLE, NOTICES, OWN_WORDS, SERVICES, STATISTICS, FirstPage
from hoaban.pages.models import HomePage, StandardPage, StatisticsPage
from hoaban.publication import installation
from hoaban.site.migrations_applied import refuse_lost_database, refuse_newer_database
from hoaban.site.trial import PREPARING, has_open_migrations

LANGUAGE = "vi"
# The host of a site that nobody has named yet.
OF_A_TRIAL = "localhost"


class CannotSetUp(HoabanError):
    """The portal cannot be made as it was asked for; nothing of it is."""


@dataclass(frozen=True, slots=True)
class NewPortal:
    """What somebody wants: the host without port, the body's name, and who administers it with which password.

    `administrator` empty: none is made. `password` empty: one is drawn and told once.
    """

    host: str
    port: int
    name: str
    administrator: str = ""
    password: str = ""

    def check(self) -> None:
        """Refuse what could not be used afterwards. Raises CannotSetUp."""
        try:
            name = host_name(self.host)
        except ValueError as error:
            raise CannotSetUp(str(error)) from error
        if name != self.host:
            raise CannotSetUp(f"The host {self.host!r} is written {name!r}: name it so.")
        if not self.name.strip():
            raise CannotSetUp("The portal needs the name of the body it belongs to: --name 'Xã Sơn Ca'.")
        if self.administrator:
            try:
                user = get_user_model()(**{get_user_model().USERNAME_FIELD: self.administrator})
                user.clean_fields(exclude=[each.name for each in user._meta.fields if each.name != user.USERNAME_FIELD])
            except ValidationError as error:
                raise CannotSetUp(f"{self.administrator!r} is no user name: {' '.join(error.messages)}") from error
        if self.password:
            try:
                validate_password(self.password, get_user_model()(username=self.administrator))
            except ValidationError as error:
                raise CannotSetUp(f"The password is not taken: {' '.join(error.messages)}") from error


def present_name() -> str:
    """What the portal is called already; empty where there is none, or no database that could say it."""
    try:
        site = Site.objects.filter(is_default_site=True).first()
    except DatabaseError:
        return ""
    return site.site_name if site is not None else ""


def make_portal(wanted: NewPortal) -> Iterator[str]:
    """Do what is missing, and say each thing that is done. Raises CannotSetUp before anything is written."""
    wanted.check()
    with alone(settings.VAR / PREPARING, wait=True):
        yield from make_what_is_missing(wanted)


def make_what_is_missing(wanted: NewPortal) -> Iterator[str]:
    """As `make_portal`, for whoever is the only one to do it."""
    refuse_lost_database(settings.VAR / "published")
    refuse_newer_database()
    if has_open_migrations() or any(installation.missing()):
        call_command("migrate", verbosity=0)
        yield "The database is ready."
    site = Site.objects.filter(is_default_site=True).first()
    home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    refuse_another_host(site, home, wanted)
    if home is None:
        home = open_home(LANGUAGE, title=HOME_TITLE, slug=HOME_SLUG)
        yield f"The home page {HOME_TITLE!r} is made."
    if site is None or (site.hostname, site.port, site.root_page_id) != (wanted.host, wanted.port, home.pk):
        site = open_site(home, hostname=wanted.host, port=wanted.port, name=wanted.name)
        yield f"The portal answers at {site.root_url}."
    if offer_site_name(site, wanted.name):
        yield f"It is called {wanted.name!r}."
    yield from add_first_pages(home)
    yield from add_first_administrator(wanted)
    if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
        yield "Nobody may administer it yet. Make an account with: hoaban setup --admin NAME"


def refuse_another_host(site: Site | None, home: HomePage | None, wanted: NewPortal) -> None:
    """Give no portal that is one the host of another by a slip. Raises CannotSetUp."""
    if site is not None and home is not None and site.hostname not in {OF_A_TRIAL, wanted.host}:
        raise CannotSetUp(
            f"The portal here answers at {site.hostname}, not at {wanted.host}; nothing was changed. Give it another "
            "host on the desk under Settings, Sites."
        )
    if Site.objects.filter(hostname=wanted.host, is_default_site=False).exists():
        raise CannotSetUp(f"Another site of this portal answers at {wanted.host} already; nothing was changed.")


def add_first_pages(home: HomePage) -> Iterator[str]:
    """Put the standing pages under a home that has none of them."""
    taken = set(home.get_children().values_list("slug", flat=True))
    wanted = [first for first in (SERVICES, *NOTICES) if first.slug not in taken]
    for first in wanted:
        publish_page(standing(first), parent=home)
    title, slug, lead = STATISTICS[LANGUAGE]
    if slug not in taken:
        publish_page(StatisticsPage(title=title, slug=slug, lead=lead), parent=home)
    drafts = [first for first in OWN_WORDS if first.slug not in taken]
    for first in drafts:
        save_draft(standing(first), parent=home)
    if wanted:
        yield f"{len(wanted)} standing pages are published: read them, they speak in your name."
    if drafts:
        yield f"Drafts wait for your own words: {', '.join(first.title for first in drafts)}."


def standing(first: FirstPage) -> Page:
    """A standing page that nobody has saved yet."""
    return StandardPage(
        title=first.title,
        slug=first.slug,
        role=first.role,
        show_in_menus=first.in_menu,
        lead=first.lead,
        body=first.body,
    )


def add_first_administrator(wanted: NewPortal) -> Iterator[str]:
    """Make the administrator who is asked for, where there is none of that name."""
    name = wanted.administrator
    if not name:
        return
    if get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: name}).exists():
        yield f"The account {name!r} is there already; its password stays."
        return
    _user, password = add_administrator(name, password=wanted.password)
    yield f"The administrator {name!r} is made."
    if not wanted.password:
        yield f"Password, shown this once: {password}"
