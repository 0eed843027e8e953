"""Makes any number of further plausible everyday articles from small grammars, the same for the same seed."""

from __future__ import annotations

import random
from typing import NamedTuple

PLACES = (
    "bản Huổi Lán|bản Pha Đin|bản Nà Ten|bản Co Muông|xã Bản Cóng|xã Mường Sương|xã Tà Ngảo|xã Pha Luông|xã Nà Bó|"
    "phường Hoa Trắng|phường Nậm Ban|thị trấn Suối Hoa|bản Tà Lạnh|bản Xuân Nưa|xã Chiềng Mai|xã Noong Phai"
).split("|")
PEOPLE = (
    "Lò Thị Xuân|Vì Văn Sáng|Quàng Văn Hải|Tòng Thu Hiền|Cầm Bảo Yến|Lường Minh Châu|Hà Thu Trang|Đèo Văn Bình|"
    "Lò Văn Inh|Vì Thị Mận|Hà Minh Khôi|Cầm Thị Lả|Nguyễn Thu Hạnh|Trần Quốc Việt"
).split("|")
TOPICS = (
    "sửa {n} km đường liên bản|trồng thêm {n} nghìn cây xanh|mở lớp học buổi tối cho {n} người|khám sức khỏe cho {n} người|"
    "lắp {n} bóng đèn chiếu sáng|thu hoạch {n} tấn mận hậu|đưa {n} bể nước sạch vào dùng|tổ chức giải bóng chuyền {n} đội|"
    "dọn {n} km kênh mương|tặng {n} suất sách vở|bàn giao {n} mái nhà mới|phủ sóng đến {n} hộ|mở {n} phiên chợ hàng quê|"
    "trồng {n} ha cây dược liệu|hướng dẫn {n} hộ nộp hồ sơ điện tử|tu sửa {n} phòng học|trao {n} bộ khung cửi"
).split("|")
MOMENTS = "Trong tuần qua|Sáng nay|Từ đầu tháng|Sau mùa gặt|Trước mùa mưa|Nhân ngày hội đọc sách|Cuối tuần này".split(
    "|"
)
SENTENCES = (
    "Công việc do người dân tự bàn, tự làm và tự kiểm tra, kinh phí được công khai tại nhà văn hóa.|"
    "{person} cho biết bà con phấn khởi vì việc này đã chờ từ nhiều mùa trước.|"
    "Đội thanh niên góp {n} ngày công, các hộ ở gần góp thêm cơm trưa và nước uống.|"
    "Đơn vị phụ trách sẽ kiểm tra lại sau ba tháng và niêm yết kết quả.|"
    "Các bản lân cận đã đến xem và xin hướng dẫn cách làm.|"
    "Phần việc còn lại dự kiến xong trước ngày {day} tháng sau nếu thời tiết thuận lợi.|"
    "Ai cần hỏi thêm có thể gọi số điện thoại ở chân trang của cổng thông tin này.|"
    "So với năm trước, con số này tăng thêm {n} và chất lượng cũng tốt hơn.|"
    "Trong buổi sáng đầu tiên, {n} người đã đến đăng ký.|"
    "Trưởng bản {person} nhắc mọi người giữ gìn của chung như giữ nhà mình."
).split("|")


class MadeArticle(NamedTuple):
    """Title, lead, paragraphs and byline of one made article."""

    title: str
    lead: str
    paragraphs: list[str]
    byline: str


def make_article(number: int, seed: int = 1) -> MadeArticle:
    """The article with this number; numbers never repeat a title, because the title names the number of the work."""
    chance = random.Random(seed * 1_000_003 + number)  # noqa: S311  nothing secret
    choose = chance.choice
    place, count = choose(PLACES), chance.randint(3, 95)
    topic = choose(TOPICS).format(n=count)
    capital = place[0].upper() + place[1:]
    title = f"{capital} {topic} (tin số {number + 1})"
    lead = f"{choose(MOMENTS)}, {place} {topic}, góp phần làm đời sống người dân thuận tiện hơn."

    def sentence() -> str:
        return choose(SENTENCES).format(n=chance.randint(4, 160), person=choose(PEOPLE), day=chance.randint(2, 28))

    paragraphs = [" ".join(sentence() for _ in range(3)) for _ in range(chance.randint(2, 4))]
    return MadeArticle(title, lead, paragraphs, choose(PEOPLE))
