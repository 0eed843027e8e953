"""What real dumps of portals hold, each as an example of its kind: nothing is lost, nothing merged, all is told."""

from __future__ import annotations

import codecs
import csv

import pytest

from hoaban.importer.actions import run_import
from hoaban.importer.ledger import Ledger
from hoaban.importer.lines import lines_of
from hoaban.importer.models import ImportedPage
from hoaban.importer.page_frame import Repeats
from hoaban.importer.text_dump import extract
from hoaban.kit.decode import decode
from hoaban.news.models import Article
from hoaban.pages.models import Section
from tests.builders import a_portal
from tests.support.text_dump import a_dump

LONG = "Đoạn này kể lại việc sửa đường, đủ dài để không ai nhầm với một dòng tên hay một chú thích ảnh của trang. " * 2
SIDE = "\n  • BẢN ĐỒ HÀNH CHÍNH\n    Liên kết web\n  • Thống kê truy cập\n    Tổng truy cập: 1.234.567\n"


def a_page(*body, title="Sửa đường", facts="Ngày đăng: 05/03/2021 14:20"):
    """A dump with these paragraphs and nothing of a byline."""
    head = f"CỔNG THÔNG TIN XÃ SƠN CA\n  • Trang chủ > Tin tức\n  • {title}\n  • {facts}\n"
    return head + "".join(f"\n    {part}\n" for part in body) + SIDE


def of_many(pages):
    """What several pages of one source have in common."""
    repeats = Repeats()
    for page in pages:
        repeats.add(lines_of(page))
    return repeats


MANY = of_many([a_page(f"Tin số {number} của xã.") for number in range(6)])


@pytest.mark.parametrize("repeats", [Repeats(), MANY], ids=["alone", "one of many"])
@pytest.mark.parametrize(
    "last",
    [
        "Văn bản hướng dẫn của Sở Nội vụ",
        "Danh mục thủ tục được sửa đổi",
        "Thông báo kết quả thẩm định",
        "Hôm nay, đại hội bế mạc với 12 bộ huy chương được trao!",
        "Thông báo lịch tiếp công dân định kỳ của Chủ tịch UBND xã:",
        "Nguồn nước được dẫn từ khe Nà Lòng cách bản 3 km",
        "Theo kế hoạch, đường sẽ xong trước mùa mưa",
        "Theo Nghị quyết số 12 của Hội đồng nhân dân xã",
        "Hình thức khen thưởng: giấy khen của Chủ tịch xã",
        "Tin học: 12 giải",
        "Ảnh hưởng của bão số 3 đến sản xuất",
        "100%",
        "8/3 - Ngày Quốc tế Phụ nữ",
        "Cỡ chữ của văn bản là 13 đến 14",
    ],
)
def test_what_only_looks_like_the_frame_of_a_portal_stays_in_the_text(last, repeats):
    record = extract(a_page(LONG, last), "a.txt", repeats)
    assert record.body_text.endswith(last)
    assert (record.byline, record.cut[0], record.cut[-1]) == ({}, "BẢN ĐỒ HÀNH CHÍNH", "Tổng truy cập: 1.234.567")


def test_a_heading_that_other_pages_have_not_is_text_where_that_can_be_known():
    page = a_page(LONG, "Thông báo mới", "Cắt điện ngày mai")
    assert extract(page, "a.txt", MANY).body_text.endswith("Thông báo mới\n\nCắt điện ngày mai")
    assert extract(page, "a.txt").cut[0] == "Thông báo mới"


def test_a_notice_of_short_lines_has_a_text():
    lines = ["Thông báo lịch tiếp công dân:", "Ngày 05/5: ông An", "Ngày 12/5: bà Bình", "Đề nghị các thôn biết."]
    assert extract(a_page(*lines), "a.txt").body_text == "\n\n".join(lines)


@pytest.mark.parametrize("names", [["Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Cường"], ["Nguyễn Văn An"]])
def test_who_won_did_not_write(names):
    record = extract(a_page(LONG, "Các em đạt giải Nhất gồm:", *names), "a.txt")
    assert record.byline == {}
    assert record.body_text.endswith(names[-1])


@pytest.mark.parametrize("byline", ["Hà An", "Tin, ảnh: Hà An", "Theo báo Sơn Ca", "Nguồn: sonca.example", "Ảnh Hà An"])
def test_who_wrote_is_still_known(byline):
    record = extract(a_page(LONG, byline), "a.txt", MANY)
    assert (record.byline["raw"], byline in record.body_text) == (byline, False)


