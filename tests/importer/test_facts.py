"""A line of facts holds a date or a read count and little else; a sentence with a date in it is none."""

from __future__ import annotations

import pytest

from hoaban.importer.facts import LABELS, fact_line


def reads_of(text: str) -> int | None:
    """The read count of a line of facts; None where it has none or is no such line."""
    facts = fact_line(text)
    return facts.reads.value if facts and facts.reads else None


@pytest.mark.parametrize(
    ("printed", "count"),
    [("0", 0), ("7", 7), ("1204", 1204), ("1.204", 1204), ("1,204", 1204), ("1 204", 1204), ("1\u00a0204", 1204),
     ("12.345.678", 12345678), ("999999999", 999999999), ("999.999.999.999.999", 999999999999999)],
)  # fmt: skip
@pytest.mark.parametrize(
    "line", ["Lượt xem: {}", "Số lượt đọc {}", "Đã xem: {}", "LẦN XEM = {}", "Views: {}", "{} lượt xem", "{} views"]
)
def test_a_count_is_read_however_it_is_grouped(line, printed, count):
    assert reads_of(line.format(printed)) == count


@pytest.mark.parametrize(
    "line",
    ["Lượt xem: 1.2K", "Lượt xem: 12K", "1.2 lượt xem", "Lượt xem: 3,5", "1234.567 lượt xem", "Lượt xem:",
     "Lượt xem: -", "Lượt xem: 1234567890", "Tổng lượt xem: 12", "Tổng truy cập: 5", "Lượt xem: 05/03", "Preview 12",
     "12:30 lượt xem"],
)  # fmt: skip
def test_no_count_is_made_of_a_part_of_a_figure(line):
    assert reads_of(line) is None


@pytest.mark.parametrize("label", ["Ngày đăng", "ĐĂNG LÚC:", "Cập nhật -", "Thời gian đăng :", "Posted", "Ngày"])
def test_a_label_says_what_a_date_is(label):
    assert fact_line(f"{label} 05/03/2021").labelled
    assert not fact_line("05/03/2021").labelled
    assert not fact_line("Xã Sơn Ca, 05/03/2021").labelled


@pytest.mark.parametrize("label", LABELS)
def test_a_label_does_not_count_among_the_words_that_are_left(label):
    assert fact_line(f"{label} 05/03/2021 a b c d").labelled
    assert fact_line(f"{label} 05/03/2021 a b c d e") is None


@pytest.mark.parametrize(
    "line",
    ["", "Xã Sơn Ca", "Sáng 05/03/2021, xã Sơn Ca tổ chức bàn giao đường", "Ngày 31/02/2021", "05/03/2021" + " " * 200,
     "Đến nay bài hát mới đã có thêm 345 lượt xem"],
)  # fmt: skip
def test_a_sentence_is_no_line_of_facts(line):
    assert fact_line(line) is None


def test_date_and_count_are_both_kept_as_printed():
    facts = fact_line("Thứ sáu, 05/03/2021 14:20 (GMT+7) | Lượt xem: 1.204")
    assert (facts.posted.value, facts.posted.raw) == ("2021-03-05T14:20", "Thứ sáu, 05/03/2021 14:20 (GMT+7)")
    assert (facts.reads.value, facts.reads.raw, facts.reads.as_of) == (1204, "Lượt xem: 1.204", None)
