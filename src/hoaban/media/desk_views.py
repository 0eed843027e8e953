"""Takes a picture that an editor pasted or dropped into a page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.permissions import permission_policy
from wagtail.images.widgets import AdminImageChooser


@require_POST
def paste_picture(request: HttpRequest) -> JsonResponse:
    """Store the picture and answer with what the editor's chooser needs, or with the refusal in words."""
    if not permission_policy.user_has_permission(request.user, "add"):
        raise PermissionDenied
    model = get_image_model()
    collection = permission_policy.collections_user_has_permission_for(request.user, "add").first()
    data = {"title": _("Pasted picture"), "collection": collection.pk if collection else None}
    form = get_image_form(model)(data, request.FILES, instance=model(uploaded_by_user=request.user), user=request.user)
    if not form.is_valid():
        words = " ".join(message for messages in form.errors.values() for message in messages)
        return JsonResponse({"error": words}, status=422)
    photo = form.save()
    return JsonResponse({"photo": AdminImageChooser().get_value_data_from_instance(photo)})
