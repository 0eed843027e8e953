"""Who may call which address: the one table, closed by default. What does not stand here is answered with 404.

Wagtail's views ask for rights as well, some of them for less than this. Here stands what has to be true before any view
sees the request: the right to enter, and a right to the very page, file or row that the address names. What the views
refuse beyond that is written down, person by person, in `tests/attacks/desk_table.csv`.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import ResolverMatch
from wagtail.permissions import (
    collection_permission_policy,
    page_permission_policy,
    task_permission_policy,
    workflow_permission_policy,
)

from hoaban.media.choosing import permitted_documents, permitted_photos
from hoaban.media.models import AttachedFile, Photo, Video
from hoaban.pages.choosing import ANY_RIGHT, permitted_pages
from hoaban.site.rights import (
    Rule,
    anybody,
    browses,
    changes_setting,
    chosen,
    enters,
    imports_redirects,
    in_bulk,
    moves_page,
    nobody,
    on_chooser,
    on_file,
    on_model,
    on_snippets,
    page_onto,
    with_right,
    works_on_page,
    writes,
)

DESK = settings.DESK_PATH
workflows = with_right(lambda: workflow_permission_policy, *ANY_RIGHT)
tasks = with_right(lambda: task_permission_policy, *ANY_RIGHT)
collections = with_right(lambda: collection_permission_policy, *ANY_RIGHT)
publishers = with_right(lambda: page_permission_policy, "publish")

READERS = """
    media_shown wagtaildocs_serve wagtaildocs_authenticate_with_password api api_description api_daily sitemap
    sitemap_news sitemap_pages part robots look favicon icon manifest qr search search_suggest search_feed atom rss
    file_of_page site_map tagged tagged_older wagtailcore_authenticate_with_password wagtailcore_login wagtail_serve
    wagtailadmin_sprite wagtailadmin_login wagtailadmin_password_reset wagtailadmin_password_reset_done
    wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete wagtailadmin_javascript_catalog
""".split()
# What everybody at the desk has: his home and account, and lists that show each only what is his.
ENTERING = """
    wagtailadmin_home wagtailadmin_account wagtailadmin_logout wagtailadmin_dismissibles wagtailsnippets:index
    wagtailadmin_editing_sessions:ping wagtailadmin_editing_sessions:release
    wagtailadmin_api:pages:listing wagtailadmin_api:pages:detail wagtailadmin_api:pages:find
    wagtailadmin_api:documents:listing wagtailadmin_api:documents:detail wagtailadmin_api:documents:find
    wagtailadmin_api:images:listing wagtailadmin_api:images:detail wagtailadmin_api:images:find
    wagtailadmin_choose_page wagtailadmin_choose_page_search wagtailadmin_choose_page_external_link
    wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
    wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete wagtailadmin_reports:site_history
    wagtailadmin_reports:site_history_results
    wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results wagtaildocs_chooser:create
    wagtailimages_chooser:choose wagtailimages_chooser:choose_results wagtailimages_chooser:create
    wagtailmedia:chooser wagtailmedia:chooser_typed wagtailmedia:chooser_upload
    wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:add_multiple
    wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple
    wagtailimages:index wagtailimages:index_results wagtailimages:add wagtailimages:add_multiple
    wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
    wagtailmedia:index wagtailmedia:add media_paste_picture
    statistics_overview statistics_pages statistics_sections statistics_authors statistics_types statistics_referrers
    statistics_month statistics_page search_report publication_report
""".split()
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
""".split()
# Whoever may work on the page whose number the address holds.
ON_PAGE = """
    wagtailadmin_pages:add wagtailadmin_pages:preview_on_add wagtailadmin_pages:usage wagtailadmin_pages:edit
    wagtailadmin_pages:preview_on_edit wagtailadmin_pages:view_draft wagtailadmin_pages:add_subpage
    wagtailadmin_pages:delete wagtailadmin_pages:unpublish wagtailadmin_pages:convert_alias
    wagtailadmin_pages:set_page_position wagtailadmin_pages:workflow_action
    wagtailadmin_pages:collect_workflow_action_data wagtailadmin_pages:confirm_workflow_cancellation
    wagtailadmin_pages:workflow_preview wagtailadmin_pages:set_privacy wagtailadmin_pages:lock
    wagtailadmin_pages:unlock wagtailadmin_pages:revisions_index wagtailadmin_pages:revisions_view
    wagtailadmin_pages:revisions_revert wagtailadmin_pages:revisions_unschedule wagtailadmin_pages:revisions_compare
    wagtailadmin_pages:workflow_history wagtailadmin_pages:workflow_history_detail wagtailadmin_pages:history
    wagtailadmin_pages:history_results wagtailadmin_api:pages:action simple_translation:submit_page_translation
    news_correct pages_withdraw
""".split()
ON_FILE: dict[type[Photo | AttachedFile | Video], list[str]] = {
    AttachedFile: ["edit", "delete", "edit_multiple", "delete_multiple", "document_usage"],
    Photo: "edit delete url_generator url_generator_output preview image_usage edit_multiple delete_multiple".split(),
    Video: ["edit", "delete", "media_usage"],
}
SCREENS = {AttachedFile: "wagtaildocs", Photo: "wagtailimages", Video: "wagtailmedia"}

