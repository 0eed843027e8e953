"""Rules about the pages, files and rows that addresses of Wagtail name: which right to which thing somebody needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from hoaban.kit.access import ANY_RIGHT, AccessRequest, Rule, Verdict, holds_any, row_key
from hoaban.media.choosing import permitted_media
from hoaban.media.models import AttachedFile, Photo, Video
from hoaban.media.uses import refuse_to_delete
from hoaban.pages.access import PAGE_NAMES, page_of, works_on_page
from hoaban.pages.choosing import chooses_snippets, own_pages, permitted, permitted_pages, writes_somewhere
from hoaban.pages.desk_titles import Looker

# In which part of an address the number of a file stands.
FILE_NAMES = ("pk", "document_id", "doc_id", "image_id", "media_id")


def writes(asked: AccessRequest) -> Verdict:
    """Whoever may work on any page at all."""
    return writes_somewhere(asked.user)


def moves_page(asked: AccessRequest) -> Verdict:
    """Whoever may move the page, to where it is to go."""
    goal = Page.objects.filter(pk=row_key(asked.named["destination_id"]) or 0).first()
    page = page_of(asked)
    if page is None or goal is None:
        raise Http404
    return Looker(asked.request).writes(page) and Looker(asked.request).writes(goal)


def page_onto(*fields: str) -> Rule:
    """Whoever may work on the page and, where a form names another as its parent, finds that one in the explorer."""

    def rule(asked: AccessRequest) -> Verdict:
        given = [asked.request.POST[field] for field in fields if asked.request.POST.get(field)]
        goals = [Page.objects.filter(own_pages(asked.user), pk=row_key(one) or 0).exists() for one in given]
        return all(goals) and (writes(asked) if asked.number(PAGE_NAMES) is None else works_on_page(asked))

    return rule


def on_file(model: type[Photo | AttachedFile | Video]) -> Rule:
    """Whoever may choose or change the file that the address names."""

    def rule(asked: AccessRequest) -> Verdict:
        number = asked.number(FILE_NAMES)
        rows = permitted_media(asked.user, model)
        return number is not None and rows is not None and rows.filter(pk=number).exists()

    return rule


def deletes_file(model: type[Photo | AttachedFile | Video], policy: Any, list_of_uses: str) -> Rule:
    """Whoever may change the file; who may delete it is led to the list of its uses where there are any."""
    may_change = on_file(model)

    def rule(asked: AccessRequest) -> Verdict:
        verdict = may_change(asked)
        file = model.objects.filter(pk=asked.number(FILE_NAMES)).first()
        if (
            verdict is not True
            or file is None
            or not policy.user_has_permission_for_instance(asked.user, "delete", file)
        ):
            return verdict
        if asked.request.method != "POST" and asked.match.url_name != "delete":
            return verdict
        return refuse_to_delete(asked.request, file, reverse(list_of_uses, args=[file.pk])) or True

    return rule


def changes_setting(asked: AccessRequest) -> Verdict:
    """Whoever may change the setting that the address names."""
    return bool(asked.user.has_perm(f"{asked.named['app_name']}.change_{asked.named['model_name']}"))


def snippet_of(asked: AccessRequest, places: str) -> Any:
    """The kind of snippets to which an address belongs; `places`: which of its addresses, as its viewset names them."""
    for model in get_snippet_models():
        if place_of(model, places) == asked.match.namespace:
            return model
    raise Http404


def place_of(model: Any, places: str) -> str:
    """The namespace of a snippet's screens or of its chooser."""
    viewset = model.snippet_viewset
    return str(viewset.url_namespace if places == "screens" else viewset.chooser_viewset.url_namespace)


def on_snippets(asked: AccessRequest) -> Verdict:
    """Whoever has any right to the kind of snippets to which the address belongs."""
    policy = snippet_of(asked, "screens").snippet_viewset.permission_policy
    return bool(policy.user_has_any_permission(asked.user, ANY_RIGHT))


def on_chooser(asked: AccessRequest) -> Verdict:
    """Whoever may choose the snippets to which the address belongs; nothing is made in their choosers."""
    return asked.match.url_name != "create" and chooses_snippets(asked.user, snippet_of(asked, "chooser"))


def chosen(rows: Callable[[Any], Any]) -> Rule:
    """Whoever may choose everything that the address and its query name by number; 404 for anything else."""

    def rule(asked: AccessRequest) -> Verdict:
        wanted = {str(one) for one in (*asked.named.values(), *asked.request.GET.getlist("id"))}
        numbers = {number for number in map(row_key, wanted) if number is not None}
        if len(numbers) == len(wanted) == rows(asked.user).filter(pk__in=numbers).count():
            return True
        raise Http404(_("Nothing with the number %(numbers)s may be chosen here.") % {"numbers": ", ".join(wanted)})

    return rule


def browses(asked: AccessRequest) -> Verdict:
    """Whoever may choose the page at which a chooser is to open; it begins at the top for others."""
    page = page_of(asked)
    if page is not None and permitted_pages(asked.user).filter(pk=page.pk).exists():
        return True
    return redirect(f"{reverse('wagtailadmin_choose_page')}?{asked.request.GET.urlencode()}")


def imports_redirects(asked: AccessRequest) -> Verdict:
    """Whoever has any right to redirects; back to the first step where the form does not say which file it means."""
    whole = {"import_file_name", "input_format"} <= asked.request.POST.keys()
    if asked.request.method == "POST" and not whole:
        return redirect("wagtailredirects:start_import")
    return holds_any(asked.user, apps.get_model("wagtailredirects.redirect"))


def in_bulk(asked: AccessRequest) -> Verdict:
    """Whoever may choose all things that a bulk action names: it shows the titles of those he may not act on."""
    try:
        model = apps.get_model(asked.named["app_label"], asked.named["model_name"])
    except LookupError as error:
        raise Http404 from error
    rows = Page.objects.filter(own_pages(asked.user)) if issubclass(model, Page) else permitted(asked.user, model)
    if rows is None:
        return holds_any(asked.user, model)
    goal = asked.request.POST.get("chooser")
    if goal and not Page.objects.filter(own_pages(asked.user), pk=row_key(goal) or 0).exists():
        return False
    wanted = set(asked.request.GET.getlist("id"))
    above = asked.request.GET.get("childOf")
    if "all" in wanted:
        return above is None or Page.objects.filter(own_pages(asked.user), pk=row_key(above) or 0).exists()
    numbers = {number for number in map(row_key, wanted) if number is not None}
    return len(numbers) == len(wanted) == rows.filter(pk__in=numbers).count()
