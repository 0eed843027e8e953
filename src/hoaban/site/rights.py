"""What may be asked of a person before an address of the desk is answered: a right, and which thing it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import get_snippet_models

from hoaban.media.choosing import permitted_media
from hoaban.media.models import AttachedFile, Photo, Video
from hoaban.pages.choosing import ANY_RIGHT, chooses_snippets, own_pages, permitted, permitted_pages, writes_somewhere
from hoaban.pages.desk_titles import Looker
from hoaban.site.middleware import LARGEST_KEY

# In which part of an address the number of a page, of a file stands.
PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "page_pk", "pk")
FILE_NAMES = ("pk", "document_id", "doc_id", "image_id", "media_id")


@dataclass(frozen=True)
class Asked:
    """One request to an address, before its view sees it."""

    request: HttpRequest
    match: ResolverMatch
    args: tuple[Any, ...]
    named: dict[str, Any]

    @property
    def user(self) -> Any:
        """Who asks."""
        return self.request.user

    def number(self, names: tuple[str, ...]) -> int | None:
        """The number that stands in the address under one of the names, or first in it; None where that is none."""
        given = [self.named[name] for name in names if name in self.named] or list(self.args[:1])
        return key(given[0]) if given else None

    @cached_property
    def page(self) -> Page | None:
        """The page that the address names."""
        number = self.number(PAGE_NAMES)
        return Page.objects.filter(pk=number).first() if number is not None else None


Answer = bool | HttpResponseBase
Rule = Callable[[Asked], Answer]


def key(text: Any) -> int | None:
    """A number of a row, or None for anything else."""
    written = str(text)
    return int(written) if written.isascii() and written.isdecimal() and int(written) <= LARGEST_KEY else None


def anybody(asked: Asked) -> Answer:
    """Readers too; what the view then shows is its own affair."""
    return True


def nobody(asked: Asked) -> Answer:
    """An address that Wagtail brings along and the product does not use."""
    return False


def enters(asked: Asked) -> Answer:
    """Whoever may enter the desk: the guard has asked that already."""
    return True


def writes(asked: Asked) -> Answer:
    """Whoever may work on any page at all."""
    return writes_somewhere(asked.user)


def works_on_page(asked: Asked) -> Answer:
    """Whoever may work on the page that the address names."""
    if asked.page is None:
        raise Http404
    return Looker(asked.request).writes(asked.page)


def moves_page(asked: Asked) -> Answer:
    """Whoever may move the page, to where it is to go."""
    goal = Page.objects.filter(pk=key(asked.named["destination_id"]) or 0).first()
    if asked.page is None or goal is None:
        raise Http404
    return Looker(asked.request).writes(asked.page) and Looker(asked.request).writes(goal)


def page_onto(*fields: str) -> Rule:
    """Whoever may work on the page and, where a form names another as its parent, finds that one in the explorer."""

    def rule(asked: Asked) -> Answer:
        given = [asked.request.POST[field] for field in fields if asked.request.POST.get(field)]
        goals = [Page.objects.filter(own_pages(asked.user), pk=key(one) or 0).exists() for one in given]
        return all(goals) and (writes(asked) if asked.number(PAGE_NAMES) is None else works_on_page(asked))

    return rule


def on_file(model: type[Photo | AttachedFile | Video]) -> Rule:
    """Whoever may choose or change the file that the address names."""

    def rule(asked: Asked) -> Answer:
        number = asked.number(FILE_NAMES)
        rows = permitted_media(asked.user, model)
        return number is not None and rows is not None and rows.filter(pk=number).exists()

    return rule


def with_right(policy: Callable[[], Any], *actions: str) -> Rule:
    """Whoever has one of the rights that a policy of Wagtail's knows, on anything."""

    def rule(asked: Asked) -> Answer:
        return bool(policy().user_has_any_permission(asked.user, actions))

    return rule


def on_model(label: str) -> Rule:
    """Whoever has any right to the rows of a model."""

    def rule(asked: Asked) -> Answer:
        return holds_any(asked.user, apps.get_model(label))

    return rule


