"""The words of a document of Office are read wherever they stand, each once, in the order of reading."""

from __future__ import annotations

import io

import pytest

from hoaban.media import office_text
from hoaban.media.file_texts import read_text
from hoaban.media.rtf_text import Rtf
from hoaban.media.unread import LockedFile
from tests.machine import shared
from tests.support.office_files import a_docx, a_paragraph, an_archive, an_open_document


def lines(content: bytes, ending: str) -> list[str]:
    """The lines that are read in a document."""
    return list(office_text.texts_of(io.BytesIO(content), ending))


def words(body: str, **parts: str) -> list[str]:
    """The lines of a DOCX with a body."""
    return lines(a_docx(body, **parts), ".docx")


def a_run(text: str, within: str = "") -> str:
    """A run of text, inside an element of a DOCX where one is named."""
    run = f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:{within}>{run}</w:{within}>" if within else run


def a_hidden_run(says: str) -> str:
    """A run whose words Word does not show."""
    return f"<w:r><w:rPr><w:{says}/></w:rPr><w:t> ẩn</w:t></w:r>"


def a_table(*cells: str) -> str:
    """A table of DOCX with one row."""
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"


def a_box(text: str) -> str:
    """A box of text as Word draws it: once for itself, once more for older programs."""
    box = f"<w:txbxContent>{a_paragraph(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (a_paragraph("Trước ", a_box("Trong hộp"), "và sau hộp"), ["Trước và sau hộp", "Trong hộp"]),
        (f"<w:sdt><w:sdtContent>{a_paragraph('Ô nội dung')}</w:sdtContent></w:sdt>", ["Ô nội dung"]),
        (a_paragraph("Số ", f"<w:sdt>{a_run('12', 'sdtContent')}</w:sdt>"), ["Số 12"]),
        (a_paragraph("Đã ", a_run("chèn", "ins"), a_run("bỏ", "del")), ["Đã chèn"]),
        (a_paragraph("Đã ", "<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>", "đổi"), ["Đã đổi"]),
        (a_paragraph(a_run("chỗ cũ", "moveFrom"), a_run("chỗ mới", "moveTo")), ["chỗ mới"]),
        (a_paragraph(a_run("liên kết", "hyperlink"), a_run(" thẻ", "smartTag")), ["liên kết thẻ"]),
        (a_table(a_paragraph("Ô"), a_table(a_paragraph("Ô trong ô")) + a_paragraph()), ["Ô", "Ô trong ô"]),
        (a_paragraph("88/2024/NĐ", "<w:r><w:noBreakHyphen/><w:t>CP</w:t></w:r>"), ["88/2024/NĐ-CP"]),
        (a_paragraph("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>", "Họ", "<w:r><w:tab/></w:r>", "tên"), ["Họ\ttên"]),
        (a_paragraph("Thấy", a_hidden_run("vanish"), " rõ"), ["Thấy rõ"]),
        (a_paragraph("Thấy", a_hidden_run('vanish w:val="0"'), " rõ"), ["Thấy ẩn rõ"]),
        (a_paragraph("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>", "Dấu đoạn ẩn"), ["Dấu đoạn ẩn"]),
        (a_paragraph("<w:r><w:instrText>PAGE</w:instrText></w:r>", "<w:r><w:t>Trang 1</w:t></w:r>"), ["Trang 1"]),
    ],
)  # fmt: skip
def test_each_place_of_a_word_file_is_read_once(body, read):
    assert words(body) == read


def test_headers_notes_and_footers_are_read_around_the_text():
    parts = {
        "header2": a_paragraph("UBND XÃ"),
        "header1": a_paragraph("UBND XÃ"),
        "footnotes": a_paragraph("Chú thích"),
        "endnotes": a_paragraph("Ghi chú cuối"),
        "footer1": a_paragraph("Trang"),
    }
    assert words(a_paragraph("Nội dung"), **parts) == ["UBND XÃ", "Nội dung", "Chú thích", "Ghi chú cuối", "Trang"]


def test_cells_of_a_workbook_are_read_with_their_strings():
    strings = "<sst><si><t>Họ tên</t></si><si/><si><r><t>Đặng </t></r><r><t>Đông</t></r><rPh><t>x</t></rPh></si></sst>"
    first = (
        '<s><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>99</v></c></row><row><c t="s"><v>2</v></c>'
        '<c><f>SUM(A1)</f><v>1250000</v></c><c t="str"><v>Nà Lòng</v></c>'
        '<c t="inlineStr"><is><t>ghi chú</t></is></c></row></s>'
    )
    parts = {
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet10.xml": '<s><c t="inlineStr"><is><t>tờ mười</t></is></c></s>',
        "xl/worksheets/sheet2.xml": first,
        "xl/drawings/drawing1.xml": '<x xmlns:a="a"><a:p><a:r><a:t>hình</a:t></a:r></a:p></x>',
    }
    assert lines(an_archive(parts), ".xlsx") == [
        *("Họ tên", "Đặng Đông", "1250000", "Nà Lòng", "ghi chú", "tờ mười", "hình")
    ]  # fmt: skip