@pytest.mark.parametrize("title", ["1/6 - Ngày hội thiếu nhi", "A > B > C: ba cách làm", "100%", "Cỡ chữ"])
def test_every_line_can_be_a_title(title):
    record = extract(a_page(LONG, title=title), "a.txt")
    assert (record.title, record.section_path) == (title, ["Tin tức"])


@pytest.mark.parametrize(
    ("facts", "posted"),
    [
        ("Ngày đăng: 18/01/24 07:30", "2024-01-18T07:30"),
        ("Posted: 12/31/2023 10:00 AM", "2023-12-31T10:00"),
        ("Ngày đăng: 18/01/2024 24:00", "2024-01-18"),
        ("Ngày đăng: 31/02/2024", None),
        ("Cập nhật: 00/00/0000 00:00", None),
    ],
)
def test_a_line_with_a_date_is_never_the_lead(facts, posted):
    record = extract(a_page(LONG, facts=f"{facts}\n  • Câu dẫn.\n  • a.jpg"), "a.txt")
    assert (record.posted and record.posted.value, record.lead) == (posted, "Câu dẫn.")
    assert any(facts in warning for warning in record.warnings) is (posted is None)


def test_entities_are_the_letters_that_they_mean():
    record = extract(a_page("T&#7863;ng 5 &amp; 6 qu&agrave;", title="&quot;V&igrave; d&acirc;n&quot;"), "a.txt")
    assert (record.title, record.body_text) == ('"Vì dân"', "Tặng 5 & 6 quà")


def test_a_paragraph_that_was_broken_into_lines_is_one_and_others_are_not():
    lines = ["Đoạn này bị ngắt dòng cứng ở cột", "sáu mươi, khi trang của xã", "Nà Lòng được gửi trong một", "lá thư."]
    broken = "\n    ".join(lines)
    record = extract(a_page(broken, "Câu một.\n    Câu hai.\n    Câu ba."), "a.txt")
    assert [part.text for part in record.body] == [" ".join(lines), "Câu một.", "Câu hai.", "Câu ba."]


def test_lines_with_dashes_are_a_list():
    record = extract(a_page("- Một.\n    + Hai.\n    * Ba.", "Hết."), "a.txt")
    assert [(part.kind, part.text) for part in record.body] == [("list", "Một.\nHai.\nBa."), ("text", "Hết.")]


def test_tables_between_tabs_and_bars_keep_their_cells_apart():
    record = extract(a_page("A | B | C\n    1 | 2 | 3", "D\tE\tF\n    4\t5\t6"), "a.txt")
    assert [part.rows for part in record.body] == [
        [["A", "B", "C"], ["1", "2", "3"]],
        [["D", "E", "F"], ["4", "5", "6"]],
    ]


TEXT = a_dump()
TCVN3_UPPER = "CæNG TH¤NG TIN"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (TEXT.encode().decode("latin-1").encode(), "utf-8 in utf-8"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
    ],
    ids=["twice", "wide, no mark", "wide, other order", "wide with its mark"],
)
def test_text_that_was_saved_in_a_strange_way_is_read(data, charset):
    assert decode(data) == (TEXT, charset)


def test_letters_of_old_fonts_inside_unicode_are_converted():
    old = "S¸ng 5/3, x· tæ chøc bµn giao ®­êng liªn th«n cho nh©n d©n, ®ñ vèn vµ ®óng h¹n."
    text, charset = decode(f"{TCVN3_UPPER}\n{old}\nMột dòng đã đúng.".encode())
    assert charset == "tcvn3 in utf-8"
    assert text.split("\n") == [
        "CỔNG THÔNG TIN",
        "Sáng 5/3, xã tổ chức bàn giao đường liên thôn cho nhân dân, đủ vốn và đúng hạn.",
        "Một dòng đã đúng.",
    ]


@pytest.mark.parametrize("text", ["Ảnh: café, naïve, Äpfel", "Giá 5 € – “tốt”", "hà nội", ""])
def test_what_is_right_is_left_alone(text):
    assert decode(f"{TEXT}\n{text}".encode()) == (f"{TEXT}\n{text}", "utf-8")


# Whole runs -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def site():
    return a_portal().get_site()


