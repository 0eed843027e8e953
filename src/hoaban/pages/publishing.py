"""What stops a page from being published, also where no form asks: Wagtail publishes many drafts as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.blocks import ListBlockValidationError, StreamBlockValidationError, StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page

from hoaban.pages.models.public import PublicPage

MOST_TOLD = 10


def faults_of(version: Page) -> list[str]:
    """What is missing in a version of a page that a published one must have, in words; empty where nothing is."""
    try:
        version.full_clean()
        if isinstance(version, PublicPage):
            version.refuse_publication()
    except ValidationError as refused:
        return list(dict.fromkeys(refused.messages))
    told: list[str] = []
    for field in version._meta.get_fields():
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(version, field.name))
            except ValidationError as refused:
                told += messages_in(refused)
    return list(dict.fromkeys(told))


def messages_in(refused: Any) -> Iterator[str]:
    """The words of an error of blocks in blocks; of those that hold others only what the others say."""
    if isinstance(refused, StreamBlockValidationError | StructBlockValidationError | ListBlockValidationError):
        inside = refused.block_errors
        for one in inside.values() if isinstance(inside, dict) else inside or ():
            yield from messages_in(one)
        refused = refused.non_block_errors
    if isinstance(refused, ValidationError):
        yield from refused.messages
    elif refused is not None:
        yield from (str(words) for words in refused)


def only_what_is_whole(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Before a bulk action publishes pages: leave out, and name, those in which something is missing."""
    if action_type != "publish" or not objects or not isinstance(objects[0], Page):
        return None
    faulty = {page.pk: faults for page in objects if (faults := faults_of(page.get_latest_revision_as_object()))}
    for page in objects:
        if page.pk in faulty:
            tell(request, page, faulty[page.pk])
    objects[:] = [page for page in objects if page.pk not in faulty]
    if action.cleaned_form.cleaned_data.get("include_descendants") and not all_below_are_whole(request, objects):
        return redirect(action.next_url)
    return None if objects else redirect(action.next_url)


def all_below_are_whole(request: HttpRequest, objects: list[Page]) -> bool:
    """Whether nothing is missing in the drafts below some pages that would be published with them; tells what is."""
    told = 0
    for page in objects:
        for draft in page.get_descendants().not_live().specific().iterator():
            if not draft.permissions_for_user(request.user).can_publish():
                continue
            faults = faults_of(draft.get_latest_revision_as_object())
            told += bool(faults)
            if faults and told <= MOST_TOLD:
                tell(request, draft, faults)
    if told:
        messages.error(request, _("Nothing was published: first complete the pages that are named, or leave them out."))
    return not told


def tell(request: HttpRequest, page: Page, faults: list[str]) -> None:
    """Say why a page was not published."""
    words = _("“%(title)s” was not published: %(faults)s") % {
        "title": page.get_admin_display_title(),
        "faults": " ".join(faults),
    }
    messages.error(request, words)
