"""Under which names readers save documents and films: readable in the address, true in the header, harmless always."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from hoaban.front.layout import FILES, disposition, headers_of
from hoaban.media.actions import store_file, store_video
from hoaban.media.kinds import true_name_of
from hoaban.media.models import AttachedFile
from hoaban.news.models import VideoPage
from hoaban.publication.published_files import name_for_readers
from tests.builders import a_portal, a_section, an_article, at
from tests.support.press import PORTAL, a_press
from tests.support.uploads import PDF
from tests.support.wire import running_front

NAME = "Kế hoạch số 12 – Đại hội Đảng bộ xã.pdf"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        (NAME, "ke-hoach-so-12-dai-hoi-dang-bo-xa.pdf"),
        ("Kế_hoạch_số_12__Đại_hội.pdf", "ke-hoach-so-12-dai-hoi.pdf"),
        ("Mẫu (1) .docx", "mau-1.docx"),
        ("Bie\u0302\u0309u_2.XLSX", "bieu-2.xlsx"),
        ("a.tar.gz", "a.tar.gz"),
        ("___", "file.bin"),
    ],
)
def test_an_address_is_readable(name, plain):
    assert name_for_readers(name) == plain


@pytest.mark.parametrize(
    ("given", "stored", "name"),
    [
        (NAME, "ke_hoach.pdf", NAME),
        ("Ảnh.JPG", "anh.jpg", "Ảnh.jpg"),
        ("a\r\nSet-Cookie: x.pdf", "a.pdf", "a Set-Cookie- x.pdf"),
        ('a";x="b.pdf', "a.pdf", "a-;x=-b.pdf"),
        ("a\u202efdp.exe", "a.pdf", "afdp.exe.pdf"),
        ("..\\..\\C:\\a.pdf", "a.pdf", "a.pdf"),
        ("../../etc/passwd", "a.pdf", "passwd.pdf"),
        ("x" * 5000 + ".pdf", "a.pdf", "x" * 150 + ".pdf"),
        ("\u200b\u2028.pdf", "a.pdf", "tep.pdf"),
        ("", "mau.pdf", "mau.pdf"),
        ("trang.html", "trang.pdf", "trang.html.pdf"),
        ("trang.html", "khong-duoi", "trang-html"),
    ],
)
def test_a_name_is_harmless(given, stored, name):
    assert true_name_of(given, stored) == name
    said = disposition("inline", "a.pdf", true_name_of(given, stored))
    assert said.isascii()
    assert said.isprintable()
    assert said.count('"') == 2


def test_the_kind_stays_that_of_the_address():
    named = headers_of("/_files/0a/trang.html.bin", https=False, name="trang.html.bin")
    assert named["Content-Disposition"].startswith("attachment; ")
    assert headers_of("/_files/0a/a.pdf", https=False, name="A.pdf")["Content-Disposition"].startswith("inline; ")
    assert "Content-Disposition" not in headers_of("/_files/0a/a.png", https=False)


@pytest.mark.django_db
def test_readers_save_files_under_their_true_names(client, tmp_path):
    section = a_section(a_portal())
    attached = store_file(PDF, name=NAME, title="Kế hoạch")
    an_article(section, slug="bai", body=[("files", [attached])])
    film = store_video(b"\0\0\0\x18ftypisom", name="Lễ hội.mp4", title="Lễ hội", seconds=3, size=(16, 9))
    section.add_child(instance=VideoPage(title="Phim", slug="phim", video=film, posted_at=at("2024-01-18 07:34")))
    # The desk, for whoever comes before the press.
    sent = client.get(attached.url)
    assert unquote(sent["Content-Disposition"]).endswith(f"filename*=UTF-8''{NAME}")
    assert "Lễ hội.mp4" in unquote(client.get(film.url)["Content-Disposition"])
    with a_press(tmp_path) as press:
        press.catch_up()
        files = sorted(path for path in press.directory.addresses(PORTAL) if path.endswith((".pdf", ".mp4")))
        with running_front(press.directory.root, tmp_path / "none.socket") as front:
            said = {}
            for path in files:
                for asked in ({}, {"Range": "bytes=0-1"}):
                    reply = front.ask(path, Host=PORTAL, **asked)
                    said[path.rpartition("/")[2], reply.status] = unquote(reply["content-disposition"])
            plain = "ke-hoach-so-12-dai-hoi-dang-bo-xa.pdf"
            assert said == {
                (plain, status): f"inline; filename=\"{plain}\"; filename*=UTF-8''{NAME}" for status in (200, 206)
            } | {
                ("le-hoi.mp4", status): "inline; filename=\"le-hoi.mp4\"; filename*=UTF-8''Lễ hội.mp4"
                for status in (200, 206)
            }
            # The name that an earlier version gave it, and one that somebody cut short.
            digest = next(path for path in files if path.endswith(".pdf")).split("/")[2]
            for name in ("ke_hoach_so_12__dai_hoi.pdf", "ke-ho", "trang.html", ""):
                moved = front.ask(f"{FILES}{digest}/{name}", Host=PORTAL)
                assert (moved.status, moved["location"]) == (301, f"{FILES}{digest}/{plain}")
            assert front.ask(f"{FILES}{'0' * 20}/a.pdf", Host=PORTAL).status != 301
        AttachedFile.objects.all().delete()
        press.catch_up()
        assert press.directory.redirects(PORTAL)
    row = AttachedFile(given_name="", file="documents/Mẫu_đơn.pdf")
    assert row.name_to_save == "Mẫu_đơn.pdf", "what was there before it had a name of its own"
