"""What editors do beside pages: photos, documents, collections, side blocks, settings, redirects, sites, raw SQL."""

from __future__ import annotations

import io
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, Site

from hoaban.counting.models import MostReadPage, OpeningBalance, PageReads, Period, SiteDay
from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile, Photo
from hoaban.news.models import Article
from hoaban.pages.models import HomePage, Section, SideBlocks, SiteIdentity, StatisticsPage, WebLinkGroup
from hoaban.pages.models.links import WebLink
from tests.builders import a_photo, a_picture
from tests.press.portal_of_editors import PortalOfEditors, picks, words


class ActsBesidePages(PortalOfEditors):
    """What changes on pages although no page is edited."""

    @rule()
    def lock_or_open_the_files(self):
        collection = Collection.get_first_root_node()
        gone, _kinds = CollectionViewRestriction.objects.filter(collection=collection).delete()
        if not gone:
            CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

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
        article, site = self.one_article(pick), self.site()
        if article is not None:
            own = {"site": site, "page_number": article.pk, "period": Period.EVER, "start": date(2000, 1, 1)}
            PageReads.objects.update_or_create(**own, defaults={"reads": pick})
        SiteDay.objects.update_or_create(site=site, day=timezone.localdate(), defaults={"visits": pick, "reads": pick})

    @rule(pick=picks)
    def open_the_page_of_statistics(self, pick):
        home, page = HomePage.objects.live().first(), StatisticsPage.objects.first()
        if page is not None and pick % 3 == 0:
            page.delete()
        elif page is None and home is not None:
            home.add_child(instance=StatisticsPage(title="Thống kê", slug="thong-ke"))
        SiteIdentity.objects.filter(site=self.site()).update(shows_visits=bool(pick % 2))

    @rule(pick=picks)
    def bring_reads_across(self, pick):
        article = self.one_article(pick)
        if article is not None:
            OpeningBalance.objects.update_or_create(page=article, defaults={"site": self.site(), "count": pick})

    @rule(pick=picks)
    def find_an_article_among_the_most_read(self, pick):
        article = self.one_article(pick)
        if article is not None:
            MostReadPage.objects.update_or_create(
                site=self.site(), place=1 + pick % 3, defaults={"page_number": article.pk}
            )

    @rule(pick=picks)
    def send_an_old_address_on(self, pick):
        article = self.one_article(pick)
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

    @rule(pick=picks, size=st.integers(60, 200))
    def replace_a_photo_at_the_desk(self, pick, size):
        photo = self.one(pick, Photo)
        if photo is None:
            return
        said = {"title": photo.title, "description": f"Ảnh {size}", "credit": "", "tags": "", "is_decorative": ""}
        said |= {f"focal_point_{name}": "" for name in ("x", "y", "width", "height")}
        picture = SimpleUploadedFile(f"moi-{next(self.number)}.jpg", a_picture(size, size + 1), "image/jpeg")
        collection = Collection.get_first_root_node().pk
        address = reverse("wagtailimages:edit", args=[photo.pk])
        self.at_the_desk(address, {**said, "collection": collection, "file": picture})

    @rule(pick=picks)
    def replace_a_file_at_the_desk(self, pick):
        attached = self.one(pick, AttachedFile)
        if attached is not None:
            number = next(self.number)
            document = SimpleUploadedFile(f"moi-{number}.pdf", b"%%PDF-1.4\n%% %d\n%%%%EOF" % number, "application/pdf")
            said = {"title": f"Mẫu mới {number}", "tags": "", "collection": attached.collection_id, "file": document}
            self.at_the_desk(reverse("wagtaildocs:edit", args=[attached.pk]), said)

    @rule(pick=picks)
    def upload(self, pick):
        number = next(self.number)
        if pick % 2:
            a_photo(f"Ảnh {number}")
        else:
            store_file(b"%%PDF-1.4\n%% new %d\n%%%%EOF" % number, name=f"tep-{number}.pdf", title=f"Tệp {number}")

    @rule(pick=picks)
    def put_a_file_into_a_locked_collection(self, pick):
        """Into a collection below one that is locked, or back to the root."""
        attached, top = self.one(pick, AttachedFile), Collection.get_first_root_node()
        if attached is None:
            return
        locked = Collection.objects.filter(name="Nội bộ").first()
        if locked is None:
            locked = top.add_child(name="Nội bộ")
            CollectionViewRestriction.objects.create(collection=locked, restriction_type="login")
            locked.add_child(name="Nội bộ, năm nay")
        below = Collection.objects.get(name="Nội bộ, năm nay")
        attached.collection = top if attached.collection_id == below.pk else below
        attached.save()

    @rule(pick=picks)
    def open_or_close_the_second_portal(self, pick):
        """Another site record: a home of its own, or (by hand) a section of the first portal as its root."""
        second = Site.objects.filter(is_default_site=False).first()
        if second is not None:
            second.delete()
            return
        root = self.one(pick, Section) if pick % 2 else self.second_home()
        if root is not None:
            port = 8080 if pick % 3 else 80
            hostname = self.site().hostname if port == 8080 else "xa.example"
            said = {"hostname": hostname, "port": port, "site_name": "Xã"}
            if pick % 2:
                Site.objects.create(**said, root_page=root)
            else:
                self.at_the_desk(reverse("wagtailsites:add"), {**said, "root_page": root.pk})

    def second_home(self) -> HomePage:
        """A home beside the portal's own, with a section and an article."""
        home = HomePage.objects.filter(slug="xa").first()
        if home is None:
            home = Page.objects.get(depth=1).add_child(instance=HomePage(title=f"Xã {self.token()}", slug="xa"))
            section = home.add_child(instance=Section(title=f"Tin xã {self.token()}", show_in_menus=True))
            section.add_child(instance=Article(title=f"Bài xã {self.token()}", lead=self.token()))
        return home

    @rule(pick=picks, word=words)
    def change_the_identity_at_the_desk(self, pick, word):
        identity = SiteIdentity.for_site(self.site())
        emblem = self.one(pick, Photo)
        said = {name: getattr(identity, name) or "" for name in IDENTITY_FIELDS}
        said |= {"name": f"Cổng {word} {pick % 9}", "accent": "#7a1f3d" if pick % 2 else "#1c4f8a"}
        said["emblem"] = emblem.pk if emblem is not None and pick % 3 == 0 else ""
        address = reverse("wagtailsettings:edit", args=["pages", "siteidentity", self.site().pk])
        self.at_the_desk(address, said)

    @rule(pick=picks)
    def edit_the_web_links(self, pick):
        """A group of links, shown beside every page."""
        group, _made = WebLinkGroup.objects.get_or_create(title="Sở, ngành")
        number = next(self.number)
        if pick % 4 == 0:
            group.delete()
            return
        WebLink.objects.create(group=group, name=f"Sở {number}", url=f"https://so-{number}.example/", sort_order=number)
        blocks = [("web_links", {"title": "Liên kết", "groups": [group]})]
        SideBlocks.objects.update_or_create(site=self.site(), defaults={"blocks": blocks})


IDENTITY_FIELDS = (
    "english_name superior_body superior_url responsible_person address telephone fax email licence copyright_notice"
).split()
