"""The desk's own acts on a page, each with a note that the public reads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from hoaban.desk.editing import already_done
from hoaban.pages import actions, linked_from
from hoaban.pages.forms import PublicNoteForm


def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for the note, then take the page off the air."""
    page = get_object_or_404(Page, pk=page_id)
    done = already_done(request, page)
    if done is not None:
        return done
    if not page.live:
        raise Http404
    if not page.permissions_for_user(request.user).can_unpublish():
        raise PermissionDenied
    texts = {
        "title": _("Withdraw a page"),
        "explanation": _(
            "The page disappears everywhere at once. Its address then says that it was withdrawn, and why."
        ),
        "button": _("Withdraw the page"),
        "links": linked_from.told([page], request.user),
    }
    return ask_for_note(request, page, texts, actions.withdraw_page, _("The page is withdrawn."))


def ask_for_note(request: HttpRequest, page: Page, texts: dict[str, str], act: Any, done: str) -> HttpResponse:
    """Show the form; on a valid note do the act and go back to the editor."""
    repeated = already_done(request, page)
    if repeated is not None:
        return repeated
    form = PublicNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(page, note=form.cleaned_data["note"], user=request.user)
        except ValidationError as error:
            # What is missing may be in fields of the page, which this form does not have.
            form.add_error("note", error.messages)
        else:
            messages.success(request, done)
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "pages/desk/note.html", {"page": page, "form": form, **texts})
