"""The reference page and the sample portals, where the folder with them lies beside the project."""

from __future__ import annotations

import html
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from hoaban.counting.queries import counts_of
from hoaban.importer.actions import print_records, run_import
from hoaban.news.models import Article
from hoaban.pages.models import SiteIdentity
from tests.builders import a_portal, at

SHARED = Path(__file__).resolve().parents[3] / "shared"
DUMP = SHARED / "seed" / "reference-page.txt"
SAMPLE = SHARED / "data" / "legacy-sample"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not DUMP.is_file(), reason="the shared folder with the reference page is not beside the project"
    ),
]
LEAST = {
    "accounted": 1.0,
    "title": 0.99,
    "posted": 0.99,
    "views": 0.99,
    "section": 0.99,
    "lead": 0.97,
    "body_f1": 0.98,
    "byline": 0.95,
}


def site():
    """The site of an empty portal without a name."""
    home = a_portal()
    SiteIdentity.objects.all().delete()
    return home.get_site()


def test_the_reference_page_comes_across_character_by_character(tmp_path, client):
    assert run_import(DUMP, job=tmp_path, site=site()).counts == {"imported": 1}
    lines = [
        line.strip(" •\t\u00a0") for line in unicodedata.normalize("NFC", DUMP.read_text(encoding="utf-8")).splitlines()
    ]
    lines = [line for line in lines if line]
    banner, title, _facts, lead, image, caption, *paragraphs = lines[:9]
    byline, side = lines[9], lines[10:]
    article = Article.objects.get()
    assert article.title == title
    assert article.posted_at == at("2024-01-18 07:34:05")
    assert counts_of(article.pk) == (None, 2923)
    assert article.lead == lead
    assert article.lead.startswith("Ngày 17/1, các đồng chí")
    photo, text = article.body
    assert (photo.block_type, photo.value["file_name"], photo.value["caption"]) == ("photo", image, caption)
    assert image == "18-1-dan-van2.jpg"
    assert str(text.value.source) == "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    assert len(paragraphs) == 3
    assert article.byline == byline == "Tin, ảnh: Minh Thùy"
    assert article.credits.authors == article.credits.photographers == ("Minh Thùy",)
    record = json.loads((tmp_path / "records.jsonl").read_text(encoding="utf-8"))
    assert record["site"] == banner
    assert SiteIdentity.for_site(article.get_site()).name == banner
    whole = json.dumps({**record, "site": ""}, ensure_ascii=False)
    assert not any(line.rstrip(":") in whole for line in side)
    page = html.unescape(client.get(article.url).content.decode())
    assert all(part in page for part in (title, lead, caption, byline, "18/01/2024 07:34", "2.923", *paragraphs))


def test_the_sample_portals_reach_their_scores(tmp_path, capsys):
    run_import(SAMPLE, job=tmp_path / "job", only="*.txt", site=site())
    capsys.readouterr()
    print_records(tmp_path / "job", flat=True)
    records = tmp_path / "records.jsonl"
    records.write_text(capsys.readouterr().out, encoding="utf-8")
    truth = tmp_path / "truth.jsonl"
    rows = (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    truth.write_text("".join(row for row in rows if json.loads(row)["file"].endswith(".txt")), encoding="utf-8")
    command = [sys.executable, SAMPLE / "score.py", "--truth", truth, "--pred", records, "--json"]
    scores = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert {field: scores[field] for field, least in LEAST.items() if scores[field] < least} == {}
    assert scores["no_boilerplate"] == 1.0
