"""Makes what an old portal leaves behind: pages saved as text, a few or many megabytes of them."""

from __future__ import annotations

from pathlib import Path

SENTENCE = "Người dân trong xã cùng nhau sửa đường, dọn kênh mương và quét vôi lại trường học trước mùa mưa. "


def a_page_of(title: str, kilobytes: int = 1, crumb: str = "Trang chủ > Đời sống") -> str:
    """A text dump with a body of about so many kilobytes, in paragraphs."""
    paragraph = f"         {SENTENCE * 8}".rstrip()
    paragraphs = max(2, kilobytes * 1000 // len(paragraph.encode()))
    body = "\n\n".join(f"{paragraph} ({title}, đoạn {number}.)" for number in range(paragraphs))
    return (
        f"CỔNG THÔNG TIN XÃ SƠN CA\n  • {crumb}\n  • {title}\n  • Thời gian đăng: 05/03/2021 14:20\n"
        f"  • Lời dẫn của {title}.\n\n{body}\n\n    Tin, ảnh: Hà An\n"
    )


def a_source_of(folder: Path, megabytes: int, kilobytes: int = 50) -> int:
    """A folder with so many megabytes of pages, a hundred a folder; returns how many pages there are."""
    count = megabytes * 1000 // kilobytes
    for number in range(count):
        place = folder / f"{number // 100:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.txt").write_text(a_page_of(f"Tin số {number}", kilobytes), encoding="utf-8")
    return count
