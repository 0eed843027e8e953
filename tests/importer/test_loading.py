"""Records with missing, odd and hostile fields become pages that anybody can open, or are refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.counting.models import OpeningBalance
from hoaban.importer.dates import find_posted
from hoaban.importer.ledger import Ledger, Row
from hoaban.importer.loader import Loader, blocks_of, identity_of, moment_of
from hoaban.importer.record import PageRecord, Part, Picture, Posted, Reads
from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import Section
from tests.builders import a_portal, at
from tests.support.old_portals import a_record

POSTED = Posted("2021-03-05T14:20", "minute", "05/03/2021 14:20")
HOSTILE = "<script>alert(1)</script>&\"'\u202e\x0b"


@pytest.fixture
def loader(tmp_path):
    """A loader into an empty portal."""
    ledger = Ledger(tmp_path / "job")
    ledger.begin("source")
    yield Loader(a_portal().get_site(), ledger, dry_run=False)
    ledger.close()


def load(loader, record):
    return loader.load(Row(record.file, "read", "", record.to_json(), record.content_hash(), None))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"title": HOSTILE + "Bài", "lead": HOSTILE, "byline": {"raw": HOSTILE}},
        {"section_path": [HOSTILE + "Mục"], "site": HOSTILE},
        {"title": "T" * 5000, "lead": "L" * 50_000, "byline": {"raw": "B" * 5000, "source": "S" * 5000}},
        {"body": [Part("picture", picture=0)], "images": [Picture(HOSTILE * 50, HOSTILE * 50, "A" * 900, "C" * 900)]},
        {"body": [Part("table", rows=[["a"], [], ["b", HOSTILE, "d"]])]},
        {"body": [Part("table", rows=[])]},
        {"body": [Part("picture"), Part("nonsense"), Part("text")]},
        {"section_path": [f"Mục {number}" for number in range(12)]},
        {"reads": Reads(0, "0"), "source_url": "https://cu.example/" + "x" * 3000},
        {"title": "🎉 " * 90, "byline": {}, "lead": ""},
    ],
)
def test_a_page_of_any_record_can_be_opened(loader, client, fields):
    assert load(loader, a_record(**fields)).status == "imported"
    article = Article.objects.get()
    answer = client.get(article.url)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"posted": Posted("1899-01-01", "day", "")}, "1899"),
        ({"posted": Posted("2099-12-31", "day", "")}, "2099"),
        ({"posted": Posted("hôm qua", "day", "")}, "hôm qua"),
        ({"title": "\u200b"}, "trắng"),
        ({"reads": Reads(-5, "-5")}, "negative"),
        ({"body": [Part("picture", picture=7)]}, "index"),
    ],
)
def test_what_cannot_be_a_page_is_refused_whole_and_says_why(loader, fields, told):
    with pytest.raises(Exception, match=f"(?i){told}"):
        load(loader, a_record(**fields))
    assert not Article.objects.exists()
    assert not OpeningBalance.objects.exists()
    assert not Section.objects.exists()


@pytest.mark.django_db
def test_a_row_without_a_record_is_refused(loader):
    with pytest.raises(ValueError, match="no record"):
        loader.load(Row("a.txt", "read", "", None, "", None))


@pytest.mark.django_db
def test_a_page_without_a_date_is_a_draft_with_its_reads(loader, client):
    loaded = load(loader, a_record(posted=None, reads=Reads(12, "12")))
    assert loaded.status == "review"
    assert "posted time" in loaded.reason
    article = Article.objects.get()
    assert (article.live, article.posted_at, article.latest_revision_id is None) == (False, None, False)
    assert OpeningBalance.objects.get().count == 12


@pytest.mark.django_db
def test_sections_are_made_once_however_they_are_written_and_stand_below_each_other(loader):
    for number, path in enumerate((["Tin", "Xã hội"], ["TIN", "xa hoi"], ["Tin"], [])):
        load(loader, a_record(file=f"{number}.txt", title=f"Bài {number}", section_path=path))
    titles = list(Section.objects.order_by("path").values_list("title", "depth", "show_in_menus"))
    assert titles == [("Tin", 3, True), ("Xã hội", 4, False), ("Tin tức", 3, True)]
    assert loader.ledger.made_sections(10) == ["Tin", "Tin tức", "Xã hội"]


@pytest.mark.django_db
def test_two_pages_of_one_title_get_two_addresses(loader):
    first = load(loader, a_record(posted=POSTED))
    second = load(loader, a_record(file="b.txt", posted=Posted("2022-01-01", "day", "")))
    assert first.page_id != second.page_id
    assert set(Article.objects.values_list("slug", flat=True)) == {"bai", "bai-2"}


@pytest.mark.django_db
def test_warnings_of_the_reading_stay_with_the_outcome(loader):
    assert load(loader, a_record(warnings=["no body", "posted time stands above the title"])).reason == (
        "no body; posted time stands above the title"
    )


@pytest.mark.parametrize(
    ("printed", "value", "precision"),
    [
        ("29/02/2024", "2024-02-29", "day"),
        ("01/01/1990", "1990-01-01", "day"),
        ("31/12/2100 23:59:59", "2100-12-31T23:59:59", "second"),
        ("05/03/2021 00:00", "2021-03-05T00:00", "minute"),
        ("05/03/2021 12:00 AM", "2021-03-05T00:00", "minute"),
        ("05/03/2021 12:00 PM", "2021-03-05T12:00", "minute"),
        ("05/03/2021 19:00 PM", "2021-03-05T19:00", "minute"),
        ("05/03/2021 7:30 CH", "2021-03-05T19:30", "minute"),
        ("5 tháng 3 năm 2021", "2021-03-05", "day"),
        ("2021-03-05", "2021-03-05", "day"),
    ],
)
def test_dates_at_their_edges(printed, value, precision):
    posted, _start, _end = find_posted(f"Đăng ngày {printed} ")
    assert (posted.value, posted.precision) == (value, precision)


@pytest.mark.parametrize(
    "printed",
    ["29/02/2023", "31/04/2021", "00/01/2021", "01/13/2021", "31/12/1989", "01/01/2101", "1/1/21", "05/03/20210", ""],
)
def test_no_date_is_made_of_what_is_none(printed):
    assert find_posted(printed) is None


@pytest.mark.parametrize("clock", ["24:00", "12:60", "99:99"])
def test_a_time_that_there_is_not_leaves_no_invented_one(clock):
    found = find_posted(f"05/03/2021 {clock}")
    assert found is None or found[0].precision == "day"


def test_a_day_without_a_time_begins_at_midnight_in_viet_nam():
    assert moment_of(a_record(posted=Posted("2021-03-05", "day", ""))) == at("2021-03-05 00:00")


def test_an_address_is_the_identity_where_there_is_one():
    assert identity_of(a_record(source_url="https://cu.example/1")) == "https://cu.example/1"
    assert identity_of(a_record()) != identity_of(a_record(file="b.txt"))
    assert identity_of(a_record()) == identity_of(a_record(title="Đã sửa", posted=None))
    long = [identity_of(a_record(source_url="https://cu.example/" + "x" * 3000 + end)) for end in "ab"]
    assert len(set(long)) == 2
    assert max(map(len, long)) <= 500


def test_runs_of_paragraphs_are_one_block_and_their_text_is_escaped():
    parts = [Part("text", text="A < B"), Part("text", text="C"), Part("table", rows=[["x"]]), Part("text", text="D")]
    blocks = blocks_of(a_record(), parts)
    assert [name for name, _value in blocks] == ["text", "table", "text"]
    assert blocks[0][1] == "<p>A &lt; B</p><p>C</p>"


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=4), st.integers(0, 10**12))
def test_a_record_comes_back_from_its_line_as_it_was(text, path, count):
    record = a_record(title=text, section_path=path, reads=Reads(count, text), images=[Picture(text)])
    again = PageRecord.from_json(record.to_json())
    assert again == record
    assert again.content_hash() == record.content_hash()
    assert "\n" not in record.to_json()


@pytest.mark.django_db
@pytest.mark.parametrize("lead", ["", "Nguồn đã đổi."])
def test_what_was_deleted_here_is_not_brought_again(loader, lead):
    known = {"source_url": "https://cu.example/bai"}
    load(loader, a_record(**known))
    Article.objects.get().delete()
    loaded = load(loader, a_record(**known, lead=lead))
    assert (loaded.status, "deleted here" in loaded.reason) == ("conflict", True)
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_what_was_taken_off_the_air_is_not_put_back_by_the_next_import(loader):
    known = {"source_url": "https://cu.example/bai"}
    assert load(loader, a_record(**known)).status == "imported"
    withdraw_page(Article.objects.get(), note="Gỡ theo yêu cầu.")
    loaded = load(loader, a_record(**known, lead="Nguồn đã đổi."))
    assert (loaded.status, "off the air" in loaded.reason) == ("conflict", True)
    article = Article.objects.get()
    assert (article.live, article.lead) == (False, "")


@pytest.mark.django_db
def test_a_draft_of_an_earlier_import_is_published_once_its_day_is_known(loader):
    known = {"source_url": "https://cu.example/bai"}
    assert load(loader, a_record(**known, posted=None)).status == "review"
    assert load(loader, a_record(**known)).status == "updated"
    assert Article.objects.get().live
