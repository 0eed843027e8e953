"""Every address of the product, wired together."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from hoaban.content import urls as content_urls

handler404 = "hoaban.content.views.not_found"

urlpatterns = [
    path(settings.DESK_PATH, include(wagtailadmin_urls)),
    path("tep/", include(wagtaildocs_urls)),
    *content_urls.urlpatterns,
    *i18n_patterns(
        *content_urls.localised_urlpatterns,
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
