"""What the log follows of Wagtail and taggit themselves, and how it tells of it; rooms above add their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hoaban.kit.access import AccessRule, enters
from hoaban.publication.tracking import Tracked
from hoaban.publication.words import PAGE, REDIRECT, Wording, page_happenings, privacy_happenings

NOT_SHOWN_OF_A_PAGE = (
    "draft_title latest_revision latest_revision_created_at has_unpublished_changes locked locked_at locked_by "
    "numchild live_revision go_live_at expire_at expired owner"
)
UNSPOKEN_OF_A_PAGE = (
    "path depth numchild url_path slug content_type_id translation_key alias_of_id live first_published_at "
    "last_published_at latest_revision_id draft_title"
)
WHO_MAY_READ = _("who may read it")

DECLARES = [
    # The report shows each editor the entries about his own branches.
    AccessRule("publication_report", enters),
    Tracked(
        "wagtailcore.Page",
        # `live`: so that the report can tell a page that came on the air from one that left it.
        keys=("path", "url_path", "translation_key", "live"),
        ignored=tuple(NOT_SHOWN_OF_A_PAGE.split()),
    ),
    # Drafts: the editors' search follows them, the press does not.
    Tracked("wagtailcore.Revision", keys=("content_type", "object_id"), ignored=("approved_go_live_at", "user")),
    Tracked("wagtailcore.Site", keys=("root_page", "hostname"), grows=False),
    Tracked("wagtailcore.Locale", grows=False),
    Tracked("wagtailcore.PageViewRestriction", keys=("page",), grows=False),
    Tracked("wagtailcore.CollectionViewRestriction", keys=("collection",), grows=False),
    Tracked("wagtailcore.Collection", ignored=("numchild",), grows=False),
    Tracked(
        "wagtailredirects.Redirect", keys=("old_path", "site", "redirect_page"), ignored=("automatically_created",)
    ),
    Tracked("taggit.Tag", keys=("slug",)),
    Wording(PAGE, happenings=page_happenings, unspoken=UNSPOKEN_OF_A_PAGE.split()),
    Wording("wagtailcore_revision", silent=True),
    Wording("wagtailcore_pageviewrestriction", PAGE, "page_id", called=WHO_MAY_READ, happenings=privacy_happenings),
    Wording(
        "wagtailcore_collectionviewrestriction",
        "wagtailcore_collection",
        "collection_id",
        called=WHO_MAY_READ,
        happenings=privacy_happenings,
    ),
    Wording("wagtailcore_collection", unspoken=("path", "depth")),
    Wording(REDIRECT, unspoken=("redirect_page_route_path",)),
]
