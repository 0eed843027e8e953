"""The standing pages with which every new portal begins, and what stands on them until an editor writes it anew."""

from __future__ import annotations

from typing import NamedTuple


class FirstPage(NamedTuple):
    """A standing page: `role` as the pages know it, whether the menu shows it, paragraphs as rich text."""

    title: str
    slug: str
    role: str
    in_menu: bool
    lead: str
    paragraphs: tuple[str, ...] = ()

    @property
    def body(self) -> list[tuple[str, str]]:
        """The paragraphs as the blocks of a page."""
        return [("text", "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs))] if self.paragraphs else []


HOME_TITLE = "Trang chủ"
HOME_SLUG = "trang-chu"
SERVICES = FirstPage(
    "Dịch vụ công trực tuyến",
    "dich-vu-cong",
    "services",
    in_menu=True,
    lead="Thủ tục hành chính và dịch vụ công trực tuyến được thực hiện trên Cổng Dịch vụ công quốc gia.",
    paragraphs=('Mở <a href="https://dichvucong.gov.vn">dichvucong.gov.vn</a> để nộp và theo dõi hồ sơ.',),
)
NOTICES = [
    FirstPage(
        "Chính sách riêng tư",
        "chinh-sach-rieng-tu",
        "privacy",
        in_menu=False,
        lead="Cổng thông tin không theo dõi người đọc.",
        paragraphs=(
            "Đọc trang không cần tài khoản, không cookie và không gửi gì cho bên thứ ba.",
            "Lựa chọn cỡ chữ và tương phản chỉ lưu trên máy của bạn.",
            "Lượt đọc và lượt truy cập chỉ được cộng thành tổng số; trang Thống kê truy cập nói rõ cách đếm.",
        ),
    ),
    FirstPage(
        "Tuyên bố về khả năng tiếp cận",
        "kha-nang-tiep-can",
        "accessibility",
        in_menu=False,
        lead="Cổng được làm theo WCAG 2.2 mức AA.",
        paragraphs=(
            "Mọi trang dùng được bằng bàn phím và trình đọc màn hình; có nút đổi cỡ chữ, tương phản và nghe đọc.",
            "Nếu gặp chỗ khó dùng, xin báo cho ban biên tập theo địa chỉ ở chân trang.",
        ),
    ),
    FirstPage(
        "Điều khoản sử dụng lại thông tin",
        "su-dung-lai",
        "reuse",
        in_menu=False,
        lead="Thông tin trên cổng được sử dụng lại khi ghi rõ nguồn.",
        paragraphs=("Khi trích dẫn, hãy ghi tên cổng, tiêu đề bài và địa chỉ trang.",),
    ),
]
# What only the body itself can say: they wait as drafts for its editors.
OWN_WORDS = [
    FirstPage("Giới thiệu", "gioi-thieu", "introduction", in_menu=True, lead=""),
    FirstPage("Cơ cấu tổ chức", "co-cau-to-chuc", "structure", in_menu=False, lead=""),
    FirstPage("Liên hệ", "lien-he", "contact", in_menu=False, lead=""),
]
# Title and address of the page of statistics in each language, and what stands above its figures.
STATISTICS = {
    "vi": (
        "Thống kê truy cập",
        "thong-ke-truy-cap",
        "Cổng được đọc nhiều hay ít, đếm như thế nào, và vì sao không ai bị theo dõi.",
    ),
    "en": (
        "Visit statistics",
        "visit-statistics",
        "How much this portal is read, how that is counted, and why nobody is followed.",
    ),
}
