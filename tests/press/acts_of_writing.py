"""What editors write: articles, sections, events, standing pages, tags, corrections, translations, approvals."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule
from taggit.models import Tag
from wagtail.actions.copy_for_translation import ParentNotTranslatedError
from wagtail.models import GroupApprovalTask, Locale, Page, Revision, Workflow, WorkflowTask

from hoaban.media.models import AttachedFile, Photo
from hoaban.news.actions import correct_article
from hoaban.news.models import Article, Event
from hoaban.pages.models import HomePage, Section, StandardPage
from tests.press.portal_of_editors import TAGS, PortalOfEditors, picks, words


class ActsOfWriting(PortalOfEditors):
    """What changes the text of a page."""

    @rule(pick=picks, word=words, days=st.integers(0, 400), live=st.booleans(), tag=st.sampled_from([None, *TAGS]))
    def write_an_article(self, pick, word, days, live, tag):
        section = self.one(pick, Section, holds="articles")
        if section is None:
            return
        body = [("text", f"<p>{word} {self.token()}</p>")]
        if pick % 3 == 0 and Photo.objects.exists():
            photo = {
                "image": Photo.objects.first(),
                "caption": self.token(),
                "credit": "",
                "alt": word,
                "file_name": "",
            }
            body.append(("photo", photo))
        if pick % 4 == 0 and AttachedFile.objects.exists():
            body.append(("files", [self.one(pick, AttachedFile)]))
        posted = timezone.now() - timedelta(days=days)
        title, lead = f"{word} {self.token()}", f"{word} mở đầu {self.token()}"
        article = Article(title=title, lead=lead, body=body, posted_at=posted, live=False)
        section.add_child(instance=article)
        if tag:
            article.tags.add(tag)
        revision = article.save_revision()
        if live:
            revision.publish()

    @rule(pick=picks, word=words, live=st.booleans())
    def edit_an_article(self, pick, word, live):
        article = self.one_article(pick)
        if article is not None:
            article.title = f"{word} {self.token()}"
            article.lead = f"{word} sửa lại {self.token()}"
            revision = article.save_revision()
            if live:
                revision.publish()

    @rule(pick=picks, tag=st.sampled_from(TAGS))
    def tag_an_article(self, pick, tag):
        article = self.one_article(pick)
        if article is not None:
            article.tags.clear() if tag in article.tags.names() else article.tags.add(tag)
            article.save_revision().publish()

    @rule(pick=picks, days=st.integers(0, 400))
    def date_an_article_anew(self, pick, days):
        article = self.one_article(pick)
        if article is not None:
            article.posted_at = timezone.now() - timedelta(days=days)
            article.save_revision().publish()

    @rule(pick=picks, word=words)
    def open_a_section(self, pick, word):
        above = self.one(pick, Section) if pick % 2 else HomePage.objects.get(pk=self.home.pk)
        if above is not None and above.depth < 6:
            above.add_child(instance=Section(title=f"{word} {self.token()}", show_in_menus=bool(pick % 3)))

    @rule(pick=picks, days=st.integers(-20, 20))
    def announce_an_event(self, pick, days):
        section = self.one(pick, Section, holds="events")
        if section is not None:
            starts_at = timezone.now() + timedelta(days=days)
            section.add_child(instance=Event(title=f"Sự kiện {self.token()}", starts_at=starts_at))

    @rule(pick=picks, role=st.sampled_from(["", "privacy", "contact"]))
    def write_a_standing_page(self, pick, role):
        home = HomePage.objects.get(pk=self.home.pk)
        home.add_child(instance=StandardPage(title=f"Trang {self.token()}", role=role, show_in_menus=bool(pick % 2)))

    @rule(pick=picks)
    def correct_an_article(self, pick):
        article = self.one_article(pick, live=True)
        if article is not None:
            correct_article(article, note=f"Đính chính {next(self.number)}")

    @rule(pick=picks)
    def translate(self, pick):
        english, _made = Locale.objects.get_or_create(language_code="en")
        page = Page.objects.get(pk=self.home.pk) if pick % 2 else self.one(pick, Section, locale__language_code="vi")
        if page is not None and not page.has_translation(english):
            with contextlib.suppress(ParentNotTranslatedError):
                copy = page.specific.copy_for_translation(english)
                copy.specific.save_revision().publish()

    @rule(pick=picks)
    def translate_an_article(self, pick):
        """The section must be translated before, as at the desk."""
        english = Locale.objects.filter(language_code="en").first()
        article = self.one_article(pick, locale__language_code="vi")
        if english is not None and article is not None and not article.has_translation(english):
            with contextlib.suppress(ParentNotTranslatedError):
                copy = article.copy_for_translation(english)
                copy.title = f"In English {self.token()}"
                copy.save_revision().publish()

    @rule(pick=picks)
    def give_a_cover(self, pick):
        article = self.one_article(pick)
        if article is not None:
            article.cover = None if article.cover_id else self.one(pick, Photo)
            article.save_revision().publish()

    @rule(pick=picks, other=picks)
    def relate_two_articles(self, pick, other):
        article, related = self.one_article(pick), self.one_article(other)
        if article is None or article.pk == related.pk:
            return
        if article.related_articles.exists():
            article.related_articles.clear()
        else:
            article.related_articles.create(article=related)
        article.save_revision().publish()

    @rule(pick=picks)
    def rename_a_tag(self, pick):
        tag = self.one(pick, Tag)
        if tag is not None:
            tag.name = f"nhãn {next(self.number)}"
            tag.slug = f"nhan-{pick % 4}" if pick % 2 else tag.slug
            tag.save()

    @rule(pick=picks)
    def delete_a_tag(self, pick):
        tag = self.one(pick, Tag)
        if tag is not None and pick % 3 == 0:
            tag.delete()

    @rule(pick=picks, approve=st.booleans())
    def submit_for_approval(self, pick, approve):
        """Somebody submits a draft, and the moderator approves or sends it back, both at the desk."""
        article = self.one_article(pick)
        if article is None or article.current_workflow_state is not None:
            return
        article.title = f"Chờ duyệt {self.token()}"
        article.save_revision()
        state = approval().start(article, self.editor)
        address = reverse(
            "wagtailadmin_pages:workflow_action",
            args=[article.pk, "approve" if approve else "reject", state.current_task_state.pk],
        )
        self.at_the_desk(address, {"comment": ""})

    @rule(pick=picks)
    def put_an_embargo_on(self, pick):
        """Published with a moment to come; what is live already stays as it is until then."""
        article = self.one_article(pick)
        if article is not None:
            article.title = f"Chưa đến giờ {self.token()}"
            article.go_live_at = timezone.now() + timedelta(days=1)
            article.save_revision().publish()

    @rule()
    def let_the_embargoes_end(self):
        moment = timezone.now() - timedelta(minutes=1)
        Revision.objects.filter(approved_go_live_at__gt=moment).update(approved_go_live_at=moment)
        call_command("publish_scheduled", verbosity=0)


def approval() -> Workflow:
    """A workflow of one task, made when it is asked for first."""
    workflow = Workflow.objects.filter(name="Duyệt tin").first()
    if workflow is None:
        workflow = Workflow.objects.create(name="Duyệt tin")
        task = GroupApprovalTask.objects.create(name="Biên tập viên duyệt")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow
