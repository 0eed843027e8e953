"""What somebody pasted from Word, Excel, LibreOffice or Google: texts, tables and pictures, in their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kit.pasted_html import Picture, Text, as_text_alone, pieces_of, taken_apart
from hoaban.kit.pasted_markup import MOST_TAGS_SENT, TooDeep, TooManyTags, plain_markup
from hoaban.kit.pasted_plain import linked, pieces_of_plain
from hoaban.kit.pasted_tables import MOST_ROWS, Table, TableTooLarge

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head>
<body><!--[if gte mso 9]><xml>x</xml><![endif]--><!--StartFragment--><h1>Kết quả<o:p></o:p></h1>
<p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>Một mục<o:p></o:p></p>
<table class=MsoTableGrid style='mso-yfti-tbllook:1184'><tr>
<td rowspan=2><p>TT<o:p></o:p></p></td>
<td colspan=2><p class=MsoNormal>Năm 2024<o:p></o:p></p></td></tr>
<tr><td><p>Quý I</p></td><td><p>Quý<br>II</p></td></tr>
<tr><td><p>1</p></td><td><p>12</p></td><td><p>34</p><p>(tăng)</p></td></tr>
<tr><td><p>&nbsp;</p></td><td><p>&nbsp;</p></td><td><p><o:p>&nbsp;</o:p></p></td></tr></table>
<p>Sau bảng</p><!--EndFragment--></body></html>"""
EXCEL = """<table border=0 x:str><col width=64 span=2><tr height=20><td colspan=2 class=xl65>Tổng</td></tr>
<tr><td x:num>12</td><td align=right x:num="34.5">34,5</td></tr>
<tr style='display:none'><td>ẩn</td><td>0</td></tr></table>"""
GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p dir="ltr"><span
style="font-weight:700">Đậm</span><span style="font-style:italic"> nghiêng</span></p>
<div><table><colgroup><col/></colgroup>
<tbody><tr><td><p><span>A</span></p></td><td><p><span>B</span></p></td></tr></tbody></table></div></b>"""
OFFICE = """<table><caption>Bảng <b>1</b></caption><thead><tr><th>Xã</th><th>Hộ</th></tr></thead><tbody>
<tr><td>Mường</td><td>5</td></tr></tbody></table>"""

LIBRE = """<!DOCTYPE html><html><head><meta name="generator" content="LibreOffice 7.4"/></head><body>
<table cellspacing="0" border="0"><colgroup width="85"></colgroup><tr><td height="17" align="left">
<font face="Sans">Xã</font></td><td align="left"><font>Hộ</font></td></tr>
<tr><td><br></td><td align="right" sdval="5" sdnum="1066;"><font>5</font></td></tr></table></body></html>"""
SHEETS = """<google-sheets-html-origin><style type="text/css">td{border:1px}</style>
<table data-sheets-root="1"><colgroup><col width="100"/></colgroup><tbody><tr style="height:21px;">
<td data-sheets-value='{"1":2}' rowspan="2" colspan="1">A</td>
<td>1</td></tr><tr style="height:21px;"><td>2<br/>3</td></tr></tbody></table>"""


def tables(html):
    return [piece for piece in pieces_of(html) if isinstance(piece, Table)]


def grid(html):
    return tables(html)[0].grid()


def test_a_word_text_keeps_heading_list_table_and_what_follows():
    before, table, after = pieces_of(WORD)
    assert before == Text("<h2>Kết quả</h2><ul><li>Một mục</li></ul>")
    assert table.grid() == (
        [["TT", "Năm 2024", ""], ["", "Quý I", "Quý\nII"], ["1", "12", "34\n(tăng)"]],
        {(0, 0): (2, 1), (0, 1): (1, 2)},
    )
    assert after == Text("<p>Sau bảng</p>")


def test_an_excel_table_keeps_its_figures_and_not_what_is_hidden():
    assert grid(EXCEL) == ([["Tổng", ""], ["12", "34,5"]], {(0, 0): (1, 2)})


def test_a_google_text_keeps_what_its_styles_say():
    text, table = pieces_of(GOOGLE)
    assert text == Text("<p><b>Đậm</b><i> nghiêng</i></p>")
    assert table.grid()[0] == [["A", "B"]]


def test_tables_of_libreoffice_and_google_sheets_keep_their_shape():
    assert grid(LIBRE) == ([["Xã", "Hộ"], ["", "5"]], {})
    assert grid(SHEETS) == ([["A", "1"], ["", "2\n3"]], {(0, 0): (2, 1)})


def test_a_caption_and_headers_are_taken_over():
    value = tables(OFFICE)[0].value()
    assert (value["table_caption"], value["table_header_choice"]) == ("Bảng 1", "row")
    beside = "<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>"
    assert tables(beside)[0].value()["table_header_choice"] == "column"
    both = "<table><tr><th>x</th><th>y</th></tr><tr><th>b</th><td>2</td></tr></table>"
    assert tables(both)[0].value()["table_header_choice"] == "both"


@pytest.mark.parametrize(
    ("html", "rows", "spans"),
    [
        ("<tr><td>a<td colspan=0>b</tr>", [["a", "b"]], {}),
        ("<tr><td rowspan=9>a<td>b<tr><td>c", [["a", "b"], ["", "c"]], {(0, 0): (2, 1)}),
        ("<tr><td>a<td>b<tr><td colspan=x>c", [["a", "b"], ["c", ""]], {}),
        ("<tr><td>a<td rowspan=2>b<tr><td colspan=2>c", [["a", "b"], ["c", ""]], {(0, 1): (2, 1)}),
        ("<tr><td>a<td>b<td>c<tr><td>1<td><td>3", [["a", "b", "c"], ["1", "", "3"]], {}),
        ("<tr><td>a<td><td>c<tr><td>1<td><td>3", [["a", "c"], ["1", "3"]], {}),
        ("<tr><td rowspan=3>a<td>b<tr><td><tr><td>c", [["a", "b"], ["", "c"]], {(0, 0): (2, 1)}),
        ("<tr><td>a<td><table><tr><td>1<td>2<tr><td>3</table>", [["a", "1 2\n3"]], {}),
        ("<tr><td>a<td><ul><li>x<li>y</ul>", [["a", "x\ny"]], {}),
        ("<tr><td>a<td>&lt;b&gt; &amp;", [["a", "<b> &"]], {}),
    ],
)
def test_every_cell_stands_under_its_heading(html, rows, spans):
    assert grid(f"<table>{html}</table>") == (rows, spans)


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<tr><td>A1</td><td>B1</td></tr><tr><td>A2</td><td>B2</td></tr>", [["A1", "B1"], ["A2", "B2"]]),
        ("<tbody><tr><td>A1<td>B1<tr><td>A2<td>B2</tbody>", [["A1", "B1"], ["A2", "B2"]]),
        ("<td>A</td><td>B<table><tr><td>1</td></tr></table></td>", [["A", "B\n1"]]),
    ],
)
def test_rows_without_a_table_are_one(html, rows):
    assert grid(html) == (rows, {})


def test_what_stands_around_rows_without_a_table_stays_there():
    html = "<p>x</p><tr><td>1</td><td>2</td></tr> <tr><td>3</td><td>4</td></tr>y"
    assert [type(piece) for piece in pieces_of(html)] == [Text, Table, Text]


@pytest.mark.parametrize(
    ("html", "missed"),
    [
        ("<iframe src=x>y</iframe><video><p>y</p></video>", 2),
        ("<object><object></object><embed></object>x<embed>", 2),
        ("<input type=hidden><input><select><option>y</select><canvas>y</canvas>", 3),
        ("<p>x</p><svg></svg><script>y</script>", 0),
    ],
)
def test_what_an_editor_saw_and_cannot_have_is_counted(html, missed):
    pieces, left = taken_apart(html)
    assert (left, "y" in as_text_alone(pieces)) == (missed, False)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>một</div><div>hai</div>ba", "<p>một</p><p>hai</p><p>ba</p>"),
        ("<b>x<p>y</p></b>", "<p><b>x</b></p><p><b>y</b></p>"),
        ("a<br>b<br>", "<p>a<br/>b<br/></p>"),
        ("<ul><li>a<ol><li>b</ol></ul>", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ('<a href="https://a.example/?x=1&amp;y=2">q</a>', '<p><a href="https://a.example/?x=1&amp;y=2">q</a></p>'),
        ('<a href="javascript:x()">q</a><script>alert(1)</script>', "<p>q</p>"),
        ('<p style="display:none">ẩn <b>x</b></p><p>hiện</p>', "<p>hiện</p>"),
        ("<table><tr><td>khung<p>hai</p></td></tr></table>", "<p>khung</p><p>hai</p>"),
        ("<table><caption>tên</caption></table>", "<p>tên</p>"),
        ("<p>a</p><hr><p> </p>", "<p>a</p><hr/>"),
        ("a<hr>b", "<p>a</p><hr/><p>b</p>"),
        ("<style>td{}</style><table><tr><td><style>p{}</style>x</table>", "<p>x</p>"),
        ("<head><title>t</title></head><noscript><p>n</p></noscript>x<template><b>t</b></template>", "<p>x</p>"),
        ("<head><meta><style>s</style><p>x</p>", "<p>x</p>"),
        ("<svg><text>s</text><svg></svg>s</svg>x<xml><o:p>y</o:p></xml><o:p>z</o:p>", "<p>xz</p>"),
        ("<script>a<b</script >x<textarea><p>y</textarea>", "<p>x</p>"),
        ("<!-- a --><![if x]>x<!-- <p>b --><![endif]><?xml?>", "<p>x</p>"),
        ("<details><summary>a</summary>b</details>c", "<p>a</p><p>b</p><p>c</p>"),
        ("<figure>a<figcaption>b</figcaption></figure>", "<p>a</p><p>b</p>"),
        ("<fieldset><legend>a</legend><input>b</fieldset>c", "<p>a</p><p>b</p><p>c</p>"),
        ("<form>a<nav>b</nav>c</form><center>d</center>", "<p>a</p><p>b</p><p>c</p><p>d</p>"),
        ("<dl><dt>a<dd>b</dl><main>c</main>", "<p>a</p><p>b</p><p>c</p>"),
        ("a<header>b</header><footer>c</footer><pre>d</pre>e", "<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>"),
    ],
)
def test_text_is_written_anew(html, expected):
    assert "".join(piece.html for piece in pieces_of(html)) == expected


UNDER = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
SIGN = "<span style='mso-list:Ignore'>%s<span>&nbsp;&nbsp; </span></span>"


def word_item(level, sign, text):
    return f"<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level{level} lfo1'>{SIGN % sign}{text}</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a<ul><li>b<ul><li>c</ul></ul><li>d</ul>", UNDER),
        ("<ul><li><p>a</p></li><ul><li><p>b</p></li><ul><li>c</li></ul></ul><li>d</li></ul>", UNDER),
        (word_item(1, "·", "a") + word_item(2, "o", "b") + word_item(3, "§", "c") + word_item(1, "·", "d"), UNDER),
        (word_item(3, "·", "a") + word_item(3, "·", "b"), "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        (word_item(1, "1.", "a") + word_item(1, "IV", "b"), "<p>1. a</p><p>IV b</p>"),
        ("<ul><ul><li>a</ul></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li><li><div></div>c</li></ul>", "<ul><li>a<br/>b</li><li>c</li></ul>"),
        ("<ol><li>a<li>b</ol>", "<ol><li>a</li><li>b</li></ol>"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("<ul><li>a</ul><ol><li>b</ol>", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("<ol start=3><li>a<li><b>b</b></ol>", "<p>3. a</p><p>4. <b>b</b></p>"),
        ("<ol><li>a<li value=7>b<ul><li>c</ul></ol>", "<p>1. a</p><p>7. b</p><ul><li>c</li></ul>"),
        ("<ul><li>a<ol start=2><li>b</ol></ul>", "<ul><li>a<ul><li>2. b</li></ul></li></ul>"),
        ("<ol><li>a</ol><ol><li>b</ol>", "<ol><li>a</li></ol><p>1. b</p>"),
        ("<ol><li>a</ol><p>x</p><ol><li>b</ol>", "<ol><li>a</li></ol><p>x</p><ol><li>b</li></ol>"),
    ],
)
def test_items_of_lists_keep_their_level_and_their_number(html, expected):
    assert "".join(piece.html for piece in pieces_of(html)) == expected


@pytest.mark.parametrize(
    ("html", "in_text", "in_cell"),
    [
        ("25 m<sup>2</sup>", "25 m<sup>2</sup>", "25 m²"),
        ("CO<sub>2</sub>", "CO<sub>2</sub>", "CO₂"),
        ("10<sup>-3</sup>", "10<sup>-3</sup>", "10⁻³"),
        ('m<span style="vertical-align:super">3</span>', "m<sup>3</sup>", "m³"),
        ('H<span style="font-size:.6em; vertical-align: sub">2</span>O', "H<sub>2</sub>O", "H₂O"),
        ("x<sup><span>th</span></sup> <sup><b>2</b></sup>", "x<sup>th</sup> <sup><b>2</b></sup>", "xth ²"),
    ],
)
def test_what_stands_above_or_below_the_line_stays_there(html, in_text, in_cell):
    assert as_text_alone(pieces_of(html)) == f"<p>{in_text}</p>"
    assert grid(f"<table><tr><td>{html}<td>b</table>")[0] == [[in_cell, "b"]]


def test_pictures_stand_where_they_stood_those_of_a_cell_behind_the_table():
    table = '<table><tr><td><img data-number="1">1</td><td>2</td></tr></table>'
    html = f'<p>a<img data-number="0">b</p>{table}<img data-number="x">'
    kinds = [type(piece) for piece in pieces_of(html)]
    assert kinds == [Text, Picture, Text, Table, Picture]


def test_plain_text_keeps_its_lines_its_addresses_and_its_tabs():
    text, table, end = pieces_of_plain(
        "Xem https://a.example/x?y=1.\r\n\r\nhỏi a@b.example\nXã\tHộ\nMường\t5\n\nHết\tở đây"
    )
    assert text.html == (
        '<p>Xem <a href="https://a.example/x?y=1">https://a.example/x?y=1</a>.</p>'
        '<p>hỏi <a href="mailto:a@b.example">a@b.example</a></p>'
    )
    assert table.grid()[0] == [["Xã", "Hộ"], ["Mường", "5"]]
    assert end.html == "<p>Hết\tở đây</p>"


@pytest.mark.parametrize("line", ["", "a & b <c>", "http://", "@", "a@b", "(https://a.example/)"])
def test_words_around_an_address_stay(line):
    shown = linked(line).replace('<a href="https://a.example/">', "").replace("</a>", "")
    assert shown == line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_a_text_that_can_hold_no_table_gets_its_rows_as_lines():
    assert as_text_alone(pieces_of("<p>x</p><table><tr><td>12<td>34<tr><td>a<br>b<td>c</table>")) == (
        "<p>x</p><p>12 | 34</p><p>a b | c</p>"
    )


def test_a_table_that_is_too_large_is_told_with_its_size():
    rows = "<tr><td>1</td><td>2</td></tr>" * (MOST_ROWS + 1)
    with pytest.raises(TableTooLarge, match=f"{MOST_ROWS + 1} rows, 2 columns"):
        grid(f"<table>{rows}</table>")
    for hostile in ("<td>x</td>" * 20_000, "<td colspan=50 rowspan=500>x</td>" * 300):
        with pytest.raises(TableTooLarge):
            grid(f"<table>{f'<tr>{hostile}</tr>' * 3}</table>")


def test_more_cells_of_plain_text_than_a_table_has_are_refused_before_one_is_made(monkeypatch):
    monkeypatch.setattr("hoaban.kit.pasted_plain.Cell", None)
    for text, size in (
        ("a\t\n" * 60_000, "rows, 2 columns"),
        ("a\tb\n" + "\t" * 60_000 + "b", "2 rows, 60001 columns"),
    ):
        with pytest.raises(TableTooLarge, match=size):
            pieces_of_plain(text)


@pytest.mark.parametrize("hostile", ["<div>", "<b style=x>", "<ul>", "<table><tr><td>", "<b>x</p>"])
def test_what_lies_too_deep_is_refused_before_it_costs(hostile):
    with pytest.raises(TooDeep):
        pieces_of(hostile * 30_000)


@pytest.mark.parametrize("sign", ["&", "\u00a0", "a\u00a0", "&amp;", "&a", "<", "x&lt;"])
def test_a_cleaner_gets_no_sign_that_costs_it_the_rest_of_the_text(sign):
    sent = "".join(plain_markup(f"<p>{sign * 9_000}</p>").parts).removeprefix("<p>").removesuffix("</p>")
    assert not set("&<>\u00a0") & set(sent)
    assert len(sent) <= len(sign) * 9_000


@pytest.mark.parametrize("tag", ["p", "a", "font", "td"])
def test_a_cleaner_gets_no_attribute_that_nobody_reads(tag):
    many = " ".join(f"a{one}" if one % 2 else f"a{one}='>'" for one in range(9_000))
    assert len("".join(plain_markup(f"<{tag} {many} style='x' href='{'y' * 9_000}'>x").parts)) < 40
    assert as_text_alone(pieces_of(f"<{tag} {many}>x")) == "<p>x</p>"


@pytest.mark.parametrize("tag", ["<br>", "<b></b>", "<", "</i>", "<!---->"])
def test_more_tags_than_a_text_has_are_refused_before_they_are_read(tag):
    with pytest.raises(TooManyTags):
        pieces_of(tag * (MOST_TAGS_SENT + 1))


def test_a_word_text_that_is_mostly_styles_is_taken():
    style = "<style>p.MsoNormal, li.MsoNormal {mso-style-unhide:no; font-family:&quot;a&quot;;}</style>" * 9_000
    line = (
        '<p class=MsoNormal style="margin-bottom:0cm;text-align:justify;line-height:normal">Một&nbsp;dòng &amp; hai</p>'
    )
    html = f"<html><head>{style}</head><body>{line * 900}</body></html>"
    assert as_text_alone(pieces_of(html)) == "<p>Một dòng &amp; hai</p>" * 900


TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<table>", "</table>", "<tr>", "<td rowspan=2>", "<th colspan=3>"]
)


@given(
    st.lists(
        TAGS | st.sampled_from(["a", " ", "<li>", "<ul>", "</ul>", "<br>", "<caption>", "<hr>", "&lt;"]), max_size=40
    )
)
def test_no_order_of_tags_is_a_fault_and_no_letter_is_lost(parts):
    pieces = pieces_of("".join(parts))
    said = 0
    for piece in pieces:
        if isinstance(piece, Table):
            rows, spans = piece.grid()
            assert len({len(row) for row in rows}) == 1
            said += sum(cell.count("a") for row in rows for cell in row) + piece.caption.count("a")
            assert all(y + down <= len(rows) and x + across <= len(rows[0]) for (y, x), (down, across) in spans.items())
        else:
            said += piece.html.replace("<table", "").count("a")
    assert said == parts.count("a")
