"""Every address of the product, wired together."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from hoaban.accounts import views as accounts_views
from hoaban.kit.rooms import declared
from hoaban.media import views as media_views
from hoaban.pages import desk_choosers
from hoaban.pages.public_urls import PublicUrls
from hoaban.site import views

handler400 = "hoaban.site.views.bad_request"
handler403 = "hoaban.site.views.forbidden"
# Knows the pages that were withdrawn: 410 for them, 404 for what never was.
handler404 = "hoaban.pages.views.not_found"
handler500 = "hoaban.site.views.server_error"

urlpatterns = [
    # Wagtail's own way to try out its error page: an address that fails on purpose.
    path(f"{settings.DESK_PATH}failwhale/", views.nothing_here),
    # Before Wagtail's own, which drops the cookie for a GET and leaves the session alive.
    path(f"{settings.DESK_PATH}logout/", accounts_views.sign_out, name="wagtailadmin_logout"),
    # Outside of what Wagtail opens to those alone who are signed in: it is asked whether anybody is.
    path(f"{settings.DESK_PATH}session/", accounts_views.session, name="accounts_session"),
    # In the place of Wagtail's, which tell of what is closed to who asks.
    path(f"{settings.DESK_PATH}tag-autocomplete/", desk_choosers.tags),
    path(f"{settings.DESK_PATH}tag-autocomplete/<slug:app_name>/<slug:model_name>/", desk_choosers.tags),
    path(f"{settings.DESK_PATH}choose-external-link/", desk_choosers.external_link),
    path(settings.DESK_PATH, include(wagtailadmin_urls)),
    path("tep/", include(wagtaildocs_urls)),
    # Only what something public shows is answered: renditions and films. Originals and documents go through `tep/`.
    re_path(r"^media/(?P<path>(?:images|media)/.+)$", media_views.rendition, name="media_shown"),
    *(pattern for urls in declared(PublicUrls) for pattern in urls.everywhere),
    *i18n_patterns(
        *(pattern for urls in declared(PublicUrls) for pattern in urls.in_each_language),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
