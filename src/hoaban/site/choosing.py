"""What is chosen by its number has to be something that the editor may choose.

Wagtail's choosers list what an editor may choose, but tell title and address of whatever number they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.content.choosing import permitted_pages
from hoaban.media.choosing import permitted_documents, permitted_photos
from hoaban.site.middleware import LARGEST_KEY

# By the name of the address: all that the user may choose there.
PERMITTED: dict[str, Callable[[Any], Any]] = {
    "wagtailadmin_choose_page_child": permitted_pages,
    "wagtailadmin_choose_page_chosen_multiple": permitted_pages,
    "wagtaildocs_chooser:chosen": permitted_documents,
    "wagtaildocs_chooser:chosen_multiple": permitted_documents,
    "wagtailimages_chooser:chosen": permitted_photos,
    "wagtailimages_chooser:chosen_multiple": permitted_photos,
    "wagtailimages_chooser:select_format": permitted_photos,
}


class ChosenByNumber:
    """Middleware: 404 for what the editor may not choose; a chooser that would open there begins at the top."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, named: dict[str, Any]) -> Any:
        """Look at the numbers in the address before Wagtail does."""
        address = request.resolver_match.view_name if request.resolver_match else ""
        permitted = PERMITTED.get(address)
        if permitted is None or not request.user.is_authenticated:
            return None
        wanted = {str(one) for one in (*named.values(), *request.GET.getlist("id"))}
        numbers = {int(one) for one in wanted if one.isascii() and one.isdecimal() and int(one) <= LARGEST_KEY}
        if len(numbers) == len(wanted) == permitted(request.user).filter(pk__in=numbers).count():
            return None
        if address == "wagtailadmin_choose_page_child":
            return redirect(f"{reverse('wagtailadmin_choose_page')}?{request.GET.urlencode()}")
        raise Http404(_("Nothing with the number %(numbers)s may be chosen here.") % {"numbers": ", ".join(wanted)})
