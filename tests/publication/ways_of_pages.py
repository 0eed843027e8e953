"""Every way in which a page changes: a line says who does what, and which entries it leaves."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset

from hoaban.news.models import Article
from hoaban.news.models.article import ArticleTag
from hoaban.pages.models import Section
from tests.publication.ways import PAGE, added, changed, removed, way
from tests.support.scene import Scene, article_form, section_form, sql

ARTICLE = "news_article"
PAGES = "wagtailadmin_pages:"
RESTRICTION = "wagtailcore_pageviewrestriction"


def create(scene: Scene) -> None:
    draft = Article(title="Bài mới", slug="bai-moi", lead="Mở đầu.")
    form = article_form(draft, "action-publish")
    scene.at_the_desk(f"{PAGES}add", "news", "article", scene.section.pk, **form)


def create_section(scene: Scene) -> None:
    draft = Section(title="Mục mới", slug="muc-moi", show_in_menus=True)
    scene.at_the_desk(f"{PAGES}add", "pages", "section", scene.home.pk, **section_form(draft, "action-publish"))


def note_a_correction(scene: Scene) -> None:
    note = {"corrected_on": "2024-02-01", "note": "Đúng là 12."}
    scene.edit(scene.article, corrections=inline_formset([note]))


def relate(scene: Scene) -> None:
    scene.edit(scene.article, related_articles=inline_formset([{"article": scene.second.pk}]))


def with_tag(scene: Scene) -> None:
    scene.article.tags.add("lúa")
    scene.article.save()
    scene.tag_of_article = ArticleTag.objects.get()
    scene.tag = scene.tag_of_article.tag


def with_revision(scene: Scene) -> None:
    scene.old_revision = scene.article.save_revision()
    scene.article.lead = "Đã sửa."
    scene.article.save_revision().publish()


def revert(scene: Scene) -> None:
    scene.edit(scene.article, lead=scene.old_revision.as_object().lead, revision=scene.old_revision.pk)


EDITED = [
    way("create-and-publish", create, added(PAGE), added(ARTICLE)),
    way("create-a-section", create_section, added(PAGE), added("pages_section")),
    way(
        "edit-and-publish",
        lambda scene: scene.edit(scene.article, title="Tiêu đề mới", lead="Mở đầu mới."),
        changed(PAGE, "article", "title"),
        changed(ARTICLE, "article", "lead"),
    ),
    way(
        "rename",
        lambda scene: scene.edit(scene.article, slug="ten-khac"),
        changed(PAGE, "article", "slug", "url_path"),
    ),
    way(
        "rename-the-section-above",
        lambda scene: scene.edit(scene.section, slug="muc-khac"),
        changed(PAGE, "section", "slug", "url_path"),
        changed(PAGE, "article", "url_path"),
    ),
    way(
        "show-in-menus",
        lambda scene: scene.edit(scene.section, show_in_menus=""),
        changed(PAGE, "section", "show_in_menus"),
    ),
    way(
        "edit-a-section",
        lambda scene: scene.edit(scene.section, summary="Về mục này."),
        changed("pages_section", "section", "summary"),
    ),
    way("tag", lambda scene: scene.edit(scene.article, tags="lúa"), added("taggit_tag"), added("news_articletag")),
    way(
        "take-the-tag-away",
        lambda scene: scene.edit(scene.article, tags=""),
        removed("news_articletag", "tag_of_article"),
        given=with_tag,
    ),
    way("correction-in-the-editor", note_a_correction, added("news_correction")),
    way(
        "correct",
        lambda scene: scene.at_the_desk("news_correct", scene.article.pk, note="Đúng là 12."),
        added("news_correction"),
    ),
    way("related-article", relate, added("news_relatedarticle")),
    way("back-to-an-older-revision", revert, changed(ARTICLE, "article", "lead"), given=with_revision),
]


def unpublish(scene: Scene, page: Page, **said: str) -> None:
    scene.at_the_desk(f"{PAGES}unpublish", page.pk, **said)


def off_the_air(scene: Scene) -> None:
    scene.article.unpublish()


def with_workflow(scene: Scene) -> None:
    off_the_air(scene)
    scene.edit(scene.article, "action-submit", lead="Chờ duyệt.")


def in_an_hour() -> str:
    """As the desk's form wants it."""
    return timezone.localtime(timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")


def with_schedule(scene: Scene) -> None:
    off_the_air(scene)
    scene.edit(scene.article, go_live_at=in_an_hour(), lead="Đã hẹn.")
    assert not Page.objects.get(pk=scene.article.pk).live


def with_expiry(scene: Scene) -> None:
    scene.edit(scene.article, expire_at=in_an_hour())


def publish_what_is_due_in_two_hours(_scene: Scene) -> None:
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled", verbosity=0)


ON_AND_OFF_THE_AIR = [
    way(
        "unpublish",
        lambda scene: unpublish(scene, scene.article),
        changed(PAGE, "article", "live"),
        changed(ARTICLE, "article", "on_air"),
    ),
    way(
        "unpublish-with-all-below",
        lambda scene: unpublish(scene, scene.section, include_descendants="on"),
        changed(PAGE, "section", "live"),
        changed(PAGE, "article", "live"),
        changed(ARTICLE, "article", "on_air"),
    ),
    way(
        "withdraw",
        lambda scene: scene.at_the_desk("pages_withdraw", scene.article.pk, note="Gỡ theo yêu cầu."),
        changed(PAGE, "article", "live"),
        added("pages_withdrawal"),
    ),
    way(
        "publish-in-bulk",
        lambda scene: scene.in_bulk("wagtailcore", "page", "publish", scene.article, scene.second),
        changed(PAGE, "article", "live"),
        changed(ARTICLE, "article", "on_air"),
        given=off_the_air,
    ),
    way(
        "unpublish-in-bulk",
        lambda scene: scene.in_bulk("wagtailcore", "page", "unpublish", scene.article, scene.second),
        changed(PAGE, "article", "live"),
        changed(PAGE, "second", "live"),
    ),
    way("workflow-approval", Scene.approve, changed(PAGE, "article", "live"), given=with_workflow),
    way(
        "schedule-that-comes-due",
        publish_what_is_due_in_two_hours,
        changed(PAGE, "article", "live"),
        changed(ARTICLE, "article", "on_air"),
        given=with_schedule,
    ),
    way(
        "expiry",
        publish_what_is_due_in_two_hours,
        changed(PAGE, "article", "live"),
        changed(ARTICLE, "article", "on_air"),
        given=with_expiry,
    ),
]


def move(scene: Scene, page: Page, below: Page) -> None:
    scene.at_the_desk(f"{PAGES}move_confirm", page.pk, below.pk)


def copy(scene: Scene, page: Page, **said: str) -> None:
    said = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": page.get_parent().pk, **said}
    scene.at_the_desk(f"{PAGES}copy", page.pk, **said)


def privacy(scene: Scene, page: Page, **said: str) -> None:
    scene.at_the_desk(f"{PAGES}set_privacy", page.pk, **said)


def translate(scene: Scene, page: Page, **said: str) -> None:
    scene.at_the_desk("simple_translation:submit_page_translation", page.pk, locales=scene.english.pk, **said)


IN_THE_TREE = [
    way(
        "delete",
        lambda scene: scene.at_the_desk(f"{PAGES}delete", scene.article.pk),
        removed(PAGE, "article"),
        removed(ARTICLE, "article"),
    ),
    way(
        "delete-with-all-below",
        lambda scene: scene.at_the_desk(f"{PAGES}delete", scene.section.pk),
        removed(PAGE, "section"),
        removed(ARTICLE, "article"),
    ),
    way(
        "delete-in-bulk",
        lambda scene: scene.in_bulk("wagtailcore", "page", "delete", scene.article, scene.second),
        removed(ARTICLE, "article"),
        removed(PAGE, "second"),
    ),
    way(
        "move",
        lambda scene: move(scene, scene.article, scene.other_section),
        changed(PAGE, "article", "path", "url_path"),
        changed(ARTICLE, "article", "listed_in_id"),
    ),
    way(
        "move-with-all-below",
        lambda scene: move(scene, scene.section, scene.other_section),
        changed(PAGE, "section", "path", "depth", "url_path"),
        changed(PAGE, "article", "path", "depth", "url_path"),
    ),
    way(
        "move-in-bulk",
        lambda scene: scene.in_bulk("wagtailcore", "page", "move", scene.article, chooser=scene.other_section.pk),
        changed(PAGE, "article", "path", "url_path"),
        changed(ARTICLE, "article", "listed_in_id"),
    ),
    way(
        "reorder",
        lambda scene: scene.at_the_desk(f"{PAGES}set_page_position", scene.other_section.pk, ask="?position=0"),
        changed(PAGE, "section", "path"),
        changed(PAGE, "other_section", "path"),
        changed(PAGE, "article", "path"),
    ),
    way("copy", lambda scene: copy(scene, scene.article, publish_copies="on"), added(PAGE), added(ARTICLE)),
    way(
        "copy-with-all-below",
        lambda scene: copy(scene, scene.section, publish_copies="on", copy_subpages="on"),
        added("pages_section"),
        added(ARTICLE),
    ),
    way("alias", lambda scene: copy(scene, scene.article, alias="on"), added(PAGE), added(ARTICLE)),
    way(
        "alias-follows-its-source",
        lambda scene: scene.edit(scene.article, title="Tiêu đề mới"),
        changed(PAGE, "alias", "title"),
        given=Scene.with_alias,
    ),
    way(
        "make-a-page-of-an-alias",
        lambda scene: scene.at_the_desk(f"{PAGES}convert_alias", scene.alias.pk),
        changed(PAGE, "alias", "alias_of_id"),
        given=Scene.with_alias,
    ),
    way(
        "restrict",
        lambda scene: privacy(scene, scene.section, restriction_type="password", password="mot-hai"),
        added(RESTRICTION),
    ),
    way(
        "change-the-restriction",
        lambda scene: privacy(scene, scene.section, restriction_type="password", password="ba-bon"),
        changed(RESTRICTION, "restriction", "restriction_type", "password"),
        given=Scene.with_restriction,
    ),
    way(
        "make-public-again",
        lambda scene: privacy(scene, scene.section, restriction_type="none"),
        removed(RESTRICTION, "restriction"),
        given=Scene.with_restriction,
    ),
    way(
        "translate",
        lambda scene: translate(scene, scene.home, include_subtree="on"),
        added("pages_homepage"),
        added(ARTICLE),
        given=Scene.with_english,
    ),
]


def update(scene: Scene) -> None:
    Page.objects.filter(pk=scene.article.pk).update(title="Một loạt")


def bulk_update(scene: Scene) -> None:
    scene.article.lead = "Một loạt."
    Article.objects.bulk_update([scene.article], ["lead"])


def save_a_field(scene: Scene) -> None:
    scene.article.byline = "Tin: Lò Thị Xuân"
    scene.article.save(update_fields=["byline"])


def delete_the_queryset(scene: Scene) -> None:
    Article.objects.filter(pk=scene.article.pk).delete()


def run_a_script(scene: Scene) -> None:
    call_command(
        "shell",
        verbosity=0,
        command=f"from wagtail.models import Page; Page.objects.get(pk={scene.article.pk}).specific.unpublish()",
    )


def spoil_the_depth(scene: Scene) -> None:
    sql("UPDATE wagtailcore_page SET depth = 9 WHERE id = %s", scene.article.pk)


def spoil_the_path(scene: Scene) -> None:
    sql("UPDATE wagtailcore_page SET url_path = '/sai/' WHERE id = %s", scene.article.pk)


def move_all(scene: Scene) -> None:
    call_command("move_pages", scene.section.pk, scene.other_section.pk)


FROM_THE_COMMAND_LINE = [
    way("orm-update", update, changed(PAGE, "article", "title")),
    way("orm-bulk-update", bulk_update, changed(ARTICLE, "article", "lead")),
    way("orm-update-fields", save_a_field, changed(ARTICLE, "article", "byline")),
    way("orm-delete", delete_the_queryset, removed(PAGE, "article"), removed(ARTICLE, "article")),
    way("script", run_a_script, changed(PAGE, "article", "live"), changed(ARTICLE, "article", "on_air")),
    way("sql", spoil_the_path, changed(PAGE, "article", "url_path")),
    way(
        "move-pages",
        move_all,
        changed(PAGE, "article", "path", "url_path"),
        changed(ARTICLE, "article", "listed_in_id"),
    ),
    way(
        "fixtree",
        lambda _scene: call_command("fixtree", interactive=False),
        changed(PAGE, "article", "depth"),
        given=spoil_the_depth,
    ),
    way(
        "set-url-paths",
        lambda _scene: call_command("set_url_paths"),
        changed(PAGE, "article", "url_path"),
        given=spoil_the_path,
    ),
]
WAYS = [*EDITED, *ON_AND_OFF_THE_AIR, *IN_THE_TREE, *FROM_THE_COMMAND_LINE]
