"""What choosers tell beside their lists, cut down to what who looks may choose: tags, titles behind addresses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, JsonResponse
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import ExternalLinkView
from wagtail.images.views import chooser as photo_chooser
from wagtail.models import Collection
from wagtailmedia.views import chooser as film_chooser
from wagtailmedia.views import media as films

from hoaban.media.choosing import film_collections, popular_tags
from hoaban.pages.choosing import permitted_pages, permitted_tags
from hoaban.pages.desk_titles import who_looks

MOST_TAGS = 10
TAGS_IN_A_FILTER = 10


@require_admin_access
def tags(request: HttpRequest, app_name: str = "", model_name: str = "") -> JsonResponse:
    """The tags that begin with what is typed; an unknown model has none."""
    known = not app_name or ContentType.objects.filter(app_label=app_name, model=model_name).exists()
    term = request.GET.get("term", "")
    if not term or not known:
        return JsonResponse([], safe=False)
    found = permitted_tags(request.user).filter(name__istartswith=term).order_by("name")
    return JsonResponse(list(found.values_list("name", flat=True)[:MOST_TAGS]), safe=False)


class KnownPagesAlone(ExternalLinkView):
    """Makes an address of the portal's own a link to its page, where the editor may choose that page."""

    def render_chosen_response(self, result: dict[str, Any]) -> Any:
        """Leave the address as it was typed where its page is closed to the editor; show only the title he may see."""
        if "parentId" not in result:
            return super().render_chosen_response(result)
        page = permitted_pages(self.request.user).filter(pk=result["id"]).first()
        if page is None:
            return super().render_chosen_response(self.get_result_data())
        return super().render_chosen_response({**result, "adminTitle": page.get_admin_display_title()})


external_link = require_admin_access(KnownPagesAlone.as_view())


def tags_for_who_looks(model: Any, count: int = TAGS_IN_A_FILTER) -> Any:
    """The tags that a filter offers, of what who looks may choose."""
    user = who_looks()
    return popular_tags(user, model, count) if user is not None else Tag.objects.none()


def collections_for_who_looks() -> Any:
    """The collections by which a chooser of films can be narrowed: those in which who looks has any right."""
    user = who_looks()
    return film_collections(user) if user is not None else Collection.objects.none()


def guard_choosers() -> None:
    """Put them in the place of Wagtail's and wagtailmedia's, which name everybody's tags and collections.

    Their views take both from names of their modules; there is no other place at which to put one's own.
    """
    for place in (filters, photo_chooser, film_chooser, films):
        place.popular_tags_for_model = tags_for_who_looks
    film_chooser.Collection = SimpleNamespace(objects=SimpleNamespace(all=collections_for_who_looks))
