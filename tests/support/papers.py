"""Makes the files that offices attach: documents of Word, PDFs with text, scanned, locked, damaged."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document as WordDocument
from pypdf import PdfReader, PdfWriter


def a_word_file(text: str, cell: str = "") -> bytes:
    """A DOCX with one paragraph and, where asked for, a table with one cell."""
    document, target = WordDocument(), io.BytesIO()
    document.add_paragraph(text)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    document.save(target)
    return target.getvalue()


def a_pdf(*pages: str) -> bytes:
    """A PDF with a page for each text, which is of ASCII letters; a page without any is a scanned one."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return a_pdf_of(
        font, *(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else "0 0 m 100 100 l S" for text in pages)
    )


def a_pdf_of_letters(*lines: Sequence[str | int]) -> bytes:
    """A PDF of one page with lines of texts in any letters; a number is the gap before the next, in 1/1000 of a height.

    A letter is half as wide as high.
    """
    used = sorted({letter for line in lines for text in line if isinstance(text, str) for letter in text})
    known = " ".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in used)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 "
        "begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(used)} beginbfchar {known} endbfchar endcmap end end"
    )
    shape = (
        "/DW 500 /CIDSystemInfo << /Registry (A) /Ordering (B) /Supplement 0 >> /FontDescriptor << "
        "/Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 -200 500 800] /Ascent 800 /Descent -200 >>"
    )
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 4 0 R "
        f"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A {shape} >>] >>"
    )
    drawn = " ".join(f"[{' '.join(map(in_array, line))}] TJ T*" for line in lines)
    page = f"BT /F1 12 Tf 50 780 Td 20 TL {drawn} ET"
    return a_pdf_of(font, page, more=[f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream"])


def in_array(piece: str | int) -> str:
    """A text or a gap as it stands in an array of what is drawn."""
    return f"<{piece.encode('utf-16-be').hex()}>" if isinstance(piece, str) else f"{-piece}"


def a_pdf_of(font: str, *pages: str, more: Sequence[str] = ()) -> bytes:
    """A PDF with pages that draw something in one font; what is more is numbered from 4 on."""
    first = 4 + len(more)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        font,
        *more,
    ]
    for number, stream in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 1 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    made, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return f"{made}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def a_locked_pdf(text: str, password: str = "mat khau") -> bytes:
    """A PDF that opens with a password only; an empty one opens it to everybody, and locks only what may be changed."""
    writer, target = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf(text)))), io.BytesIO()
    writer.encrypt(password, "cua chu", algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()
