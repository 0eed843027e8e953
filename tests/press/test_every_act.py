"""Any acts of editors in any order: once the press has caught up, the directory is what the database says."""

from __future__ import annotations

import contextlib
import io
import os
from datetime import timedelta
from itertools import count

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from wagtail.actions.copy_for_translation import ParentNotTranslatedError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from hoaban.content.actions import correct_article, withdraw_page
from hoaban.content.models import (
    Article,
    Event,
    HomePage,
    Section,
    SideBlocks,
    SiteIdentity,
    StandardPage,
    WebLinkGroup,
    Withdrawal,
)
from hoaban.front.directory import PublishedDirectory
from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, Photo
from hoaban.press.press import Press
from hoaban.press.state import PressState
from hoaban.press.verify import Verifier
from hoaban.publication.models import Entry
from hoaban.statistics.models import OpeningBalance
from tests.builders import a_photo, a_picture, a_portal, a_section

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.databases]
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "6"))
STEPS = int(os.environ.get("MACHINE_STEPS", "25"))
WORDS = ["Đường mới", "Trường học", "Chợ phiên", "Lễ hội", "Cầu treo"]
TAGS = ["giao-thong", "y-te", "lua"]
words = st.sampled_from(WORDS)
picks = st.integers(0, 10**6)


def empty_the_portal() -> None:
    """Leave nothing of an earlier run."""
    Page.objects.filter(depth__gt=1).order_by("-depth").delete()
    for model in (Site, Redirect, Withdrawal, AttachedFile, Photo, WebLinkGroup, SideBlocks, SiteIdentity, Entry):
        model.objects.all().delete()
    Collection.objects.filter(depth__gt=1).delete()
    Page.objects.filter(depth=1).update(numchild=0)


