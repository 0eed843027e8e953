"""A small portal, an editor at the desk, and what she does there with the forms that a browser would send."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from hoaban.media.actions import store_file
from hoaban.media.models import Video
from hoaban.news.models import Article
from hoaban.pages.models import SideBlocks, SiteIdentity, WebLink, WebLinkGroup
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor

PDF = b"%PDF-1.4\n%%EOF"
FILM = b"\x00\x00\x00\x18ftypmp42" + b"\0" * 64


def a_file(content: bytes, name: str) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


class Scene:
    """Two sections, two articles, and the desk. Rows that only a few acts need are made by `with_...`."""

    def __init__(self, client: Any) -> None:
        self.home = a_portal()
        self.site = Site.objects.get()
        self.identity = SiteIdentity.objects.get()
        self.section = a_section(self.home, "Tin tức")
        self.other_section = a_section(self.home, "Xã hội")
        self.article = an_article(self.section, "Bài")
        self.second = an_article(self.section, "Bài hai")
        self.editor = an_editor()
        self.desk = client
        self.desk.force_login(self.editor)

    # The desk --------------------------------------------------------------------------------------------------------

    def at_the_desk(self, address: str, /, *keys: Any, ask: str = "", **said: Any) -> Any:
        """Send a form to a view of the desk, which must take it: an act that was refused proves nothing."""
        where = reverse(address, args=keys) + ask
        answer = self.desk.post(where, said)
        if answer.status_code == 302:
            return answer
        assert answer.status_code == 200, (where, answer.status_code)
        assert answer.content == b"" or "json" in answer["Content-Type"], (where, complaints(answer))
        if answer.content:
            told = answer.json()
            assert told.get("success", True), (where, told)
            assert told.get("step") not in {"set_privacy", "reshow_creation_form"}, where
        return answer

    def in_bulk(self, app: str, model: str, act: str, *rows: Any, **said: Any) -> None:
        """Tick these rows of a listing and choose an act below it."""
        ticked = "&".join(f"id={row.pk}" for row in rows)
        self.at_the_desk("wagtail_bulk_action", app, model, act, ask=f"?{ticked}", **said)

    def edit(self, page: Any, button: str = "action-publish", **said: Any) -> None:
        """Send the edit screen of an article or a section with one of its buttons."""
        form = article_form if page.specific_class is Article else section_form
        self.at_the_desk("wagtailadmin_pages:edit", page.pk, **form(page.specific, button, **said))

    def approve(self) -> None:
        """Approve the page that waits in a workflow."""
        task = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        page = task.revision.object_id
        self.at_the_desk("wagtailadmin_pages:workflow_action", page, "approve", task.pk, comment="Được.")

    # What only a few acts need ----------------------------------------------------------------------------------------

    def with_english(self) -> None:
        """A second language."""
        self.english = Locale.objects.create(language_code="en")

    def with_alias(self) -> None:
        """An alias of the article in the other section."""
        self.alias = self.article.create_alias(parent=self.other_section, update_slug="bi-danh")

    def with_restriction(self) -> None:
        """The section is private."""
        self.restriction = PageViewRestriction.objects.create(page=self.section, restriction_type="login")

    def with_media(self) -> None:
        """One photo with a rendition, one document, one film, one collection besides the first."""
        self.photo = a_photo()
        self.rendition = self.photo.get_rendition("width-60")
        self.document = store_file(PDF, name="a.pdf", title="A")
        self.film = Video.objects.create(title="Phim", type="video", duration=1, file=a_file(FILM, "a.mp4"))
        self.root_collection = Collection.get_first_root_node()
        self.collection = self.root_collection.add_child(name="Lễ hội")

    def with_furniture(self) -> None:
        """A group of web links, side blocks, a redirect."""
        self.group = WebLinkGroup.objects.create(title="Sở, ban, ngành")
        self.link = WebLink.objects.create(group=self.group, name="Sở", url="https://so.hoaban.example/")
        self.side = SideBlocks.objects.create(site=self.site)
        self.redirect = Redirect.objects.create(old_path="/cu", redirect_link="/moi/")


def complaints(answer: Any) -> Any:
    """What the form of a refused answer complains of."""
    context = answer.context or {}
    return context["form"].errors if "form" in context else answer.content[:500]


def sql(statement: str, *values: Any) -> None:
    """What somebody types into an SQL shell."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def page_form(page: Page, button: str, **said: Any) -> dict[str, Any]:
    """The fields that every page's screen has, and the button that is pressed."""
    fields = {
        "title": page.title,
        "slug": page.slug,
        "seo_title": page.seo_title,
        "search_description": page.search_description,
        "go_live_at": "",
        "expire_at": "",
        "comments": inline_formset([]),
        button: "1",
    }
    return {**fields, **said}


def article_form(article: Article, button: str, **said: Any) -> dict[str, Any]:
    """The screen of an article as it stands, but for what is said."""
    fields = {
        "lead": article.lead,
        "byline": article.byline,
        "posted_at": "2024-01-18 07:34",
        "source": article.source,
        "source_url": article.source_url,
        "cover": article.cover_id or "",
        "tags": "",
        "body": streamfield([("text", rich_text("<p>Nội dung.</p>"))]),
        "related_articles": inline_formset([]),
        "corrections": inline_formset([]),
    }
    return nested_form_data(page_form(article, button, **{**fields, **said}))


def section_form(section: Any, button: str, **said: Any) -> dict[str, Any]:
    """The screen of a section as it stands, but for what is said."""
    shown = {"show_in_menus": "on"} if section.show_in_menus else {}
    fields = {"summary": section.summary, "holds": section.holds, "side_blocks": streamfield([]), **shown}
    return nested_form_data(page_form(section, button, **{**fields, **said}))
