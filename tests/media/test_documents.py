"""Documents at the door and on the way out: only what its name says, only what a public page attaches."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from wagtail.models import PageViewRestriction

from hoaban.kit.errors import RefusedUpload
from hoaban.media.actions import store_file
from hoaban.media.documents import check_document, check_film
from hoaban.media.models import AttachedFile
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.uploads import PDF

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def an_archive(*names: str, **contents: bytes) -> bytes:
    """A ZIP archive with these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, contents.get(name, b"x"))
    return target.getvalue()


WORD = an_archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "a.pdf"),
        (WORD, "a.docx"),
        ("Họ và tên;Tuổi\n".encode(), "a.csv"),
        ("Văn bản".encode("utf-16"), "a.txt"),
        (b"\xfe\xff" + "Văn bản".encode("utf-16-be"), "a.txt"),
        ("Văn bản".encode("utf-16-be"), "a.csv"),
        (OLE + b"\0" * 600, "a.doc"),
        (an_archive("a.txt"), "a.zip"),
        (b"{\\rtf1 x}", "a.rtf"),
    ],
)
def test_known_kinds_are_taken_in(content, name):
    check_document(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>1</script></html>", "a.pdf"),
        (b"<script>1</script>%PDF-1.4", "a.pdf"),
        (b"MZ\x90", "a.pdf.exe"),
        (b"MZ\x90", "a.pdf"),
        (b"", "a.pdf"),
        (b"<svg onload=alert(1)>", "a.txt"),
        (b"<html>", "a.html"),
        (b"chu\0\0\0\1\0chu", "a.txt"),
        (an_archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"),
        (OLE + b"\0" * 600, "a.docx"),
        (OLE + b"\0" * 600 + "_VBA_PROJECT".encode("utf-16-le"), "a.xls"),
        (an_archive("x.txt"), "a.docx"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (an_archive("mimetype", mimetype=b"text/html"), "a.odt"),
    ],
)
def test_everything_else_is_refused(content, name):
    with pytest.raises(RefusedUpload, match=r"^a"):
        check_document(io.BytesIO(content), name)


def test_an_archive_that_unpacks_without_end_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * 120_000_000)
    with pytest.raises(RefusedUpload):
        check_document(target, "bom.zip")


@pytest.mark.parametrize(("content", "name"), [(b"<html>", "a.mp4"), (b"\x1aE\xdf\xa3", "a.exe"), (b"", "a.webm")])
def test_films_are_films(content, name):
    with pytest.raises(RefusedUpload):
        check_film(io.BytesIO(content), name)


def close_files(answer) -> None:
    """Close what the answer streams; `answer.close()` would close the test's database as well."""
    for close in answer._resource_closers:
        close()


@pytest.mark.django_db
def test_no_other_door_takes_a_bad_document_in():
    with pytest.raises(RefusedUpload):
        AttachedFile(title="x", file=ContentFile(b"<html>", name="a.pdf")).save()


@pytest.fixture
def attached(settings, tmp_path):
    """A stored PDF that nothing attaches yet."""
    settings.MEDIA_ROOT = tmp_path
    return store_file(PDF, name="ke-hoach.pdf", title="Kế hoạch")


@pytest.mark.django_db
class TestWhoMayHaveAFile:
    """The public has a file exactly while a live, public page attaches it."""

    def test_nobody_attaches_it(self, attached, client):
        assert client.get(attached.url).status_code == 404

    def test_only_a_draft_attaches_it(self, attached, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            an_article(a_section(a_portal()), body=[("files", [attached])], live=False)
        assert client.get(attached.url).status_code == 404

    def test_a_draft_of_a_live_page_attaches_it(self, attached, client, django_capture_on_commit_callbacks):
        article = an_article(a_section(a_portal()))
        with django_capture_on_commit_callbacks(execute=True):
            article.body = [("files", [attached])]
            article.save_revision()
        assert client.get(attached.url).status_code == 404

    def test_a_live_page_attaches_it(self, attached, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            article = an_article(a_section(a_portal()), body=[("files", [attached])])
        answer = client.get(attached.url)
        assert answer.status_code == 200
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        close_files(answer)
        with django_capture_on_commit_callbacks(execute=True):
            PageViewRestriction.objects.create(page=article, restriction_type="login")
        assert client.get(attached.url).status_code == 404

    def test_a_withdrawn_page_attached_it(self, attached, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            article = an_article(a_section(a_portal()), body=[("files", [attached])])
            article.unpublish()
        assert client.get(attached.url).status_code == 404

    def test_an_editor_sees_it_all_the_same(self, attached, client):
        client.force_login(an_editor())
        answer = client.get(attached.url)
        assert answer.status_code == 200
        close_files(answer)

    def test_its_place_on_disk_has_no_address(self, attached, client):
        a_portal()
        assert client.get(f"/media/{attached.file.name}").status_code == 404
