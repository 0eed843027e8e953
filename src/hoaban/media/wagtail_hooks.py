"""Registers with Wagtail who may have an attached file, and the pasting of pictures."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter

from hoaban.media import desk_api, desk_views, uses
from hoaban.media.choosing import may_look_at
from hoaban.media.models import AttachedFile
from hoaban.media.queries import is_public, may_have


@hooks.register("before_serve_document")
def only_public_files(attached: AttachedFile, request: HttpRequest) -> None:
    """404 for a file that no page attaches which this visitor may see, unless an editor may look at this very file."""
    user = getattr(request, "user", None)
    is_permitted = is_public(attached) or may_have(attached, request)
    if not is_permitted and (user is None or not may_look_at(user, attached)):
        raise Http404
    if "HTTP_IF_NONE_MATCH" in request.META:
        # What stands under a date counts only where no mark was sent (RFC 9110, 13.1.3); Wagtail looks at the date.
        request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
    # Wagtail has compared the address by now, and asks for the name once more to send the file under it.
    attached.is_sent = True


hooks.register("before_bulk_action", uses.refuse_in_bulk)


@hooks.register("construct_admin_api", order=1)
def permitted_alone(router: WagtailAPIRouter) -> None:
    """Put our lists of files and photos in the place of Wagtail's, which show everybody all of them."""
    router.register_endpoint("documents", desk_api.PermittedDocuments)
    router.register_endpoint("images", desk_api.PermittedPhotos)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """The address that pasted pictures go to."""
    return [path("media/pasted-picture/", desk_views.paste_picture, name="media_paste_picture")]


@hooks.register("insert_editor_js")
def pasted_pictures() -> SafeString:
    """The script that takes pasted pictures, with its words in the editor's language."""
    return format_html(
        '<script src="{}" data-address="{}" data-uploading="{}" data-done="{}" data-failed="{}"></script>',
        static("media/pasted-pictures.js"),
        reverse("media_paste_picture"),
        _("The picture is being uploaded …"),
        _("The picture is in the text. Say below what it shows."),
        _("The picture could not be uploaded."),
    )
