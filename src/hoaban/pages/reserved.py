"""Parts of addresses that the portal answers itself: no page may stand there, hiding something or hidden for ever.

Derived from what is routed: the addresses of all rooms below a home, and what a page type answers below its own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from hoaban.pages.page_types import kinds_of_models
from hoaban.pages.page_urls import beginning
from hoaban.publication.homes import HOME_DEPTH

FIRST_PART = re.compile(r"\^?([\w-]{1,100})/")


def is_reserved(slug: str, parent: Page | None) -> bool:
    """Whether the portal answers itself at this part of an address below a page."""
    if parent is None:
        return False
    if parent.depth == HOME_DEPTH:
        if beginning(parent.locale.language_code) == "/":
            return slug in reserved_at_the_top() or names_a_language(slug)
        return slug in reserved_in_each_language()
    kind = parent.specific_class
    return kind is not None and slug in reserved_below(kind)


def is_where_it_stands(slug: str, parent: Page | None, page: Page | None) -> bool:
    """Whether a page has this very address already: it came before what answers there now, and must not be locked."""
    if page is None or page.pk is None or parent is None:
        return False
    return bool(Page.objects.child_of(parent).filter(pk=page.pk, slug=slug).exists())


@cache
def reserved_at_the_top() -> frozenset[str]:
    """First parts of all addresses that are no pages."""
    return frozenset(first_parts(get_resolver().url_patterns)) | reserved_in_each_language()


@cache
def reserved_in_each_language() -> frozenset[str]:
    """First parts of those that each language has below its own prefix."""
    below = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver)]
    inner = [one.url_patterns for one in below if isinstance(one.pattern, LocalePrefixPattern)]
    return frozenset(part for patterns in inner for part in first_parts(patterns))


def names_a_language(slug: str) -> bool:
    """Whether Django takes it for the prefix of another language: `en`, and `en-2` or `en-khoa` as a variant of it."""
    return translation.get_language_from_path(f"/{slug}/") not in {None, settings.LANGUAGE_CODE}


@cache
def reserved_below(kind: type[Page]) -> frozenset[str]:
    """First parts of what pages of a type answer below their own addresses."""
    return frozenset(first_parts(kind.get_subpage_urls())) if issubclass(kind, RoutablePageMixin) else frozenset()


def first_parts(patterns: Iterable[Any]) -> Iterator[str]:
    """The first part of each pattern that begins with one."""
    for pattern in patterns:
        if found := FIRST_PART.match(str(pattern.pattern)):
            yield found[1]


def refusal(slug: str) -> ValidationError:
    """What an editor reads who typed such an address."""
    text = _("The portal itself answers at “%(slug)s” here: choose another part of the address.")
    return ValidationError(text, params={"slug": slug})


def guard_slugs() -> None:
    """Have Wagtail ask where it asks whether a page's part of an address is free, and where it forgets to: copies."""
    asked = Page._slug_is_available  # noqa: SLF001  Wagtail has no other place for it
    clean_copy = CopyForm.clean

    def is_available(slug: str, parent_page: Page | None, page: Page | None = None) -> bool:
        if not asked(slug, parent_page, page):
            return False
        return not is_reserved(slug, parent_page) or is_where_it_stands(slug, parent_page, page)

    def clean(form: CopyForm) -> Any:
        cleaned = clean_copy(form)
        typed, parent = form.cleaned_data.get("new_slug", ""), form.cleaned_data.get("new_parent_page")
        if is_reserved(typed, parent or form.page.get_parent()):
            form.add_error("new_slug", refusal(typed))
        return cleaned

    Page._slug_is_available = staticmethod(is_available)  # noqa: SLF001
    CopyForm.clean = clean


def pages_that_are_hidden() -> Iterator[Page]:
    """Pages at whose addresses something else answers, since they stood there before it was routed."""
    wanted = reserved_at_the_top() | frozenset().union(*(reserved_below(kind) for kind in kinds_of_models()))
    for page in Page.objects.filter(slug__in=wanted, depth__gt=HOME_DEPTH).select_related("locale").order_by("pk"):
        if is_reserved(page.slug, page.get_parent()):
            yield page