def run(folder, site, pages, **options):
    """A run over pages by their names."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    for name, text in pages.items():
        (source / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return run_import(source, job=folder / "job", site=site, **options)


def rows(outcome):
    """(status, reason) by input."""
    return {row.name: (row.status, row.reason) for row in Ledger(outcome.job).rows()}


ALIKE = {
    "same title and day": [{"lead": "Về cắt điện."}, {"lead": "Về tiêm phòng."}],
    "same title, no date": [
        {"facts": "Lượt xem: 5", "lead": "Xã có 12 thôn."},
        {"facts": "Lượt xem: 7", "lead": "15 xã."},
    ],
    "titles that differ in marks": [{"title": "Bán đất"}, {"title": "Bàn đạt"}],
    "same title, other sections": [
        {"crumb": "Trang chủ > A", "lead": "Một."},
        {"crumb": "Trang chủ > B", "lead": "Hai."},
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ALIKE)
def test_two_inputs_never_become_one_page(tmp_path, site, kind):
    one, other = (a_dump(**fields) for fields in ALIKE[kind])
    pages = {"a.txt": one, "b.txt": other}
    dry = run(tmp_path, site, pages, dry_run=True)
    outcome = run(tmp_path, site, pages)
    assert outcome.counts == dry.counts
    assert Article.objects.count() == ImportedPage.objects.count() == 2
    assert run(tmp_path, site, pages).counts == {"unchanged": 2}
    if kind != "titles that differ in marks":
        assert "a.txt: the same title and day, but another text" in rows(outcome)["b.txt"][1]


@pytest.mark.django_db
def test_one_page_that_was_saved_twice_is_one_whatever_had_been_read_by_then(tmp_path, site):
    pages = {f"{reads}.txt": a_dump(facts=f"Ngày đăng: 05/03/2021 14:20 - Lượt xem: {reads}") for reads in (1204, 1300)}
    outcome = run(tmp_path, site, pages)
    assert outcome.counts == {"imported": 1, "duplicate": 1}
    assert rows(outcome)["1300.txt"] == ("duplicate", "of 1204.txt: the same title, time and text")


@pytest.mark.django_db
def test_two_files_whose_texts_changed_places_stay_two_pages(tmp_path, site):
    one, other = a_dump(title="Một"), a_dump(title="Hai")
    run(tmp_path, site, {"a.txt": one, "b.txt": other})
    assert run(tmp_path, site, {"a.txt": other, "b.txt": one}).counts == {"updated": 2}
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Hai", "Một"]


def test_a_page_of_short_lines_costs_what_it_is_long():
    """Joining the text so far with each line would copy it two hundred thousand times."""
    lines = "dòng chữ thường của một lá thư cũ\n" * 200_000
    assert len(extract(f"Bài\n05/03/2021\n\n{lines}", "a.txt").body) == 1


@pytest.mark.django_db
def test_a_page_of_a_version_before_is_known_by_title_and_time_and_moves_to_its_file(tmp_path, site):
    run(tmp_path, site, {"a.txt": a_dump()})
    ImportedPage.objects.update(
        identity="cong-thong-tin-xa-son-ca:sua-xong-duong-lien-thon-truoc-mua-mua:2021-03-05T14:20", content_hash="old"
    )
    assert run(tmp_path, site, {"a.txt": a_dump()}).counts == {"updated": 1}
    assert ImportedPage.objects.get().identity == "file:a.txt"
    assert Article.objects.count() == 1


@pytest.mark.django_db
def test_a_page_whose_encoding_nobody_knows_waits_and_makes_no_section(tmp_path, site, client):
    strange = "".join(chr(0x1EA0 + ord(letter) % 80) if letter.isalpha() else letter for letter in a_dump())
    outcome = run(tmp_path, site, {"a.txt": strange.replace(strange.split("\n")[1], "  • Trang chủ > Ẳẵẳ")})
    (status, reason) = rows(outcome)["a.txt"]
    assert (status, "encoding" in reason) == ("review", True)
    assert list(Section.objects.values_list("title", flat=True)) == ["Tin tức"]
    assert not Article.objects.get().live


@pytest.mark.django_db
def test_a_list_stands_as_one_in_the_article(tmp_path, site):
    run(tmp_path, site, {"a.txt": a_page("Gồm:", "- Một < hai.\n    - Ba.")})
    (block,) = Article.objects.get().body
    assert str(block.value.source) == "<p>Gồm:</p><ul><li>Một &lt; hai.</li><li>Ba.</li></ul>"


@pytest.mark.django_db
def test_every_line_that_was_cut_stands_in_the_report(tmp_path, site):
    outcome = run(tmp_path, site, {f"{n}.txt": a_dump(title=f"Tin {n}") for n in range(3)} | {"x.txt": a_page("Lạ.")})
    page = (outcome.job / "report.html").read_text(encoding="utf-8")
    for line in ("BẢN ĐỒ HÀNH CHÍNH", "Liên kết web", "Tổng truy cập: 1.234.567"):
        assert f"<td>{line}</td><td>4</td><td>0.txt</td>" in page
    table = list(csv.reader((outcome.job / "report.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert table[0][-1] == "cut"
    assert "Liên kết web" in table[1][-1]