def holds_any(user: Any, model: Any) -> bool:
    """Whether the user has any right to the rows of a model."""
    about = model._meta
    return any(user.has_perm(f"{about.app_label}.{right}_{about.model_name}") for right in ANY_RIGHT)


def changes_setting(asked: Asked) -> Answer:
    """Whoever may change the setting that the address names."""
    return bool(asked.user.has_perm(f"{asked.named['app_name']}.change_{asked.named['model_name']}"))


def snippet_of(asked: Asked, places: str) -> Any:
    """The kind of snippets to which an address belongs; `places`: which of its addresses, as its viewset names them."""
    for model in get_snippet_models():
        if place_of(model, places) == asked.match.namespace:
            return model
    raise Http404


def place_of(model: Any, places: str) -> str:
    """The namespace of a snippet's screens or of its chooser."""
    viewset = model.snippet_viewset
    return str(viewset.url_namespace if places == "screens" else viewset.chooser_viewset.url_namespace)


def on_snippets(asked: Asked) -> Answer:
    """Whoever has any right to the kind of snippets to which the address belongs."""
    policy = snippet_of(asked, "screens").snippet_viewset.permission_policy
    return bool(policy.user_has_any_permission(asked.user, ANY_RIGHT))


def on_chooser(asked: Asked) -> Answer:
    """Whoever may choose the snippets to which the address belongs; nothing is made in their choosers."""
    return asked.match.url_name != "create" and chooses_snippets(asked.user, snippet_of(asked, "chooser"))


def chosen(rows: Callable[[Any], Any]) -> Rule:
    """Whoever may choose everything that the address and its query name by number; 404 for anything else."""

    def rule(asked: Asked) -> Answer:
        wanted = {str(one) for one in (*asked.named.values(), *asked.request.GET.getlist("id"))}
        numbers = {number for number in map(key, wanted) if number is not None}
        if len(numbers) == len(wanted) == rows(asked.user).filter(pk__in=numbers).count():
            return True
        raise Http404(_("Nothing with the number %(numbers)s may be chosen here.") % {"numbers": ", ".join(wanted)})

    return rule


def browses(asked: Asked) -> Answer:
    """Whoever may choose the page at which a chooser is to open; it begins at the top for others."""
    if asked.page is not None and permitted_pages(asked.user).filter(pk=asked.page.pk).exists():
        return True
    return redirect(f"{reverse('wagtailadmin_choose_page')}?{asked.request.GET.urlencode()}")


def imports_redirects(asked: Asked) -> Answer:
    """Whoever has any right to redirects; back to the first step where the form does not say which file it means."""
    whole = {"import_file_name", "input_format"} <= asked.request.POST.keys()
    if asked.request.method == "POST" and not whole:
        return redirect("wagtailredirects:start_import")
    return holds_any(asked.user, apps.get_model("wagtailredirects.redirect"))


def in_bulk(asked: Asked) -> Answer:
    """Whoever may choose all things that a bulk action names: it shows the titles of those he may not act on."""
    try:
        model = apps.get_model(asked.named["app_label"], asked.named["model_name"])
    except LookupError as error:
        raise Http404 from error
    rows = Page.objects.filter(own_pages(asked.user)) if issubclass(model, Page) else permitted(asked.user, model)
    if rows is None:
        return holds_any(asked.user, model)
    goal = asked.request.POST.get("chooser")
    if goal and not Page.objects.filter(own_pages(asked.user), pk=key(goal) or 0).exists():
        return False
    wanted = set(asked.request.GET.getlist("id"))
    above = asked.request.GET.get("childOf")
    if "all" in wanted:
        return above is None or Page.objects.filter(own_pages(asked.user), pk=key(above) or 0).exists()
    numbers = {number for number in map(key, wanted) if number is not None}
    return len(numbers) == len(wanted) == rows.filter(pk__in=numbers).count()


def pages_policy() -> Any:
    """Wagtail's policy of pages."""
    return page_permission_policy
