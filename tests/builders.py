"""Builds small portals and pages for tests: what a test does not say is filled with something plausible."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from PIL import Image as Picture
from wagtail.models import Locale, Page, Site

from hoaban.media.actions import store_photo
from hoaban.media.models import Photo
from hoaban.news.models import Article
from hoaban.pages.models import HomePage, Section, SiteIdentity

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