WHO_MAY: dict[str, Rule] = {
    **dict.fromkeys(READERS, anybody),
    **dict.fromkeys(ENTERING, enters),
    **dict.fromkeys(WRITING, writes),
    **dict.fromkeys(ON_PAGE, works_on_page),
    **{f"{SCREENS[model]}:{name}": on_file(model) for model, names in ON_FILE.items() for name in names},
    # Wagtail's own ways to try out its error pages, and its answer to what is not there.
    f"{DESK}failwhale/": nobody,
    "wagtailadmin_error_test": nobody,
    f"{DESK}test404/": nobody,
    f"{DESK}^.*/$": anybody,
    f"{DESK}tag-autocomplete/": enters,
    f"{DESK}tag-autocomplete/<slug:app_name>/<slug:model_name>/": enters,
    f"{DESK}choose-external-link/": enters,
    "wagtail_bulk_action": in_bulk,
    "wagtailadmin_pages:copy": page_onto("new_parent_page"),
    "wagtailadmin_pages:move": page_onto("new_parent_page"),
    "wagtailadmin_pages:choose_parent": page_onto("parent_page"),
    "wagtailadmin_pages:move_confirm": moves_page,
    "wagtailadmin_choose_page_child": browses,
    "wagtailadmin_choose_page_chosen_multiple": chosen(permitted_pages),
    "wagtaildocs_chooser:chosen": chosen(permitted_documents),
    "wagtaildocs_chooser:chosen_multiple": chosen(permitted_documents),
    "wagtailimages_chooser:chosen": chosen(permitted_photos),
    "wagtailimages_chooser:chosen_multiple": chosen(permitted_photos),
    "wagtailimages_chooser:select_format": chosen(permitted_photos),
    "wagtailmedia:media_chosen": on_file(Video),
    "wagtailadmin_workflows:task_index": tasks,
    "wagtailadmin_workflows:task_index_results": tasks,
    "wagtailadmin_workflows:add_task": tasks,
    "wagtailadmin_workflows:select_task_type": tasks,
    "wagtailadmin_workflows:edit_task": tasks,
    "wagtailadmin_workflows:disable_task": tasks,
    "wagtailadmin_workflows:enable_task": tasks,
    "simple_translation:submit_snippet_translation": nobody,
    "press_try_again": publishers,
    "wagtailredirects:process_import": imports_redirects,
}
# For all addresses of a part of the desk that stand nowhere above: a new one there is closed to whoever has no right.
NAMESPACES: dict[str, Rule] = {
    "wagtailadmin_collections": collections,
    "wagtailadmin_workflows": workflows,
    "wagtailredirects": on_model("wagtailredirects.redirect"),
    "wagtailsettings": changes_setting,
    "wagtailusers_users": on_model(settings.AUTH_USER_MODEL),
    "wagtailusers_groups": on_model("auth.group"),
    "wagtailsites": on_model("wagtailcore.site"),
    "wagtaillocales": on_model("wagtailcore.locale"),
}
# The namespaces of snippets begin so, and go on with the model.
SNIPPETS: dict[str, Rule] = {"wagtailsnippets_": on_snippets, "wagtailsnippetchoosers_": on_chooser}


def name_of(match: ResolverMatch) -> str:
    """The name by which an address stands in the table: its full name, its route where it has none."""
    return match.view_name if match.url_name else match.route


def rule_of(match: ResolverMatch) -> Rule | None:
    """The rule of an address, or None where it has none."""
    name = name_of(match)
    if name in WHO_MAY:
        return WHO_MAY[name]
    if match.namespace in NAMESPACES:
        return NAMESPACES[match.namespace]
    return next((rule for prefix, rule in SNIPPETS.items() if match.namespace.startswith(prefix)), None)
