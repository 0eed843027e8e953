"""Articles as the text of an old portal's pages holds them."""

BODY = (
    "         Đoạn thứ nhất kể lại việc sửa đường, đủ dài để không ai nhầm với chú thích ảnh hay với một dòng tên "
    "người viết ở cuối trang, vì nó có nhiều câu. Đây là câu thứ hai.\n\n"
    "         Đoạn thứ hai nói về kinh phí và thời hạn hoàn thành, cũng dài như đoạn trên để giữ đúng hình dạng của "
    "một trang thật. Công việc kết thúc trong tháng.\n"
)


def a_dump(**parts: str) -> str:
    """A dump with the given parts; the rest is plausible."""
    head = [parts.get("banner", "CỔNG THÔNG TIN XÃ SƠN CA")]
    if parts.get("crumb"):
        head.append(f"  • {parts['crumb']}")
    head.append(f"  • {parts.get('title', 'Sửa xong đường liên thôn trước mùa mưa')}")
    head.append(f"  • {parts.get('facts', 'Ngày đăng: 05/03/2021 14:20 - Lượt xem: 1.204')}")
    if parts.get("lead", "x"):
        head.append(f"  • {parts.get('lead', 'Sáng 5/3, xã Sơn Ca tổ chức bàn giao đường liên thôn cho nhân dân.')}")
    head.append(f"  • {parts.get('image', 'duong-lien-thon.jpg')}")
    caption = "\n    " + parts.get("caption", "Người dân đi trên đường mới.") + "\n\n"
    byline = f"\n    {parts.get('byline', 'Tin, ảnh: Hà An')}\n" if parts.get("byline", "x") else ""
    side = "\n  • BẢN ĐỒ HÀNH CHÍNH\n    Liên kết web\n  • Thống kê truy cập\n    Tổng truy cập: 1.234.567\n"
    return "\n".join(head) + "\n" + caption + BODY + byline + side
