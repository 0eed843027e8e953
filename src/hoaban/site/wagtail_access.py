"""Who may call the addresses that Wagtail and Django bring along; each room of ours declares its own.

Wagtail's views ask for rights as well, some of them for less than this. Here stands what has to be true before any view
sees the request: the right to enter, and a right to the very page, file or row that the address names. What the views
refuse beyond that is written down, person by person, in `tests/attacks/desk_table.csv`.
"""

from __future__ import annotations

from django.conf import settings
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images.permissions import permission_policy as photos
from wagtail.permissions import collection_permission_policy, task_permission_policy, workflow_permission_policy
from wagtailmedia.permissions import permission_policy as films

from hoaban.kit.access import ANY_RIGHT, AccessRule, anybody, enters, nobody, nowhere, on_model, with_right
from hoaban.media.choosing import permitted_documents, permitted_photos
from hoaban.media.models import AttachedFile, Photo, Video
from hoaban.pages.access import works_on_page
from hoaban.pages.choosing import permitted_pages
from hoaban.pages.withdrawn import acts_by_program, decides
from hoaban.site.access_rules import (
    browses,
    changes_setting,
    chosen,
    deletes_file,
    imports_redirects,
    in_bulk,
    moves_page,
    on_chooser,
    on_file,
    on_snippets,
    page_onto,
    writes,
)

DESK = settings.DESK_PATH
READERS = """
    wagtaildocs_serve wagtaildocs_authenticate_with_password wagtailcore_authenticate_with_password
    wagtailcore_login wagtail_serve wagtailadmin_sprite wagtailadmin_login wagtailadmin_password_reset
    wagtailadmin_password_reset_done wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete
    wagtailadmin_javascript_catalog
"""
# What everybody at the desk has: his home and account, and lists that show each only what is his.
ENTERING = f"""
    {DESK}tag-autocomplete/ {DESK}tag-autocomplete/<slug:app_name>/<slug:model_name>/ {DESK}choose-external-link/
    wagtailadmin_home wagtailadmin_account wagtailadmin_logout wagtailadmin_dismissibles wagtailsnippets:index
    wagtailadmin_editing_sessions:ping wagtailadmin_editing_sessions:release wagtailadmin_api:pages:listing
    wagtailadmin_api:pages:detail wagtailadmin_api:pages:find wagtailadmin_api:documents:listing
    wagtailadmin_api:documents:detail wagtailadmin_api:documents:find wagtailadmin_api:images:listing
    wagtailadmin_api:images:detail wagtailadmin_api:images:find wagtailadmin_choose_page
    wagtailadmin_choose_page_search wagtailadmin_choose_page_external_link wagtailadmin_choose_page_email_link
    wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link wagtailadmin_tag_autocomplete
    wagtailadmin_tag_model_autocomplete wagtailadmin_reports:site_history
    wagtailadmin_reports:site_history_results wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results
    wagtaildocs_chooser:create wagtailimages_chooser:choose wagtailimages_chooser:choose_results
    wagtailimages_chooser:create wagtailmedia:chooser wagtailmedia:chooser_typed wagtailmedia:chooser_upload
    wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:add_multiple
    wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple wagtailimages:index
    wagtailimages:index_results wagtailimages:add wagtailimages:add_multiple
    wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple wagtailmedia:index
    wagtailmedia:add
"""
# Whoever may work on any page: these lists show only pages of his own branches.
WRITING = """
    wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results wagtailadmin_pages:search
    wagtailadmin_pages:search_results wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results
    wagtailadmin_block_preview wagtailembeds:chooser wagtailembeds:chooser_upload
    wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results wagtailadmin_reports:workflow
    wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
    wagtailadmin_reports:workflow_tasks_results wagtailadmin_reports:aging_pages
    wagtailadmin_reports:aging_pages_results wagtailadmin_reports:page_types_usage
    wagtailadmin_reports:page_types_usage_results
"""
# Whoever may work on the page whose number the address holds.
ON_PAGE = """
    wagtailadmin_pages:add wagtailadmin_pages:preview_on_add wagtailadmin_pages:usage wagtailadmin_pages:edit
    wagtailadmin_pages:preview_on_edit wagtailadmin_pages:view_draft wagtailadmin_pages:add_subpage
    wagtailadmin_pages:delete wagtailadmin_pages:unpublish wagtailadmin_pages:convert_alias
    wagtailadmin_pages:set_page_position
    wagtailadmin_pages:collect_workflow_action_data wagtailadmin_pages:confirm_workflow_cancellation
    wagtailadmin_pages:workflow_preview wagtailadmin_pages:set_privacy wagtailadmin_pages:lock
    wagtailadmin_pages:unlock wagtailadmin_pages:revisions_index wagtailadmin_pages:revisions_view
    wagtailadmin_pages:revisions_revert wagtailadmin_pages:revisions_unschedule
    wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history
    wagtailadmin_pages:workflow_history_detail wagtailadmin_pages:history wagtailadmin_pages:history_results
    simple_translation:submit_page_translation
"""
ON_DOCUMENT = """
    wagtaildocs:edit wagtaildocs:edit_multiple wagtaildocs:document_usage
"""
ON_PHOTO = """
    wagtailimages:edit wagtailimages:url_generator wagtailimages:url_generator_output
    wagtailimages:preview wagtailimages:image_usage wagtailimages:edit_multiple
"""
USES_OF_DOCUMENT, USES_OF_PHOTO = "wagtaildocs:document_usage", "wagtailimages:image_usage"
USES_OF_FILM = "wagtailmedia:media_usage"
CHOSEN_PHOTOS = "wagtailimages_chooser:chosen wagtailimages_chooser:chosen_multiple wagtailimages_chooser:select_format"
TASKS = """
    wagtailadmin_workflows:task_index wagtailadmin_workflows:task_index_results wagtailadmin_workflows:add_task
    wagtailadmin_workflows:select_task_type wagtailadmin_workflows:edit_task wagtailadmin_workflows:disable_task
    wagtailadmin_workflows:enable_task
"""
# Wagtail's own ways to try out its error pages, and a screen for translations that no snippet of ours has.
UNUSED = f"{DESK}failwhale/ {DESK}test404/ wagtailadmin_error_test simple_translation:submit_snippet_translation"

