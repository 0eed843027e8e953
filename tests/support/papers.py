"""Makes the files that offices attach: documents of Word, PDFs with text, scanned, locked, damaged."""

from __future__ import annotations

import io

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
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else "0 0 m 100 100 l S"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
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


def a_locked_pdf(text: str) -> bytes:
    """A PDF that opens with a password only."""
    writer, target = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf(text)))), io.BytesIO()
    writer.encrypt("mat khau", algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()
