"""Text dumps of different portals are read whole; layout decides, not one portal's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.importer.text_dump import extract
from tests.support.text_dump import a_dump


def test_everything_is_taken_and_nothing_of_the_side_blocks():
    record = extract(a_dump(crumb="Trang chủ > Tin tức > Giao thông"), "a.txt")
    assert record.site == "CỔNG THÔNG TIN XÃ SƠN CA"
    assert record.section_path == ["Tin tức", "Giao thông"]
    assert record.title == "Sửa xong đường liên thôn trước mùa mưa"
    assert record.posted.value == "2021-03-05T14:20"
    assert record.posted.precision == "minute"
    assert record.reads.value == 1204
    assert record.lead.startswith("Sáng 5/3")
    assert [(image.src, image.caption) for image in record.images] == [
        ("duong-lien-thon.jpg", "Người dân đi trên đường mới.")
    ]
    assert [part.kind for part in record.body] == ["picture", "text", "text"]
    assert record.byline["raw"] == "Tin, ảnh: Hà An"
    assert "Tổng truy cập" not in record.to_json()
    assert record.warnings == []


@pytest.mark.parametrize(
    ("facts", "posted", "reads"),
    [
        ("Thời gian đăng: 18/01/2024 07:34:05 AM - Lượt đọc: 2923", "2024-01-18T07:34:05", 2923),
        ("Lượt xem: 12 | Gửi lúc: 03/04/2019 10:11:12", "2019-04-03T10:11:12", 12),
        ("Thứ tư - 08/02/2012 13:05", "2012-02-08T13:05", None),
        ("Thứ Năm, 9/5/2019 7:05'(GMT+7)", "2019-05-09T07:05", None),
        ("16:45 12/06/2020", "2020-06-12T16:45", None),
        ("Đăng ngày 17 - 05 - 2024", "2024-05-17", None),
        ("Cập nhật 02/03/2018 - 03:04:05 PM (GMT+7)", "2018-03-02T15:04:05", None),
        ("Thứ ba, 25 Tháng 1 2022 16:22", "2022-01-25T16:22", None),
        ("01/02/2020 15:20 PM Đã xem: 7", "2020-02-01T15:20", 7),
        ("Ngày đăng: 01/12/2020 12:10:00 AM", "2020-12-01T00:10:00", None),
        ("345 lượt xem", None, 345),
    ],
)
def test_date_shapes_and_read_counts(facts, posted, reads):
    record = extract(a_dump(facts=facts), "a.txt")
    assert (record.posted.value if record.posted else None) == posted
    assert (record.reads.value if record.reads else None) == reads
    assert record.title == "Sửa xong đường liên thôn trước mùa mưa"


def test_a_clock_above_the_title_is_no_posted_time():
    dump = "CỔNG THÔNG TIN XÃ SƠN CA\n  • Thứ Hai, 01/01/2024 08:00\n" + a_dump(banner="x").split("\n", 1)[1]
    assert extract(dump, "a.txt").posted.value == "2021-03-05T14:20"


def test_an_impossible_date_is_not_mended():
    record = extract(a_dump(facts="Ngày đăng: 31/02/2021 10:00"), "a.txt")
    assert record.posted is None


def test_without_a_lead_the_first_paragraph_stays_in_the_body():
    record = extract(a_dump(lead=""), "a.txt")
    assert record.lead == ""
    assert [part.kind for part in record.body] == ["picture", "text", "text"]


@pytest.mark.parametrize(
    "byline", ["Bài: Hà An - Ảnh: Lê Bình", "Theo Báo Sơn Ca", "HÀ VĂN AN", "Quàng Thị Nga (Đài xã)"]
)
def test_bylines_are_kept_as_printed(byline):
    record = extract(a_dump(byline=byline), "a.txt")
    assert record.byline["raw"] == byline
    assert byline not in record.body_text


def test_the_last_sentence_is_no_byline():
    record = extract(a_dump(byline=""), "a.txt")
    assert record.byline == {}
    assert record.body_text.endswith("Công việc kết thúc trong tháng.")


def test_a_dump_without_bullets_is_read_the_same():
    with_bullets, without = a_dump(), a_dump().replace("  • ", "")
    assert extract(with_bullets, "a.txt").content_hash() == extract(without, "a.txt").content_hash()


def test_tables_keep_their_cells():
    rows = "\n    STT | Địa điểm | Số lượng |\n    1 | Thôn Đông | 12 |\n"
    record = extract(a_dump().replace("\n    Tin, ảnh", f"{rows}\n    Tin, ảnh"), "a.txt")
    assert record.body[-1].rows == [["STT", "Địa điểm", "Số lượng"], ["1", "Thôn Đông", "12"]]
    assert record.byline["raw"] == "Tin, ảnh: Hà An"


@given(st.text(max_size=2000))
def test_no_text_stops_the_reading(text):
    record = extract(text, "a.txt")
    assert record.posted is None or record.posted.value[:2] in ("19", "20", "21")


@pytest.mark.parametrize(
    ("text", "title", "body", "warnings"),
    [
        ("", "", [], ["no title", "no posted", "no body"]),
        (" \ufeff\n\f\n\t", "", [], ["no title", "no posted", "no body"]),
        ("Bài", "Bài", [], ["no posted", "no body"]),
        ("Bài\n05/03/2021\n\nThân bài.", "Bài", ["Thân bài."], []),
        ("Bài\r\n05/03/2021\r\rThân bài.\r\n", "Bài", ["Thân bài."], []),
        ("\ufeffBài\n05/03/2021\n05/03/2021 14:20\n\nMột.\f\fHai.", "Bài", ["Một.", "Hai."], []),
        ("t" * 255 + "\n05/03/2021\n\nMột.", "t" * 255, ["Một."], []),
        ("05/03/2021\nBài\n\nMột.", "Bài", ["Một."], ["no posted"]),
    ],
)
def test_small_pages_and_their_line_ends(text, title, body, warnings):
    record = extract(text, "a.txt")
    assert (record.title, [part.text for part in record.body], record.warnings) == (title, body, warnings)


def test_a_first_line_too_long_for_a_title_is_kept_as_text():
    record = extract("t" * 256 + "\n\nThân bài.", "a.txt")
    assert (len(record.title), record.lead, record.body_text) == (255, "t" * 256, "Thân bài.")
    assert any("256 letters" in warning for warning in record.warnings)


def test_a_title_that_is_too_long_ends_between_two_words_and_stands_whole_in_the_lead():
    long = "Hội nghị tổng kết phong trào thi đua " * 9
    record = extract(a_dump(title=long.strip()), "a.txt")
    assert long.startswith(record.title[:-1] + " ")
    assert (record.lead, record.posted.value) == (long.strip(), "2021-03-05T14:20")
    assert record.body_text.startswith("Sáng 5/3")


def test_a_labelled_time_above_the_title_counts_where_none_is_below_and_is_told():
    record = extract("Ngày đăng: 05/03/2021\nBài\n\nThân bài.", "a.txt")
    assert (record.posted.value, record.title) == ("2021-03-05", "Bài")
    assert record.warnings == ["posted time stands above the title"]


@pytest.mark.parametrize(
    ("crumb", "path"),
    [
        ("Trang chủ > Tin > Sửa đường", ["Tin"]),
        ("TRANG CHỦ » Tin » SUA DUONG", ["Tin"]),
        ("Home › Tin", ["Tin"]),
        ("Trang chủ >", []),
        ("Tin > Xã > Thôn", ["Tin", "Xã", "Thôn"]),
    ],
)
def test_the_way_from_the_home_page_ends_before_the_page(crumb, path):
    assert extract(a_dump(crumb=crumb, title="Sửa đường"), "a.txt").section_path == path


@pytest.mark.parametrize(
    "noise", ["null", "100%", "Cỡ chữ", "Mặc định A- A+ Cỡ chữ lớn", "In trang", "1/5 - (3 phiếu)"]
)
def test_what_the_frame_of_a_portal_prints_is_no_text(noise):
    record = extract(a_dump().replace("  • duong-lien-thon.jpg", f"  • {noise}\n  • duong-lien-thon.jpg"), "a.txt")
    assert record.content_hash() == extract(a_dump(), "a.txt").content_hash()


@pytest.mark.parametrize("name", ["a.jpg", "Ảnh 1 (2).PNG", "x.heic", "a.b.webp"])
def test_a_line_with_the_name_of_a_picture_is_one(name):
    assert [image.src for image in extract(a_dump(image=name), "a.txt").images] == [name]


@pytest.mark.parametrize("line", [".jpg", "a.pdf", "anh/a.jpg", "a.jpg là ảnh", "x" * 201 + ".jpg"])
def test_a_line_without_one_is_text(line):
    record = extract(a_dump(image=line), "a.txt")
    assert record.images == []
    assert line in record.body_text


def test_a_picture_without_a_caption_takes_none_of_the_body():
    record = extract(a_dump(caption="b.jpg"), "a.txt")
    assert [(image.src, image.caption) for image in record.images] == [("duong-lien-thon.jpg", ""), ("b.jpg", "")]
    assert record.content_hash() != extract(a_dump(), "a.txt").content_hash()
    assert record.body_text == extract(a_dump(), "a.txt").body_text
