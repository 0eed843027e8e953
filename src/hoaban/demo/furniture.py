"""Identity, side blocks, web links and the home page of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import Page, Site

from hoaban.pages.models import HomePage, SideBlocks, SiteIdentity, WebLink, WebLinkGroup

if TYPE_CHECKING:
    from hoaban.demo.actions import Filler

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


def give_identity(site: Site, filler: Filler) -> None:
    """Names and facts of the invented province."""
    SiteIdentity.objects.update_or_create(
        site=site,
        defaults={
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
        },
    )
    filler.progress(0, filler.total, "Hoa Ban")


def put_side_blocks(site: Site, filler: Filler) -> None:
    """Side blocks of the site, and others of their own for the notices."""
    groups = []
    for title, links in LINKS.items():
        group = WebLinkGroup(title=title)
        group.links = [WebLink(name=name, url=url, sort_order=place) for place, (name, url) in enumerate(links)]
        group.save()
        groups.append(group)
    notices = filler.sections["thong-bao"]
    SideBlocks.objects.update_or_create(
        site=site,
        defaults={
            "blocks": [
                ("notices", {"title": "Thông báo", "section": Page.objects.get(pk=notices.pk), "count": 4}),
                ("most_read", {"title": "Đọc nhiều", "count": 5}),
                ("web_links", {"title": "Liên kết web", "groups": groups}),
                ("visits", {"title": "Thống kê truy cập"}),
            ]
        },
    )
    notices.refresh_from_db()
    notices.side_blocks = [
        ("newest", {"title": "Tin mới", "count": 6}),
        ("text", {"title": "Gửi thông báo", "text": "<p>Cơ quan trong tỉnh gửi thông báo cho ban biên tập theo địa chỉ ở chân trang.</p>"}),
    ]  # fmt: skip
    notices.save()


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
    home.save_revision().publish()
    filler.step(home.title)
