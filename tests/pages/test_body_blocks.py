"""Blocks of a body: what each shows with nothing but what it must have and with everything, and what it refuses."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError

from hoaban.media.actions import store_file
from hoaban.media.rendition_making import make_sizes
from hoaban.pages.blocks.tables import is_merged_cell
from tests.builders import a_film, a_photo, a_portal, a_section, an_article
from tests.support.blocks import block_of, cleaned, rendered, wrong_fields

pytestmark = pytest.mark.django_db
BODY = "article_body"
PHOTO = {"image": None, "caption": "", "credit": "", "alt": "", "decorative": False, "file_name": ""}


def html(name, value):
    return rendered(BODY, name, value)


@pytest.fixture
def photo():
    photo = a_photo(credit="Hà An")
    make_sizes(photo.pk, slow=False)
    return photo


def test_text_is_cleaned_whatever_stands_in_it():
    shown = html("text", "<h2>Mục</h2><p onclick='x()'>Chữ <b>đậm</b><script>alert(1)</script></p><iframe></iframe>")
    assert "<h2>Mục</h2>" in shown
    assert "<b>đậm</b>" in shown
    for hostile in ("script", "alert", "onclick", "iframe"):
        assert hostile not in shown


def test_text_that_says_nothing_shows_nothing():
    assert html("text", "").strip() == ""


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, {"image"}),
        ({"file_name": "anh.jpg"}, set()),
        ({"caption": "x", "credit": "y", "alt": "z"}, {"image"}),
        ({"decorative": True}, {"image"}),
    ],
)
def test_a_photo_block_wants_a_photo_or_the_name_of_one_that_is_missing(said, wrong):
    assert wrong_fields(BODY, "photo", {**PHOTO, **said}) == wrong


@pytest.mark.parametrize(
    ("own", "said", "wrong"),
    [
        ("", {}, {"alt"}),
        ("", {"alt": "Cánh đồng"}, set()),
        ("", {"decorative": True}, set()),
        ("Cánh đồng", {}, set()),
    ],
)
def test_a_photo_needs_words_for_who_does_not_see_it(own, said, wrong):
    assert wrong_fields(BODY, "photo", {**PHOTO, "image": a_photo(alt=own), **said}) == wrong


def test_a_draft_may_lack_the_words():
    block = block_of(BODY, "photo")
    value = block.normalize({**PHOTO, "image": a_photo(alt="")})
    assert block.clean_deferred(value)["image"] is not None


def test_a_photo_shows_its_own_words_where_the_block_says_none(photo):
    shown = html("photo", {**PHOTO, "image": photo})
    assert 'alt="Cánh đồng lúa"' in shown
    assert "Hà An" in shown
    assert html("photo", {**PHOTO, "image": photo, "decorative": True}).count('alt=""') == 1


def test_a_photo_shows_the_blocks_words_before_its_own(photo):
    said = {"image": photo, "caption": "Chú thích", "credit": "Lò Inh", "alt": "Ruộng bậc thang"}
    shown = html("photo", {**PHOTO, **said})
    for words in ("Chú thích", "Lò Inh", 'alt="Ruộng bậc thang"'):
        assert words in shown
    assert "Hà An" not in shown
    assert "Cánh đồng lúa" not in shown


def test_a_photo_without_caption_and_credit_has_no_line_for_them():
    bare = a_photo()
    make_sizes(bare.pk, slow=False)
    assert "<figcaption" not in html("photo", {**PHOTO, "image": bare})


def test_the_frame_of_a_missing_photo_names_its_file_and_caption():
    shown = html("photo", {**PHOTO, "file_name": "<anh>.jpg", "caption": "Chú thích"})
    assert 'class="missing"' in shown
    assert "(&lt;anh&gt;.jpg)" in shown
    assert "Chú thích" in shown
    assert "()" not in html("photo", PHOTO)


def test_a_gallery_shows_the_photos_that_are_there(photo):
    shown = html("gallery", [{"image": photo, "caption": "Một"}, {"image": None, "caption": "Hai"}])
    assert shown.count("<figure") == 1
    assert "Một" in shown
    assert "Hai" not in shown
    assert "<figure" not in html("gallery", [])


def test_a_gallery_refuses_a_place_without_a_photo():
    assert wrong_fields(BODY, "gallery", [{"image": None, "caption": "x"}])


TABLE = {
    "data": [["Tên", "Số"], ["Một", "1"], [None, "2"]],
    "first_row_is_table_header": True,
    "first_col_is_header": False,
    "table_header_choice": "row",
    "table_caption": "Bảng số liệu",
}


def test_a_table_shows_caption_and_headers():
    shown = html("table", TABLE)
    assert "<caption>Bảng số liệu</caption>" in shown
    assert shown.count('scope="col"') == 2
    assert 'scope="row"' not in shown
    assert "None" not in shown
    assert html("table", {**TABLE, "first_col_is_header": True}).count('scope="row"') == 2


@pytest.mark.parametrize("kind", ["photo", "gallery"])
@pytest.mark.parametrize(
    ("said", "shown"),
    [({}, None), ({"alt": "Lúa"}, "Lúa"), ({"decorative": True}, ""), ({"alt": "x", "decorative": True}, "")],
)
@pytest.mark.parametrize("of_photo", [{}, {"description": "Đồng"}, {"decorative": True}])
def test_what_a_photo_shows_is_said_or_marked(photo, kind, said, shown, of_photo):
    photo.description, photo.is_decorative = of_photo.get("description", ""), of_photo.get("decorative", False)
    photo.save()
    one = {"image": photo, **said}
    value = one if kind == "photo" else [one]
    if shown is None:
        shown = of_photo.get("description", "" if of_photo else None)
    if shown is None:
        assert wrong_fields(BODY, kind, value)
        return
    assert not wrong_fields(BODY, kind, value)
    assert f'alt="{shown}"' in html(kind, value)


def merged(row, col, rowspan, colspan):
    return {"row": row, "col": col, "rowspan": rowspan, "colspan": colspan}


def test_merged_cells_span_in_the_header_and_below_it():
    data = [["TT", "Năm 2024", "rác"], [None, "Quý I", "Quý II"], ["1", "12\nhộ", "34"], ["", None, ""], ["2", "5", ""]]
    spans = [merged(0, 0, 2, 1), merged(0, 1, 1, 2), merged(4, 1, 1, 2), merged(0, 1, 2, 2), merged(9, 0, 1, 2)]
    shown = html("table", {**TABLE, "data": data, "mergeCells": spans, "first_col_is_header": True})
    head, body = shown.split("</thead>")
    assert head.count("<tr>") == 2, "the header reaches as far down as its cells"
    assert '<th scope="col" rowspan="2">TT</th>' in head
    assert '<th scope="colgroup" colspan="2">Năm 2024</th>' in head
    assert "rác" not in shown
    assert body.count("<tr>") == 2, "no empty row"
    assert '<th scope="row">1</th><td>12<br>hộ</td><td>34</td>' in body
    assert '<td colspan="2">5</td>' in body


@pytest.mark.parametrize("data", [[], [[]], [["", None], ["", ""]], [["a"], []]])
def test_a_table_without_anything_in_it_shows_none(data):
    assert html("table", {"data": data}).count("<table>") == (1 if data and data[0] == ["a"] else 0)


def test_a_table_from_an_old_portal_without_caption_or_header_stands_too():
    shown = html("table", {"data": [["a", "b"]]})
    assert "<caption" not in shown
    assert "<th" not in shown
    assert shown.count("<td") == 2


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, False),
        ({"table_caption": ""}, True),
        ({"table_caption": None}, True),
        ({"table_caption": "  "}, True),
        ({"table_header_choice": "neither"}, True),
        ({"table_header_choice": "column"}, False),
    ],
)
def test_a_table_wants_a_caption_and_a_header(said, refused):
    if refused:
        with pytest.raises(ValidationError):
            cleaned(BODY, "table", {**TABLE, **said})
    else:
        assert cleaned(BODY, "table", {**TABLE, **said})["data"] == TABLE["data"]


@pytest.mark.parametrize(
    "sent", ["5", '"a"', "[1]", '{"data": 5}', '{"data": [5]}', '{"data": {"0": ["a"]}}', '{"a": 1}']
)
def test_what_is_no_table_is_refused(sent):
    with pytest.raises(ValidationError):
        block_of(BODY, "table").value_from_form(sent)


@pytest.mark.parametrize("sent", ["null", "{}", "[]"])
def test_no_table_is_no_fault(sent):
    assert not block_of(BODY, "table").value_from_form(sent)


def test_cells_are_cleaned_and_foreign_merges_dropped():
    whole = {"row": 0, "col": 0, "rowspan": 1, "colspan": 2}
    sent = {
        "data": [["a\u200b", None, 5]],
        "table_caption": " Bảng\n số ",
        "mergeCells": [whole, {"row": "0"}, 5, {**whole, "colspan": None}],
    }
    made = block_of(BODY, "table").value_from_form(json.dumps(sent))
    assert made["data"] == [["a", None, "5"]]
    assert made["table_caption"] == "Bảng số"
    assert made["mergeCells"] == [whole]
    assert block_of(BODY, "table").value_from_form(json.dumps({**sent, "mergeCells": 5}))["mergeCells"] == []


@pytest.mark.parametrize("one", [None, 5, [], {}, {"row": 1, "col": 1, "rowspan": 1}, {"row": "1", "col": 1}])
def test_what_says_not_where_it_begins_and_ends_is_no_merged_cell(one):
    assert not is_merged_cell(one)


def test_a_quote_names_who_said_it_where_somebody_did():
    assert "<footer" not in html("quote", {"text": "Lời\nnói", "attribution": ""})
    shown = html("quote", {"text": "Lời\nnói <b>", "attribution": "Bí thư <i>"})
    assert "Lời<br>nói &lt;b&gt;" in shown
    assert "<footer>Bí thư &lt;i&gt;</footer>" in shown


def test_files_are_named_with_kind_and_size():
    attached = store_file(b"%PDF-1.4\n%%EOF", name="mau.pdf", title="Mẫu đơn <1>")
    shown = html("files", [attached])
    assert "PDF" in shown
    assert "Mẫu đơn &lt;1&gt;" in shown
    assert attached.url in shown


def test_a_file_that_is_deleted_leaves_the_list():
    one, other = (store_file(b"%PDF-1.4\n%%EOF", name="a.pdf", title=title) for title in ("Một", "Hai"))
    section = a_section(a_portal())
    article = an_article(section, body=[("files", [one, other])])
    one.delete()
    article = type(article).objects.get(pk=article.pk)
    shown = str(article.body)
    assert "Hai" in shown
    assert shown.count("<li>") == 1


def test_a_video_shows_nothing_where_its_film_is_gone():
    film = a_film()
    shown = html("video", {"video": film, "caption": "Chú thích"})
    assert "<video" in shown
    assert "<figcaption>Chú thích</figcaption>" in shown
    assert "<figcaption" not in html("video", {"video": film, "caption": ""})
    assert "<video" not in html("video", {"video": None, "caption": "Chú thích"})


def test_a_box_is_named_and_its_text_cleaned():
    shown = html("box", {"title": "Cần biết", "text": "<p>Chữ<script>alert(1)</script></p>"})
    assert shown.count("Cần biết") == 2
    assert "Chữ" in shown
    assert "alert" not in shown


def test_a_map_link_leads_nowhere_harmful():
    shown = html("map_link", {"place": "Chợ", "description": "Rẽ trái", "url": "https://map.example/"})
    assert 'href="https://map.example/"' in shown
    assert "Rẽ trái" in shown
    shown = html("map_link", {"place": "Chợ", "description": "", "url": "javascript:alert(1)"})
    assert "javascript" not in shown
    assert shown.count("<br>") == 1


WANTED = {
    "quote": ({"text": "", "attribution": ""}, {"text"}),
    "video": ({"video": None, "caption": ""}, {"video"}),
    "box": ({"title": "", "text": ""}, {"title", "text"}),
    "map_link": ({"place": "", "description": "", "url": ""}, {"place", "url"}),
}


@pytest.mark.parametrize("name", WANTED)
def test_a_block_refuses_to_lack_what_it_shows(name):
    value, wrong = WANTED[name]
    assert wrong_fields(BODY, name, value) == wrong


TOO_LONG = {
    "photo": ({**PHOTO, "file_name": "a.jpg"}, {"caption": 500, "credit": 200, "alt": 300}),
    "quote": ({"text": "x", "attribution": ""}, {"text": 2000, "attribution": 200}),
    "box": ({"title": "x", "text": "<p>x</p>"}, {"title": 200}),
    "map_link": ({"place": "x", "description": "", "url": "https://a.example/"}, {"place": 200, "description": 300}),
}


@pytest.mark.parametrize(
    ("name", "part", "length"),
    [(name, part, length) for name, (_v, parts) in TOO_LONG.items() for part, length in parts.items()],
)
def test_each_part_has_its_length(name, part, length):
    value = TOO_LONG[name][0]
    assert wrong_fields(BODY, name, {**value, part: "x" * length}) == set()
    assert wrong_fields(BODY, name, {**value, part: "x" * (length + 1)}) == {part}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "khong-phai-dia-chi"])
def test_a_map_is_an_address_of_the_web(url):
    assert wrong_fields(BODY, "map_link", {"place": "x", "description": "", "url": url}) == {"url"}
