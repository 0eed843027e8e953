"""The desk's form of a redirect: one spelling of its address, and no redirect that readers would never profit from.

Lists of redirects that are imported come through the same form.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects import forms as wagtail_forms
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from hoaban.front.address_spelling import spelled
from hoaban.front.typed_addresses import without_unseen
from hoaban.kit.live_addresses import live_prefixes
from hoaban.press.address_rendering import language_of, request_for, respond
from hoaban.press.old_addresses import OldAddresses, step_to
from hoaban.press.page_finding import live_page_at

# What the front answers itself begins so: reports of reads, its health, published files.
OWN = "/_"
NO_ADDRESS = _("This is no address of the portal. Type what stands behind the host name, such as /tin-cu/bai-1.html.")
NO_TARGET = _("Choose the page that readers are sent to, or type an address.")
PAGE_STANDS = _(
    "The page “%(title)s” stands at %(address)s: readers see it and would never be sent elsewhere. Unpublish or move "
    "the page first, or type another address."
)
PORTAL_ANSWERS = _("The portal itself answers at %(address)s: readers would never be sent elsewhere.")
NOTHING_THERE = _("Nothing stands at %(address)s: readers would be sent to nowhere. Choose another page or address.")
IN_A_CIRCLE = _("Readers would go in a circle: %(circle)s. Choose another page or address to send them to.")


class OldAddressForm(wagtail_forms.RedirectForm):
    """Wagtail's form, which also asks whether the redirect leads anywhere."""

    def clean_old_path(self) -> str:
        """The address in its one spelling; refuses what is none."""
        try:
            typed = Redirect.normalise_path(spelled(self.cleaned_data["old_path"]))
        except ValueError as error:
            raise ValidationError(NO_ADDRESS) from error
        # Whoever copied it out of a message did not see what came along.
        seen = spelled(without_unseen(spelled(typed)))
        if len(seen) > Redirect._meta.get_field("old_path").max_length:
            raise ValidationError(NO_ADDRESS)
        return seen

    def clean(self) -> dict[str, Any] | None:
        """Refuse a redirect to nowhere, from where something stands, and in a circle."""
        super().clean()
        cleaned: dict[str, Any] = self.cleaned_data
        old_path = cleaned.get("old_path")
        if not old_path or self.errors:
            return cleaned
        if not cleaned.get("redirect_page") and not cleaned.get("redirect_link"):
            self.add_error("redirect_page", NO_TARGET)
            return cleaned
        sites = [cleaned["site"]] if cleaned.get("site") else list(Site.objects.select_related("root_page"))
        taken = [found for found in (what_stands_at(site, old_path) for site in sites) if found is not None]
        if sites and len(taken) == len(sites):
            self.add_error("old_path", taken[0])
            return cleaned
        self.look_where_it_leads(sites, cleaned)
        return cleaned

    def look_where_it_leads(self, sites: list[Site], cleaned: dict[str, Any]) -> None:
        """Refuse a circle."""
        circle = first_circle(sites, self.typed(cleaned))
        if circle:
            field = "redirect_page" if cleaned.get("redirect_page") else "redirect_link"
            self.add_error(field, ValidationError(IN_A_CIRCLE, params={"circle": " → ".join(circle)}))

    def typed(self, cleaned: dict[str, Any]) -> Redirect:
        """The redirect as it would be saved."""
        return Redirect(
            pk=self.instance.pk,
            old_path=cleaned["old_path"],
            site=cleaned.get("site"),
            redirect_page=cleaned.get("redirect_page"),
            redirect_link=cleaned.get("redirect_link") or "",
            redirect_page_route_path=self.instance.redirect_page_route_path if cleaned.get("redirect_page") else "",
        )


class OneRedirectForm(OldAddressForm):
    """The form in which somebody types one redirect; in a list, what it leads to may stand further down."""

    def look_where_it_leads(self, sites: list[Site], cleaned: dict[str, Any]) -> None:
        """Refuse a circle, and an address of ours at which nothing stands."""
        super().look_where_it_leads(sites, cleaned)
        link = cleaned.get("redirect_link")
        if link and not self.errors and sites and not any(leads_on(site, link) for site in sites):
            self.add_error("redirect_link", ValidationError(NOTHING_THERE, params={"address": link}))


def what_stands_at(site: Site, address: str) -> ValidationError | None:
    """Why a redirect at an address of a site would do nothing; None where it would do something."""
    if "?" in address:
        return None
    for path in dict.fromkeys((address, address if address.endswith("/") else f"{address}/")):
        if path.startswith((*live_prefixes(), OWN)):
            return ValidationError(PORTAL_ANSWERS, params={"address": path})
        with language_of(path):
            request = request_for(site, path)
            page, rest = live_page_at(request, site, path)
            if page is not None and not rest:
                return ValidationError(PAGE_STANDS, params={"title": page.title, "address": path})
            if is_answered(request, site, path):
                return ValidationError(PORTAL_ANSWERS, params={"address": path})
    return None


def leads_on(site: Site, link: str) -> bool:
    """Whether anything answers where a link of a site's redirect leads; of what is not ours nothing is known."""
    step = step_to(site, link)
    if step is None:
        return True
    here, address = step
    path = address.partition("?")[0]
    # Published files lie there that no view answers: photos, documents, their former addresses.
    if path.startswith((*live_prefixes(), OWN, settings.MEDIA_URL)):
        return True
    with language_of(path):
        request = request_for(here, path)
        old = OldAddresses(request)
        if old.redirect_on_the_way(here, address)[0] is not None:
            return True
        forms = (path, path if path.endswith("/") else f"{path}/")
        return any(is_answered(request_for(here, form), here, form) for form in forms)


def is_answered(request: HttpRequest, site: Site, path: str) -> bool:
    """Whether anything but a page's own address answers: a list of the portal, an archive, a feed."""
    try:
        respond(request, site, path)
    except Http404:
        return False
    return True


def first_circle(sites: Iterable[Site], typed: Redirect) -> tuple[str, ...]:
    """The circle in which readers of any of these sites would go from a redirect that is not saved yet."""
    for site in sites:
        turn = OldAddresses(request_for(site, "/"), typed).turn_at(site, typed.old_path)
        if turn is not None and turn.redirect is typed and turn.circle:
            return turn.circle
    return ()


def install() -> None:
    """Have the desk use these forms wherever Wagtail has its own: for one redirect, and for a list of them."""
    views.RedirectForm = OldAddressForm
    views.CreateView.form_class = views.EditView.form_class = OneRedirectForm
    wagtail_forms.RedirectForm = OldAddressForm