WAGTAIL_ACCESS = [
    AccessRule(READERS, anybody),
    # Wagtail's answer to whatever is not there.
    AccessRule(f"{DESK}.*/$", nowhere),
    AccessRule(UNUSED, nobody),
    AccessRule(ENTERING, enters),
    AccessRule(WRITING, writes),
    AccessRule(ON_PAGE, works_on_page),
    AccessRule("wagtailadmin_pages:workflow_action", decides),
    AccessRule("wagtailadmin_api:pages:action", acts_by_program),
    AccessRule("wagtailadmin_pages:copy wagtailadmin_pages:move", page_onto("new_parent_page")),
    AccessRule("wagtailadmin_pages:choose_parent", page_onto("parent_page")),
    AccessRule("wagtailadmin_pages:move_confirm", moves_page),
    AccessRule("wagtailadmin_choose_page_child", browses),
    AccessRule("wagtailadmin_choose_page_chosen_multiple", chosen(permitted_pages)),
    AccessRule(ON_DOCUMENT, on_file(AttachedFile)),
    AccessRule("wagtaildocs_chooser:chosen wagtaildocs_chooser:chosen_multiple", chosen(permitted_documents)),
    AccessRule(ON_PHOTO, on_file(Photo)),
    AccessRule(
        "wagtaildocs:delete wagtaildocs:delete_multiple", deletes_file(AttachedFile, documents, USES_OF_DOCUMENT)
    ),
    AccessRule("wagtailimages:delete wagtailimages:delete_multiple", deletes_file(Photo, photos, USES_OF_PHOTO)),
    AccessRule("wagtailmedia:delete", deletes_file(Video, films, USES_OF_FILM)),
    AccessRule(CHOSEN_PHOTOS, chosen(permitted_photos)),
    AccessRule("wagtailmedia:edit wagtailmedia:media_usage wagtailmedia:media_chosen", on_file(Video)),
    AccessRule("wagtail_bulk_action", in_bulk),
    AccessRule("wagtailadmin_collections:*", with_right(lambda: collection_permission_policy, *ANY_RIGHT)),
    AccessRule(TASKS, with_right(lambda: task_permission_policy, *ANY_RIGHT)),
    AccessRule("wagtailadmin_workflows:*", with_right(lambda: workflow_permission_policy, *ANY_RIGHT)),
    AccessRule("wagtailredirects:process_import", imports_redirects),
    AccessRule("wagtailredirects:*", on_model("wagtailredirects.redirect")),
    AccessRule("wagtailsettings:*", changes_setting),
    AccessRule("wagtailusers_users:*", on_model(settings.AUTH_USER_MODEL)),
    AccessRule("wagtailusers_groups:*", on_model("auth.group")),
    AccessRule("wagtailsites:*", on_model("wagtailcore.site")),
    AccessRule("wagtaillocales:*", on_model("wagtailcore.locale")),
    AccessRule("wagtailsnippets_*:*", on_snippets),
    AccessRule("wagtailsnippetchoosers_*:*", on_chooser),
]
