"""The words of a PDF are whole, however its program placed their letters."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import chain

import pytest

from hoaban.media import pdf_text
from hoaban.media.text_extraction import read
from hoaban.media.unread import LockedFile
from tests.machine import shared
from tests.support.papers import a_locked_pdf, a_pdf_of_letters

HEADING = "ĐIỀU KHOẢN VÀ ĐIỀU KIỆN SỬ DỤNG DỊCH VỤ"
LINE = "Áp dụng từ ngày 18/01/2024 cho tất cả các xã, theo Nghị định 88/2024/NĐ-CP"


def text_of(content: bytes) -> str:
    """What is read in a PDF, its lines as they are."""
    return "\n".join(pdf_text.texts_of(io.BytesIO(content))).replace("\r\n", "\n")


def kerned(line: str, gap: int) -> Sequence[str | int]:
    """A line whose letters with marks stand apart, as programs place what they take from a second font."""
    runs = re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", line)
    return list(chain.from_iterable((run, gap) for run in runs))[:-1]


def one_by_one(line: str, gap: int, between_words: int) -> Sequence[str | int]:
    """A line without blanks, whose letters are placed one by one."""
    words = (list(chain.from_iterable((letter, gap) for letter in word))[:-1] for word in line.split(" "))
    return list(chain.from_iterable((*word, between_words) for word in words))[:-1]


@pytest.mark.parametrize(
    "place",
    [
        lambda line: [line],
        lambda line: kerned(line, 120),
        lambda line: kerned(line, 300),
        lambda line: one_by_one(line, 0, 300),
        lambda line: one_by_one(line, 180, 660),
        lambda line: one_by_one(line, 330, 960),
        lambda line: list(chain.from_iterable((letter, 200) for letter in line)),
    ],
    ids=["plain", "kerned", "kerned wide", "no blanks", "spaced", "spaced wide", "spaced with blanks"],
)
def test_words_are_whole(place):
    assert text_of(a_pdf_of_letters(place(HEADING), place(LINE))) == f"{HEADING}\n{LINE}"


@pytest.mark.parametrize(
    "line",
    [
        "a) b) c) d) Mục B, C, D",
        "The X and Y axes of a B C plane",
        "Lớp 1 A, 2 B, 3 C, 4 D",
        "Tổ ở y tế, vụ án, chợ ăn",
    ],
)
@pytest.mark.parametrize("gap", [0, 300])
def test_letters_that_stand_alone_stay_so(line, gap):
    apart = list(chain.from_iterable((word, gap) for word in line.split(" "))) if gap else [line]
    assert text_of(a_pdf_of_letters(apart)) == line


def test_a_hyphen_at_the_end_of_a_line_is_one():
    assert text_of(a_pdf_of_letters(["Nghị định 88/2024/NĐ-"], ["CP của Chính phủ"])).replace("\n", "") == (
        "Nghị định 88/2024/NĐ-CP của Chính phủ"
    )


def test_a_line_that_leaves_the_page_is_read_whole():
    line = "một hai ba " * 50
    assert text_of(a_pdf_of_letters([line.strip()])) == line.strip()


def test_an_empty_password_opens_a_file_and_another_does_not():
    assert text_of(a_locked_pdf("ai cung doc duoc", "")) == "ai cung doc duoc"
    with pytest.raises(LockedFile):
        text_of(a_locked_pdf("chu bi mat"))


@pytest.mark.parametrize("name", ["bao-ve-aes-128.pdf", "bao-ve-aes-256.pdf", "nq-thuong.pdf", "nq-tach.pdf"])
def test_files_that_were_once_not_read_are(name, tmp_path):
    target = tmp_path / "text"
    job = {
        "source": str(shared(f"data/found/files/{name}")),
        "target": str(target),
        "ending": ".pdf",
        "longest": 10_000,
    }
    assert read(job) == {"pages": 1}
    wanted = f"{HEADING} zpdfsplit" if "tach" in name else "Nghị quyết số 19/2024/NQ-HĐND zpdfplain về dự toán"
    assert wanted in target.read_text("utf-8")
