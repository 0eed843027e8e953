"""Identity, side blocks, web links and the home page of the demo."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Site

from hoaban.demo.filler import Filler
from hoaban.pages.actions import add_link_group, publish_page, set_side_blocks
from hoaban.pages.models import HomePage, WebLinkGroup

LINKS = {
    "Các sở của tỉnh": [
        ("Sở Giao thông công trình", "https://giaothong.hoaban.example"),
        ("Sở Giáo dục và Thư viện", "https://giaoduc.hoaban.example"),
        ("Sở Y tế cơ sở", "https://yte.hoaban.example"),
    ],
    "Xã, phường": [
        ("Thị trấn Suối Hoa", "https://suoihoa.hoaban.example"),
        ("Xã Mường Sương", "https://muongsuong.hoaban.example"),
        ("Phường Hoa Trắng", "https://hoatrang.hoaban.example"),
    ],
}


IDENTITY = {
    "name": "Cổng thông tin điện tử tỉnh Hoa Ban",
    "english_name": "Portal of Hoa Ban Province",
    "superior_body": "Tỉnh Hoa Ban",
    "responsible_person": "Bà Lò Thị Xuân, trưởng ban biên tập",
    "address": "Số 1, đường Hoa Ban, thị trấn Suối Hoa, tỉnh Hoa Ban",
    "telephone": "0200 000 1001",
    "fax": "0200 000 1002",
    "email": "banbientap@hoaban.example",
    "licence": "Trang minh họa của phần mềm Hoa Ban; tỉnh Hoa Ban là hư cấu",
    "copyright_notice": "Ghi rõ nguồn khi sử dụng lại thông tin",
}


def put_side_blocks(site: Site, filler: Filler) -> None:
    """Side blocks of the site, and others of their own for the notices."""
    groups = [add_link_group(title, links) for title, links in LINKS.items()]
    notices = filler.sections["thong-bao"]
    set_side_blocks(
        site,
        [
            ("notices", {"title": "Thông báo", "section": Page.objects.get(pk=notices.pk), "count": 4}),
            ("most_read", {"title": "Đọc nhiều", "count": 5}),
            ("web_links", {"title": "Liên kết web", "groups": groups}),
            ("visits", {"title": "Thống kê truy cập"}),
        ],
    )
    notices.refresh_from_db()
    notices.side_blocks = [
        ("newest", {"title": "Tin mới", "count": 6}),
        ("text", {"title": "Gửi thông báo", "text": "<p>Cơ quan trong tỉnh gửi thông báo cho ban biên tập theo địa chỉ ở chân trang.</p>"}),
    ]  # fmt: skip
    publish_page(notices)


def arrange_home(filler: Filler, home: HomePage, story: Page | None = None) -> None:
    """The home page's blocks, as an editor would arrange them."""
    home = HomePage.objects.get(pk=home.pk)
    body: list[tuple[str, Any]] = [("lead_story", {"article": story, "beside": 6})]

    def section(slug: str) -> Page:
        return Page.objects.get(pk=filler.sections[slug].pk)

    if home.locale.language_code == "vi":
        body += [
            ("section_news", {"section": section("kinh-te"), "count": 3}),
            ("section_news", {"section": section("xa-hoi"), "count": 6}),
            ("events", {"title": "Sự kiện sắp tới", "count": 3}),
            ("galleries", {"title": "Thư viện ảnh", "count": 3}),
            ("videos", {"title": "Video", "count": 3}),
            ("web_links", {"title": "Liên kết web", "groups": list(WebLinkGroup.objects.all())}),
        ]
    else:
        body.append(("section_news", {"section": section("news"), "count": 3}))
    home.body = body
    publish_page(home)
    filler.step(home.title)
