"""Events, galleries and a video of the demo."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from hoaban.demo.filler import Filler
from hoaban.media.actions import store_video
from hoaban.news.models import Event, Gallery, GalleryPhoto, VideoPage

FILM = Path(__file__).with_name("film.webm")

# (title, kind, days from today, hours, place, organiser, lead)
EVENTS = [
    ("Lịch tiếp công dân định kỳ tháng này", "reception", 6, 4, "Trụ sở tiếp công dân, số 1 đường Hoa Ban", "Văn phòng tổng hợp", "Người dân đến trực tiếp, không cần hẹn trước."),
    ("Hội nghị tập huấn đọc bản đồ nguy cơ sạt lở", "training", 12, 7, "Nhà văn hóa tỉnh", "Sở Giao thông công trình", "Dành cho trưởng bản và đội xung kích."),
    ("Ngày hội đọc sách vùng cao", "festival", 19, 8, "Sân Trường THCS Suối Hoa", "Thư viện tỉnh", "Đổi sách, đọc truyện và thi kể chuyện."),
    ("Lễ hội Hoa Ban", "festival", 110, 100, "Quảng trường Suối Hoa", "Ban tổ chức lễ hội", "Năm ngày với hơn 30 hoạt động, phần lớn miễn phí."),
    ("Hội nghị tổng kết năm", "conference", -15, 6, "Nhà văn hóa tỉnh", "Văn phòng tổng hợp", "Tổng kết năm và thống nhất bảy nhóm việc."),
]  # fmt: skip
GALLERIES = [
    (
        "Mùa hoa ban trên đồi Suối Hoa",
        "Những ngày hoa nở trắng hai bên đường.",
        ["blossoms", "terraces", "road", "river"],
    ),
    ("Chợ phiên Tà Ngảo sáng chủ nhật", "Rau quả, vải dệt và tiếng khèn.", ["market", "houses", "terraces"]),
    ("Bốn mùa trên ruộng bậc thang", "Từ mùa nước đổ đến mùa gặt.", ["terraces", "rain", "blossoms"]),
]


def add_events(filler: Filler) -> None:
    """Events around today, so that something always comes up."""
    today = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    for number, (title, kind, days, hours, place, organiser, lead) in enumerate(EVENTS):
        start = today + timedelta(days=days)
        event = Event(
            title=title,
            kind=kind,
            starts_at=start,
            ends_at=start + timedelta(hours=hours),
            place=place,
            organiser=organiser,
            lead=lead,
            body=[("text", f"<p>{lead} Chi tiết liên hệ {organiser}.</p>")],
            posted_at=filler.moment(8 + number),
        )
        filler.publish(event, filler.sections["su-kien"])


def add_galleries(filler: Filler) -> None:
    """Galleries of drawn photos."""
    for number, (title, lead, scenes) in enumerate(GALLERIES):
        gallery = Gallery(
            title=title, lead=lead, byline="Ảnh: Lường Minh Châu", posted_at=filler.moment(5 + number * 9)
        )
        gallery.photos = [
            GalleryPhoto(
                photo=filler.photo(scene, 300 + number * 10 + place, f"{title}, ảnh {place + 1}"),
                caption=f"{title} (ảnh {place + 1}).",
                sort_order=place,
            )
            for place, scene in enumerate(scenes)
        ]
        filler.publish(gallery, filler.sections["thu-vien-anh"])


def add_video(filler: Filler) -> None:
    """One short film with its content in words."""
    video = store_video(
        FILM.read_bytes(),
        name="may-qua-thung-lung.webm",
        title="Mây qua thung lũng Nậm Ban",
        seconds=4,
        size=(320, 200),
        transcript="Mặt trời lên sau dãy núi. Mây trôi từ trái sang phải trên thung lũng. Phim không có lời.",
    )
    page = VideoPage(
        title="Mây qua thung lũng Nậm Ban",
        lead="Phim ngắn bốn giây về buổi sớm trên thung lũng.",
        byline="Quay phim: Quàng Văn Hải",
        video=video,
        poster=filler.photo("river", 400, "Thung lũng Nậm Ban buổi sớm"),
        posted_at=filler.moment(14),
    )
    filler.publish(page, filler.sections["video"])
