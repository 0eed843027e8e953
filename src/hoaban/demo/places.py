"""The sections and standing pages of the invented province."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from hoaban.demo.filler import Filler
from hoaban.pages.first_pages import NOTICES, SERVICES, STATISTICS
from hoaban.pages.models import StandardPage, StatisticsPage

# (title, slug, holds, summary, in the menu, sections below)
SECTIONS: list[Any] = [
    (
        "Tin tức",
        "tin-tuc",
        "articles",
        "Tin hằng ngày của tỉnh Hoa Ban: đường sá, thời tiết, hội nghị, đời sống.",
        True,
        [("Kinh tế", "kinh-te", "articles", "Chợ, mùa màng, giao thông và việc làm.", True, [])],
    ),
    (
        "Xã hội",
        "xa-hoi",
        "articles",
        "Trường lớp, sức khỏe và đời sống văn hóa.",
        True,
        [
            ("Giáo dục", "giao-duc", "articles", "Tin từ trường lớp và thư viện.", True, []),
            ("Y tế", "y-te", "articles", "Sức khỏe của mọi nhà.", True, []),
            ("Văn hóa", "van-hoa", "articles", "Lễ hội, nghề xưa và nghệ thuật.", True, []),
        ],
    ),
    ("Thông báo", "thong-bao", "articles", "Thông báo của các cơ quan trong tỉnh.", True, []),
    ("Sự kiện", "su-kien", "events", "Hội nghị, lễ hội và lịch tiếp công dân.", True, []),
    ("Thư viện ảnh", "thu-vien-anh", "galleries", "Hoa Ban qua ảnh.", True, []),
    ("Video", "video", "videos", "Phim ngắn của Trung tâm Truyền thông tỉnh.", False, []),
]
ENGLISH_SECTIONS: list[Any] = [("News", "news", "articles", "Everyday news of the province.", True, [])]

# (title, slug, role, in the menu, lead, paragraphs)
PAGES: list[Any] = [
    (
        "Giới thiệu",
        "gioi-thieu",
        "introduction",
        True,
        "Hoa Ban là một tỉnh được tạo ra cho phần minh họa của phần mềm: mọi tên người, tên đất và số liệu đều là hư cấu.",
        [
            "Tỉnh có 14 xã, phường và thị trấn nằm dọc sông Nậm Ban, giữa hai dãy núi có hoa ban nở trắng vào tháng ba.",
            "Người dân trồng lúa nước trên ruộng bậc thang, trồng mận, dệt thổ cẩm và họp chợ phiên vào chủ nhật.",
        ],
    ),
    (
        "Cơ cấu tổ chức",
        "co-cau-to-chuc",
        "structure",
        False,
        "Các đơn vị trong phần minh họa và việc mà mỗi đơn vị phụ trách.",
        [
            "Văn phòng tổng hợp; Sở Giao thông công trình; Sở Giáo dục và Thư viện; Sở Y tế cơ sở; "
            "Trung tâm Truyền thông tỉnh."
        ],
    ),
    SERVICES,
    (
        "Liên hệ",
        "lien-he",
        "contact",
        False,
        "Bạn có thể viết, gọi hoặc đến trực tiếp.",
        ["Giờ làm việc: 7 giờ 30 đến 17 giờ."],
    ),
    *NOTICES,
]
ENGLISH_PAGES: list[Any] = [
    (
        "About",
        "about",
        "introduction",
        True,
        "Hoa Ban is an invented province that shows what the software does.",
        ["Every name of a person or place and every figure is made up."],
    ),
    (
        "Organisation",
        "organisation",
        "structure",
        False,
        "Units and what each looks after.",
        ["General office; media centre."],
    ),
    ("Contact", "contact", "contact", False, "Write, call or come.", ["Open from 7:30 to 17:00."]),
]


def add_statistics(filler: Filler, home: Page) -> StatisticsPage:
    """Put the page of statistics under a home, in its language."""
    title, slug, lead = STATISTICS[home.locale.language_code]
    return filler.publish(StatisticsPage(title=title, slug=slug, lead=lead), home)


def add_standard_pages(filler: Filler, home: Page, pages: list[Any] = PAGES) -> None:
    """Put the standing pages under a home."""
    for title, slug, role, in_menu, lead, paragraphs in pages:
        body = [("text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))]
        page = StandardPage(title=title, slug=slug, role=role, show_in_menus=in_menu, lead=lead, body=body)
        filler.publish(page, home)


def add_english_pages(filler: Filler, home: Page) -> None:
    """The standing pages of the English tree."""
    add_standard_pages(filler, home, ENGLISH_PAGES)
