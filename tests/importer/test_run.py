"""Whole runs: into the portal and back out of the ledger, twice, dry, killed, with bad inputs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from hoaban.counting.queries import counts_of
from hoaban.importer import loader as loading
from hoaban.importer.actions import ImportRefused, run_import
from hoaban.importer.ledger import Ledger
from hoaban.importer.models import ImportedPage
from hoaban.news.models import Article
from hoaban.pages.models import Section, SiteIdentity
from tests.builders import a_portal, at
from tests.support.text_dump import a_dump

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def site():
    """A portal without a name and without articles."""
    home = a_portal()
    SiteIdentity.objects.all().delete()
    return home.get_site()


@pytest.fixture
def folder(tmp_path):
    """A folder with three pages."""
    source = tmp_path / "source"
    source.mkdir()
    for number in range(3):
        dump = a_dump(title=f"Tin số {number}", crumb="Trang chủ > Đời sống")
        (source / f"{number}.txt").write_text(dump, encoding="utf-8")
    return source


def run(folder, site, **options):
    """A run with the job folder beside the source."""
    return run_import(folder, job=folder.parent / "job", site=site, **options)


def test_a_page_comes_across_whole(folder, site, client):
    outcome = run(folder, site)
    assert (outcome.exit_code, outcome.counts) == (0, {"imported": 3})
    article = Article.objects.get(title="Tin số 1")
    assert article.url == "/doi-song/tin-so-1/"
    assert article.posted_at == at("2021-03-05 14:20")
    assert counts_of(article.pk) == (None, 1204)
    assert article.credits.authors == article.credits.photographers == ("Hà An",)
    page = client.get(article.url).content.decode()
    assert "05/03/2021 14:20" in page
    assert "1.204" in page
    assert "Người dân đi trên đường mới." in page
    assert "duong-lien-thon.jpg" in page
    assert '<img src=""' not in page
    assert SiteIdentity.for_site(site).name == "CỔNG THÔNG TIN XÃ SƠN CA"
    assert (outcome.job / "records.jsonl").read_text(encoding="utf-8").count("\n") == 3
    assert "Tin số" not in (outcome.job / "report.html").read_text(encoding="utf-8").split("<h2>")[0]


def test_a_second_run_changes_nothing_and_a_changed_page_is_updated(folder, site):
    run(folder, site)
    assert run(folder, site).counts == {"unchanged": 3}
    page = folder / "1.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("tháng.", "quý."), encoding="utf-8")
    assert run(folder, site).counts == {"unchanged": 2, "updated": 1}
    assert Article.objects.count() == 3
    assert "trong quý." in str(Article.objects.get(title="Tin số 1").body)


def test_what_staff_changed_is_not_overwritten(folder, site):
    run(folder, site)
    article = Article.objects.get(title="Tin số 1")
    article.lead = "Lời dẫn do biên tập viên sửa."
    article.save_revision().publish()
    page = folder / "1.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("tháng.", "quý."), encoding="utf-8")
    assert run(folder, site).counts == {"unchanged": 2, "conflict": 1}
    assert Article.objects.get(pk=article.pk).lead == "Lời dẫn do biên tập viên sửa."


def test_a_dry_run_writes_the_report_and_nothing_else(folder, site):
    outcome = run(folder, site, dry_run=True)
    assert outcome.counts == {"imported": 3}
    assert not Article.objects.exists()
    assert not Section.objects.exists()
    assert (outcome.job / "report.csv").is_file()


def test_a_name_that_the_site_has_is_kept(folder, site):
    identity = SiteIdentity.for_site(site)
    identity.name = "Cổng xã"
    identity.save()
    run(folder, site)
    assert SiteIdentity.for_site(site).name == "Cổng xã"


def test_every_bad_input_has_its_row_and_none_stops_the_run(folder, site):
    (folder / "copy.txt").write_bytes((folder / "0.txt").read_bytes())
    (folder / "empty.txt").touch()
    (folder / "huge.txt").touch()
    os.truncate(folder / "huge.txt", 200 * 1024 * 1024)
    (folder / "noise.txt").write_bytes(bytes(range(128, 256)) * 40)
    (folder / "no-date.txt").write_text(a_dump(title="Không có ngày", facts="Chuyên trang xã"), encoding="utf-8")
    (folder / "no-title.txt").write_text("\n\n", encoding="utf-8")
    (folder / "picture.txt").write_bytes(b"\xff\xd8\xff\xe0 not a text")
    (folder / "nul\udcff.txt").write_bytes(b"A\0B")
    (folder / "page.xyz").write_text("x", encoding="utf-8")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    outcome = run(folder, site)
    assert outcome.exit_code == 0
    rows = {row.name: (row.status, row.reason) for row in Ledger(outcome.job).rows()}
    assert len(rows) == outcome.inputs == 13
    expected = {
        "0.txt": ("imported", ""),
        "copy.txt": ("duplicate", "of 0.txt"),
        "empty.txt": ("failed", "empty"),
        "huge.txt": ("failed", "200 MB"),
        "noise.txt": ("failed", "encodings"),
        "no-date.txt": ("review", "posted time"),
        "no-title.txt": ("failed", "no title"),
        "picture.txt": ("media", "JPEG"),
        "page.xyz": ("skipped", "adapter"),
        "loop.txt": ("skipped", "plain file"),
    }
    for name, (status, reason) in expected.items():
        assert rows[name][0] == status, rows[name]
        assert reason in rows[name][1]
    assert not Article.objects.get(title="Không có ngày").live


def test_the_same_page_twice_is_loaded_once(folder, site):
    (folder / "9.txt").write_bytes((folder / "0.txt").read_bytes())
    outcome = run(folder, site)
    assert outcome.counts == {"imported": 3, "duplicate": 1}
    assert [row.reason for row in Ledger(outcome.job).rows() if row.status == "duplicate"] == [
        "of 0.txt: the same title, time and text"
    ]


def test_a_page_that_cannot_be_loaded_keeps_its_reason(folder, site, monkeypatch):
    real = loading.fill

    def refuse(article, record):
        if record.title == "Tin số 1":
            raise ValueError("a fault of the test's own")
        real(article, record)

    monkeypatch.setattr(loading, "fill", refuse)
    outcome = run(folder, site)
    assert outcome.counts == {"imported": 2, "failed": 1}
    assert any("fault of the test's own" in row.reason for row in Ledger(outcome.job).rows())


def test_a_source_that_is_not_there_is_refused(site, tmp_path):
    with pytest.raises(ImportRefused, match="khong-co"):
        run_import(tmp_path / "khong-co", job=tmp_path / "job", site=site)


def test_a_run_that_was_cut_off_goes_on_and_nothing_comes_twice(folder, site, monkeypatch):
    real = loading.Loader.load
    loaded = []

    def stop_after_one(self, row):
        if loaded:
            raise KeyboardInterrupt
        loaded.append(row.name)
        return real(self, row)

    monkeypatch.setattr(loading.Loader, "load", stop_after_one)
    with pytest.raises(KeyboardInterrupt):
        run(folder, site)
    assert ImportedPage.objects.count() == 1
    monkeypatch.setattr(loading.Loader, "load", real)
    assert run(folder, site).counts == {"imported": 3}
    assert Article.objects.count() == 3


def test_a_ledger_whose_writer_is_killed_keeps_every_row_it_told_of(tmp_path):
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from hoaban.importer.ledger import Ledger
        ledger = Ledger(Path(sys.argv[1]))
        ledger.begin("a source")
        for number in range(10**6):
            ledger.put(f"{number:07}.txt", "1:1", "skipped", "a test")
            print(number, flush=True)
    """)
    command = [sys.executable, "-c", script, str(tmp_path / "job")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        told = [int(writer.stdout.readline()) for _ in range(200)]
        os.kill(writer.pid, signal.SIGKILL)
        told += [int(line) for line in writer.stdout if line.strip().isdigit()]
    assert writer.returncode == -signal.SIGKILL
    names = {row.name for row in Ledger(tmp_path / "job").rows()}
    assert {f"{number:07}.txt" for number in told} <= names