def test_slides_are_read_in_their_order_with_notes():
    slide = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{}</a:t></a:r><a:fld><a:t>{}</a:t></a:fld></a:p></p:sld>'
    names = ("slides/slide10", "slides/slide2", "notesSlides/notesSlide1", "diagrams/data1")
    content = an_archive({f"ppt/{name}.xml": slide.format(name, "!") for name in names})
    assert lines(content, ".pptx") == [
        "slides/slide2!",
        "slides/slide10!",
        "diagrams/data1!",
        "notesSlides/notesSlide1!",
    ]


@pytest.mark.parametrize("ending", [".odt", ".ods", ".odp"])
def test_open_documents_are_read(ending):
    body = (
        "<text:tracked-changes><text:p>đã xóa</text:p></text:tracked-changes>"
        "<text:h>Biên bản</text:h><text:p>Thôn <text:span>Nà<text:s text:c='2'/>Lòng</text:span>, xã"
        "<draw:text-box><text:p>trong hộp</text:p></draw:text-box>"
        "<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>chú thích</text:p></text:note-body></text:note>"
        " Sơn Ca</text:p><table:table-cell><text:p>ô</text:p></table:table-cell>"
    )
    header = "<style:header><text:p>UBND XÃ</text:p></style:header>"
    read = lines(an_open_document(ending, body, styles=header), ending)
    assert read == ["UBND XÃ"] * (ending == ".odt") + [
        "Biên bản",
        "Thôn Nà  Lòng, xã Sơn Ca",
        "trong hộp",
        "chú thích",
        "ô",
    ]


def test_a_locked_open_document_is_told_from_a_damaged_one():
    manifest = '<manifest xmlns:m="m"><m:encryption-data/></manifest>'
    content = an_archive({"content.xml": "\u0001", "META-INF/manifest.xml": manifest})
    with pytest.raises(LockedFile):
        lines(content, ".odt")


def test_entities_are_refused():
    with pytest.raises(ValueError, match="entity"):
        lines(an_archive({"content.xml": '<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'}), ".odt")


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi T\u7901? tr\u236?nh}", "Tờ trình"),
        (rb"{\rtf1\ansi\uc2 \u7901 ab\u236\'3f\'3f{\uc1\u7901?}c}", "ờìờc"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}{\f1\fcharset163 Times;}}{\f1 \'d0\'f4ng}{\f0 \'d0}}", "ĐôngÐ"),
        (rb"{\rtf1\ansicpg1258 B\'e0 \'d0\'f4ng}", "Bà Đông"),
        (rb"{\rtf1{\stylesheet Normal;}{\info{\title x}}{\*\generator W;}{\pict 00ff}Ch\'e0o}", "Chào"),
        (rb"{\rtf1 a\par b\tab c\~d\_e}", "a\nb\tc d-e"),
        (rb"{\rtf1{\header \u272?\u7847?u trang\par}Th\'e2n{\footnote ghi ch\'fa}}", "Đầu trang\nThânghi chú"),
        (rb"{\rtf1 gi\u7919? {\deleted b\u7887?}{\*\bkmkstart a}l\u7841?i\bin3 }}}}", "giữ lại"),
        (rb"{\rtf1 \u-10179?\{a\\b\}", "\ud83d{a\\b}"),
        (b"{\\rtf1 a\r\nb\\\nc", "ab\nc"),
        (b"}}}{\\rtf1 a", "a"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_of_an_rtf_is_read(rtf, text):
    assert "".join(Rtf().texts_of(rtf)) == text


@pytest.mark.parametrize(
    "name", ["bang-luong.xlsx", "bien-ban.odt", "quyet-dinh-font-cu.docx", "to-trinh.rtf", "vi-tri-la.docx"]
)
def test_files_that_were_once_not_read_are(name):
    wanted = {
        "bang-luong.xlsx": ["Bảng lương có từ zxlsxone"],
        "bien-ban.odt": ["Biên bản có từ zodtone"],
        "quyet-dinh-font-cu.docx": ["Quyết định về việc phê duyệt", "zvntime", "chính quyền địa phương"],
        "to-trinh.rtf": ["Tờ trình zrtfone"],
        "vi-tri-la.docx": "zhdrone zftrone ztbxone 77/QĐ-UBND zsdtone zsdtinline zinsone zsmartone ztabone znesttabone "
        "88/2024/NĐ-CP".split(),
    }
    with shared(f"data/found/files/{name}").open("rb") as file:
        text = read_text(file, name).text
    assert [words for words in wanted[name] if text.count(words) != 1] == []
    assert "zdelone" not in text
