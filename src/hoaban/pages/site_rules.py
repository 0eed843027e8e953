"""What a site must be, wherever one is saved by a form: a host in its one form, and a home as its root."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from hoaban.kit.host_name import EXAMPLE, host_name
from hoaban.pages.models import HomePage


def refuse_other_hosts(given: str) -> None:
    """Raise ValidationError for what no browser sends as a host; the port has a field of its own."""
    try:
        name = host_name(given)
    except ValueError:
        text = _("“%(given)s” is no host: write letters, digits and hyphens between dots, such as %(example)s.")
        raise ValidationError(text, params={"given": given, "example": EXAMPLE}) from None
    if name != given.lower():
        raise ValidationError(_("“%(given)s” is written “%(name)s” here."), params={"given": given, "name": name})


def refuse_other_roots(page_id: int) -> None:
    """Raise ValidationError for a root that is no home: it has no menu, no feeds, no search of its own."""
    if not HomePage.objects.filter(pk=page_id).exists():
        title = Page.objects.filter(pk=page_id).values_list("title", flat=True).first()
        text = _("“%(title)s” is no home page. A site begins with one: add it below the root of the pages first.")
        raise ValidationError(text, params={"title": title})


def guard_sites() -> None:
    """Have every form of sites ask; the fields are Wagtail's."""
    Site._meta.get_field("hostname").validators.append(refuse_other_hosts)
    Site._meta.get_field("root_page").validators.append(refuse_other_roots)