class Editors(RuleBasedStateMachine):
    """A portal, its editors, and the press behind them."""

    root = None  # a folder, set by the test

    @initialize()
    def open_the_portal(self) -> None:
        empty_the_portal()
        self.number = count(1)
        self.home = a_portal()
        place = self.root / f"run-{next(runs)}"
        self.state = PressState(place / "press.sqlite3")
        self.press = Press(PublishedDirectory(place / "published"), self.state)
        self.photo = a_photo()
        self.file = store_file(b"%PDF-1.4\n%%EOF", name="mau-don.pdf", title="Mẫu đơn")
        section = a_section(self.home)
        a_section(section, "Xã hội")
        a_section(self.home, "Sự kiện", holds="events")
        self.press.catch_up()

    def teardown(self) -> None:
        if hasattr(self, "press"):
            self.compare()
            self.state.close()

    def compare(self) -> None:
        self.press.catch_up()
        assert self.state.failures() == []
        differences = Verifier(self.press.directory).verify().differences
        assert differences == [], "\n".join(map(str, differences))

    def one(self, pick: int, model, **conditions):
        """One of the rows there are, or None; no alias, which is edited at its source alone."""
        if issubclass(model, Page):
            conditions.setdefault("alias_of", None)
        rows = list(model.objects.filter(**conditions).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def an_article(self, pick: int, **conditions):
        return self.one(pick, Article, **conditions)

    # Pages ---------------------------------------------------------------------------------------------------------

    @rule(pick=picks, word=words, days=st.integers(0, 400), live=st.booleans(), tag=st.sampled_from([None, *TAGS]))
    def write_an_article(self, pick, word, days, live, tag):
        section = self.one(pick, Section, holds="articles")
        if section is None:
            return
        body = [("text", f"<p>{word} {next(self.number)}</p>")]
        if pick % 3 == 0 and Photo.objects.exists():
            photo = {"image": Photo.objects.first(), "caption": word, "credit": "", "alt": word, "file_name": ""}
            body.append(("photo", photo))
        if pick % 4 == 0 and AttachedFile.objects.exists():
            body.append(("files", [AttachedFile.objects.first()]))
        posted = timezone.now() - timedelta(days=days)
        article = Article(title=word, lead=f"{word} mở đầu", body=body, posted_at=posted, live=False)
        section.add_child(instance=article)
        if tag:
            article.tags.add(tag)
        revision = article.save_revision()
        if live:
            revision.publish()

    @rule(pick=picks, word=words, live=st.booleans())
    def edit_an_article(self, pick, word, live):
        article = self.an_article(pick)
        if article is not None:
            article.title = f"{word} {next(self.number)}"
            article.lead = f"{word} sửa lại"
            revision = article.save_revision()
            if live:
                revision.publish()

    @rule(pick=picks, tag=st.sampled_from(TAGS))
    def tag_an_article(self, pick, tag):
        article = self.an_article(pick)
        if article is not None:
            article.tags.clear() if tag in article.tags.names() else article.tags.add(tag)
            article.save_revision().publish()

    @rule(pick=picks, days=st.integers(0, 400))
    def date_an_article_anew(self, pick, days):
        article = self.an_article(pick)
        if article is not None:
            article.posted_at = timezone.now() - timedelta(days=days)
            article.save_revision().publish()

    @rule(pick=picks, word=words)
    def open_a_section(self, pick, word):
        above = self.one(pick, Section) if pick % 2 else HomePage.objects.get(pk=self.home.pk)
        if above is not None and above.depth < 6:
            above.add_child(instance=Section(title=word, show_in_menus=bool(pick % 3)))

    @rule(pick=picks, days=st.integers(-20, 20))
    def announce_an_event(self, pick, days):
        section = self.one(pick, Section, holds="events")
        if section is not None:
            starts_at = timezone.now() + timedelta(days=days)
            section.add_child(instance=Event(title=f"Sự kiện {next(self.number)}", starts_at=starts_at))

    @rule(pick=picks, role=st.sampled_from(["", "privacy", "contact"]))
    def write_a_standing_page(self, pick, role):
        home = HomePage.objects.get(pk=self.home.pk)
        home.add_child(
            instance=StandardPage(title=f"Trang {next(self.number)}", role=role, show_in_menus=bool(pick % 2))
        )

    @rule(pick=picks)
    def take_off_the_air(self, pick):
        page = self.one(pick, Page, depth__gt=2, live=True)
        if page is not None:
            page.specific.unpublish()

    @rule(pick=picks)
    def take_a_branch_off_the_air(self, pick):
        section = self.one(pick, Section, live=True)
        if section is not None:
            for page in section.get_descendants(inclusive=True).filter(live=True, alias_of=None).specific():
                page.unpublish()

    @rule(pick=picks)
    def put_on_the_air_again(self, pick):
        page = self.one(pick, Page, depth__gt=2, live=False)
        if page is not None:
            page.specific.save_revision().publish()

    @rule(pick=picks)
    def delete_a_page(self, pick):
        page = self.one(pick, Page, depth__gt=2)
        if page is not None and page.get_descendant_count() < 4:
            page.specific.delete()

    @rule(pick=picks)
    def withdraw_an_article(self, pick):
        article = self.an_article(pick, live=True)
        if article is not None and article.url:
            withdraw_page(article, note="Gỡ theo đề nghị của nguồn tin.")

    @rule(pick=picks)
    def correct_an_article(self, pick):
        article = self.an_article(pick, live=True)
        if article is not None:
            correct_article(article, note=f"Đính chính {next(self.number)}")

    @rule(pick=picks)
    def rename_the_address(self, pick):
        page = self.one(pick, Page, depth__gt=2)
        if page is not None:
            page = page.specific
            page.slug = f"dia-chi-{next(self.number)}"
            page.save_revision().publish()

    @rule(pick=picks, other=picks)
    def move_an_article(self, pick, other):
        article, section = self.an_article(pick), self.one(other, Section, holds="articles")
        if article is not None and section is not None and article.can_move_to(section):
            taken = section.get_children().filter(slug=article.slug).exists()
            if not taken:
                article.move(section, pos="last-child")

    @rule(pick=picks, other=picks)
    def move_a_section(self, pick, other):
        section, above = self.one(pick, Section), self.one(other, Section)
        fits = section and above and section.pk != above.pk and not above.path.startswith(section.path)
        if fits and above.depth < 5 and not above.get_children().filter(slug=section.slug).exists():
            section.move(above, pos="last-child")

    @rule(pick=picks)
    def reorder_the_sections(self, pick):
        section = self.one(pick, Section)
        if section is not None and section.get_parent().get_children_count() > 1:
            section.move(section.get_parent(), pos="first-child" if pick % 2 else "last-child")

    @rule(pick=picks, other=picks)
    def copy_an_article(self, pick, other):
        article, section = self.an_article(pick), self.one(other, Section, holds="articles")
        if article is not None and section is not None:
            slug = f"ban-sao-{next(self.number)}"
            article.copy(to=section, update_attrs={"slug": slug, "title": slug}, keep_live=True)

    @rule(pick=picks, other=picks)
    def make_an_alias(self, pick, other):
        article, section = self.an_article(pick), self.one(other, Section, holds="articles")
        if article is not None and section is not None:
            article.create_alias(parent=section, update_slug=f"bi-danh-{next(self.number)}")

    @rule(pick=picks)
    def translate(self, pick):
        english, _made = Locale.objects.get_or_create(language_code="en")
        page = Page.objects.get(pk=self.home.pk) if pick % 2 else self.one(pick, Section, locale__language_code="vi")
        if page is not None and not page.has_translation(english):
            with contextlib.suppress(ParentNotTranslatedError):
                copy = page.specific.copy_for_translation(english)
                copy.specific.save_revision().publish()

    @rule(pick=picks, starts=st.booleans())
    def schedule(self, pick, starts):
        article = self.an_article(pick)
        if article is not None:
            moment = timezone.now() - timedelta(minutes=1)
            article.go_live_at, article.expire_at = (moment, None) if starts else (None, moment)
            article.save_revision(approved_go_live_at=moment if starts else None)
            if not starts:
                Page.objects.filter(pk=article.pk).update(expire_at=moment)
            call_command("publish_scheduled", verbosity=0)

    # Who may read ----------------------------------------------------------------------------------------------------

    @rule(pick=picks)
    def make_private_or_public(self, pick):
        page = self.one(pick, Page, depth__gt=2)
        if page is not None:
            gone, _kinds = PageViewRestriction.objects.filter(page=page).delete()
            if not gone:
                PageViewRestriction.objects.create(page=page, restriction_type="login")

    @rule()
    def lock_or_open_the_files(self):
        collection = Collection.get_first_root_node()
        gone, _kinds = CollectionViewRestriction.objects.filter(collection=collection).delete()
        if not gone:
            CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

    # Media, furniture, settings --------------------------------------------------------------------------------------

    @rule(size=st.integers(60, 200))
    def replace_the_photo(self, size):
        photo = Photo.objects.first()
        if photo is not None:
            photo.file = ImageFile(io.BytesIO(a_picture(size, size)), name=f"anh-{next(self.number)}.jpg")
            photo.description = f"Ảnh rộng {size}"
            photo.save()
            photo.renditions.all().delete()

    @rule()
    def replace_the_file(self):
        attached = AttachedFile.objects.first()
        if attached is not None:
            number = next(self.number)
            attached.file = ContentFile(b"%%PDF-1.4\n%% %d\n%%%%EOF" % number, name=f"mau-don-{number}.pdf")
            attached.title = f"Mẫu đơn {number}"
            attached.save()

    @rule(pick=picks)
    def delete_media(self, pick):
        for model in (Photo, AttachedFile) if pick % 7 == 0 else ():
            model.objects.all().delete()

    @rule(pick=picks, where=st.booleans())
    def arrange_side_blocks(self, pick, where):
        section = self.one(pick, Section)
        blocks = [
            ("newest", {"title": "Mới", "count": 1 + pick % 5}),
            ("most_read", {"title": "Đọc nhiều", "count": 3}),
        ]
        if section is not None:
            blocks.append(("notices", {"title": "Thông báo", "section": section, "count": 2}))
        if where and section is not None:
            section.side_blocks = blocks if pick % 2 else []
            section.save_revision().publish()
        else:
            SideBlocks.objects.update_or_create(site=self.site(), defaults={"blocks": blocks})

    @rule(pick=picks)
    def arrange_the_home_page(self, pick):
        home, section = HomePage.objects.get(pk=self.home.pk), self.one(pick, Section)
        home.body = [
            ("lead_story", {"article": None, "beside": pick % 4}),
            ("events", {"title": "Sắp tới", "count": 3}),
        ]
        if section is not None:
            home.body.append(("section_news", {"section": section, "count": 3}))
        home.save_revision().publish()

    @rule(word=words)
    def change_the_identity(self, word):
        SiteIdentity.objects.filter(site=self.site()).update(name=f"Cổng {word}")

    @rule(pick=picks)
    def count_reads(self, pick):
        article = self.an_article(pick)
        if article is not None:
            OpeningBalance.objects.update_or_create(page=article, defaults={"site": self.site(), "count": pick})

    @rule(pick=picks)
    def send_an_old_address_on(self, pick):
        article = self.an_article(pick)
        old_path = f"/cu/{pick % 5}"
        if article is not None and not Redirect.objects.filter(old_path=old_path).exists():
            Redirect.objects.create(old_path=old_path, redirect_page=article, is_permanent=bool(pick % 2))
        elif pick % 3 == 0:
            Redirect.objects.all().delete()

    @rule(pick=picks)
    def move_to_another_host(self, pick):
        Site.objects.filter(pk=self.site().pk).update(hostname=f"cong-{pick % 2}.example")

    @rule(pick=picks, word=words)
    def write_past_everything(self, pick, word):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET title = %s WHERE id %% 3 = %s AND depth > 2", [word, pick % 3])

    @rule()
    def let_the_press_catch_up(self):
        self.press.catch_up()

    def site(self) -> Site:
        return Site.objects.get()


runs = count(1)


def test_any_acts_in_any_order_leave_the_directory_true(tmp_path, settings_of_machine):
    Editors.root = tmp_path
    run_state_machine_as_test(Editors, settings=settings_of_machine)


@pytest.fixture
def settings_of_machine():
    """A short run; MACHINE_EXAMPLES and MACHINE_STEPS make it long."""
    return settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        # Shrinking a failure takes long; MACHINE_SHRINK asks for it.
        phases=[Phase.generate, *([Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [])],
        suppress_health_check=list(HealthCheck),
    )
