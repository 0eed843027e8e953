"""The text of attached files is read where there is one, and said to be missing where there is none."""

import io
from pathlib import Path

import pytest

from hoaban.media.actions import ask_for_missing_texts, store_file
from hoaban.media.file_texts import read_file, read_text
from hoaban.media.models import FileText
from hoaban.media.tasks import make_slow_sizes
from hoaban.publication.searchable import LONGEST_BODY
from tests.support.old_portals import as_1258, as_tcvn3, as_vni
from tests.support.papers import a_locked_pdf, a_pdf, a_word_file

State = FileText.State


def read(content: bytes, name: str) -> tuple[str, State]:
    """What the background work reads of a file."""
    return read_text(io.BytesIO(content), name)[:2]


def why_not(content: bytes, name: str) -> str:
    """Why it was not read."""
    return read_text(io.BytesIO(content), name).reason


def test_a_pdf_and_a_word_file_are_read_whole():
    assert read(a_pdf("trang mot co chu", "trang hai cung co"), "a.pdf") == (
        "trang mot co chu\ntrang hai cung co",
        State.READ,
    )
    assert read(a_word_file("Đoạn văn", cell="Ô trong bảng"), "A.DOCX") == ("Đoạn văn\nÔ trong bảng", State.READ)


LIST = "Danh sách hộ nghèo thôn Nà Lòng năm 2021: ông Đặng Văn Đông, bà Hoàng Thị Mỷ, kinh phí hỗ trợ."


@pytest.mark.parametrize("name", ["ds.txt", "DS.CSV"])
@pytest.mark.parametrize(
    ("content", "text"),
    [
        (LIST.encode(), LIST),
        (LIST.encode("utf-16"), LIST),
        (LIST.encode("utf-16-le"), LIST),
        (as_1258(LIST), LIST),
        (as_tcvn3(LIST), LIST),
        (as_vni(LIST), LIST),
        (as_tcvn3(LIST).decode("cp1252").encode(), LIST),
        (LIST.encode().replace(b"2021", b"20\xff21"), LIST.replace("2021", "20\ufffd21")),
        ("Un hôpital très fréquenté".encode("latin-1"), "Un h\ufffdpital tr\ufffds fr\ufffdquent\ufffd"),
    ],
    ids=["utf-8", "utf-16", "no mark", "1258", "tcvn3", "vni", "tcvn3 in utf-8", "a damaged byte", "no Vietnamese"],
)
def test_a_plain_text_is_read_whatever_its_encoding(content, text, name):
    assert read(content, name) == (text, State.READ)


def test_letters_of_an_old_font_are_read_in_a_word_file():
    assert read(a_word_file(as_tcvn3(LIST).decode("cp1252")), "a.docx") == (LIST, State.READ)


def test_pages_that_are_pictures_are_said_to_be_scanned():
    assert read(a_pdf("", "", ""), "quet.pdf") == ("", State.SCANNED)
    text, state = read(a_pdf("So trang 1", "", "", ""), "quet.pdf")
    assert (text.strip(), state) == ("So trang 1", State.SCANNED)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (a_locked_pdf("chu bi mat"), "khoa.pdf"),
        (a_pdf("chu bi mat " * 20)[:300], "hong.pdf"),
        (b"%PDF-1.7\n" + b"\xff\x00" * 500, "rac.pdf"),
        (b"", "rong.pdf"),
        (a_word_file("chu")[:200], "hong.docx"),
        (b"PK\x03\x04" + b"\0" * 100, "rac.docx"),
    ],
)
def test_what_is_locked_or_damaged_is_said_to_be_unreadable(content, name):
    assert read(content, name) == ("", State.UNREADABLE)
    assert why_not(content, name) == ("locked" if name == "khoa.pdf" else "damaged")


def test_of_a_huge_file_the_beginning_is_read(monkeypatch):
    monkeypatch.setattr("hoaban.media.file_texts.LONGEST_BODY", 1000)
    text, state = read(a_pdf(*(f"trang so {number} " + "chu " * 20 for number in range(300))), "dai.pdf")
    assert (len(text), state) == (1000, State.READ)
    assert text.startswith("trang so 0")


def test_a_text_beyond_the_limit_is_cut_at_it():
    text, state = read(("chữ " * LONGEST_BODY).encode(), "dai.txt")
    assert (len(text), state) == (LONGEST_BODY, State.READ)


def test_pictures_and_archives_have_no_text():
    assert read(b"PK\x03\x04", "a.zip") == ("", State.NONE)


@pytest.mark.parametrize("name", ["a.doc", "A.XLS", "a.ppt"])
def test_a_file_of_old_office_is_said_to_be_one(name):
    assert read_text(io.BytesIO(b"\xd0\xcf"), name) == ("", State.UNREADABLE, FileText.Reason.OLD)


@pytest.mark.django_db
def test_what_an_older_reader_read_is_read_again(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    attached = store_file("Văn bản".encode(), name="a.txt", title="A")
    assert ask_for_missing_texts() == 0
    FileText.objects.update(text="V¨n b¶n", reader=FileText.READER - 1)
    assert ask_for_missing_texts() == 1
    assert FileText.objects.get(file_hash=attached.file_hash).text == "Văn bản"
    assert ask_for_missing_texts() == 0


@pytest.mark.django_db
def test_a_file_that_is_not_there_stops_no_other(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first, second = (store_file(text, name="a.txt", title="A") for text in (b"mot", b"hai"))
    FileText.objects.all().delete()
    Path(second.file.path).unlink()
    assert ask_for_missing_texts() == 2
    assert [one.file_hash for one in FileText.objects.all()] == [first.file_hash]


def test_texts_do_not_wait_behind_sizes_of_photos():
    assert read_file.queue_name != make_slow_sizes.queue_name
