"""Builds small portals and pages for tests: what a test does not say is filled with something plausible."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.models import GroupPagePermission, Locale, Page, PageViewRestriction, Site

from hoaban.media.actions import store_photo
from hoaban.media.models import Photo, Video
from hoaban.news.models import Article, Event, Gallery, GalleryPhoto, VideoPage
from hoaban.pages.models import HomePage, Section, SiteIdentity, StandardPage

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
_numbers = count(1)


def at(text: str) -> datetime:
    """A moment in Viet Nam: `at("2024-01-18 07:34")`."""
    return datetime.fromisoformat(text).replace(tzinfo=VIET_NAM)


def a_portal() -> HomePage:
    """A home page as the root of the default site, with a whole identity."""
    Locale.objects.get_or_create(language_code="vi")
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Trang chủ", slug="trang-chu"))
    Site.objects.all().delete()
    site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Hoa Ban")
    SiteIdentity.objects.create(
        site=site,
        name="Cổng thông tin điện tử tỉnh Hoa Ban",
        superior_body="Tỉnh Hoa Ban",
        responsible_person="Lò Thị Xuân",
        address="Số 1, đường Hoa Ban",
        telephone="0200 000 0000",
        email="lienhe@hoaban.example",
    )
    return home


def a_section(home: Page, title: str = "Tin tức", **fields: Any) -> Section:
    """A live section under a home or another section."""
    fields.setdefault("show_in_menus", True)
    return home.add_child(instance=Section(title=title, **fields))


def an_article(section: Page, title: str = "", **fields: Any) -> Article:
    """A live article; `text` becomes one text block."""
    number = next(_numbers)
    text = fields.pop("text", "Nội dung bài viết.")
    fields.setdefault("lead", "Đoạn mở đầu của bài viết.")
    fields.setdefault("body", [("text", f"<p>{text}</p>")])
    fields.setdefault("posted_at", at("2024-01-18 07:34"))
    return section.add_child(instance=Article(title=title or f"Bài số {number}", **fields))


def an_event(section: Section, title: str = "", **fields: Any) -> Event:
    """A live event of two hours in a section that lists events."""
    fields.setdefault("starts_at", at("2027-03-10 08:00"))
    fields.setdefault("posted_at", at("2024-01-18 07:34"))
    return section.add_child(instance=Event(title=title or f"Sự kiện số {next(_numbers)}", **fields))


def a_gallery(section: Section, title: str = "", *photos: Photo, **fields: Any) -> Gallery:
    """A live gallery of some photos in a section that lists galleries."""
    fields.setdefault("posted_at", at("2024-01-18 07:34"))
    fields["photos"] = [GalleryPhoto(photo=photo) for photo in photos]
    return section.add_child(instance=Gallery(title=title or f"Bộ ảnh số {next(_numbers)}", **fields))


def a_video_page(section: Section, title: str = "", **fields: Any) -> VideoPage:
    """A live page for a film in a section that lists videos."""
    if "video" not in fields:
        fields["video"] = a_film()
    fields.setdefault("posted_at", at("2024-01-18 07:34"))
    return section.add_child(instance=VideoPage(title=title or f"Phim số {next(_numbers)}", **fields))


def a_film(**fields: Any) -> Video:
    """A stored film of no length."""
    file = SimpleUploadedFile("phim.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\0" * 64)
    return Video.objects.create(title="Phim", type="video", duration=1, file=file, **fields)


def a_standard_page(parent: Page, title: str = "Giới thiệu", **fields: Any) -> StandardPage:
    """A live standard page below a home, a section or another standard page."""
    return parent.add_child(instance=StandardPage(title=title, **fields))


def in_english(page: Page, **fields: Any) -> Any:
    """The live English version of a page, with other fields where some are said."""
    english, _created = Locale.objects.get_or_create(language_code="en")
    translated = page.copy_for_translation(english)
    for name, value in fields.items():
        setattr(translated, name, value)
    translated.save_revision().publish()
    return type(page).objects.get(pk=translated.pk)


def made_private(page: Page) -> PageViewRestriction:
    """A page that only those who have a login may read, with everything below it."""
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def a_picture(width: int = 120, height: int = 80, kind: str = "JPEG") -> bytes:
    """The bytes of a small picture."""
    target = io.BytesIO()
    Picture.new("RGB", (width, height), (120, 160, 90)).save(target, kind)
    return target.getvalue()


def a_photo(title: str = "Ảnh", **fields: Any) -> Photo:
    """A stored photo with a description."""
    fields.setdefault("alt", "Cánh đồng lúa")
    return store_photo(a_picture(), name="anh.jpg", title=title, **fields)


def an_editor(name: str = "bien-tap", superuser: bool = True) -> Any:
    """A user who may do everything, or nothing yet."""
    create = get_user_model().objects.create_superuser if superuser else get_user_model().objects.create_user
    return create(username=name, email=f"{name}@hoaban.example", password="mot-mat-khau-dai")


def somebody_with(*rights: str, page: Page, name: str = "cong-tac-vien") -> Any:
    """A user who may enter the desk and has some rights (`change`, `publish` ...) for a branch of the tree."""
    user, group = an_editor(name, superuser=False), Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for right in rights:
        permission = Permission.objects.get(codename=f"{right}_page", content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user.groups.add(group)
    return user
