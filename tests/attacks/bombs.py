"""Builds files that are small as they lie and huge as they are read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import lru_cache

from PIL import Image

SIDE = 6300


def a_gif(frames: int, side: int = SIDE) -> bytes:
    """A GIF whose frames are all as large as a picture may be alone: some 30 KB for each 40 million pixels."""
    target = io.BytesIO()
    Image.new("P", (side, side)).save(target, "GIF")
    one = target.getvalue()
    start = one.index(b",", 13 + 3 * (2 << (one[10] & 7)))
    control = b"!\xf9\x04\x04\x0a\x00\x00\x00"
    return one[:start] + (control + one[start:-1]) * frames + b";"


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(*chunks: bytes, width: int = 60, height: int = 40) -> bytes:
    """A small grey PNG with chunks of its own before the picture."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + rows + chunk(b"IEND", b"")


@lru_cache
def zeros(megabytes: int) -> bytes:
    """Compressed nothing."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(megabytes)) + packer.flush()


def a_png_with_huge_texts() -> bytes:
    """A PNG with chunks of text and a profile that unpack to 200 MB each."""
    texts = [chunk(b"zTXt", b"note\0\0" + zeros(200)) for _ in range(4)]
    return a_png(chunk(b"iCCP", b"colours\0\0" + zeros(200)), *texts)


def an_apng(frames: int) -> bytes:
    """An animated PNG that says how many frames it has, and has a few bytes for each."""
    control = chunk(b"acTL", struct.pack(">II", frames, 0))
    frame = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 60, 40, 0, 0, 1, 10, 0, 0))
    return a_png(control, frame)


def a_webp(frames: int) -> bytes:
    """An animated WebP of that many frames."""
    target = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(target, "WEBP", lossless=True)
    coded = target.getvalue()[12:]
    # No frame more than the library can write in a moment: the same one again and again, by hand.
    body = struct.pack("<I", 0)[:3] * 2 + struct.pack("<I", 3)[:3] * 2 + struct.pack("<I", 10)[:3] + b"\0" + coded
    one = b"ANMF" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    sides = struct.pack("<I", 3)[:3] * 2
    whole = (
        b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + sides + b"ANIM" + struct.pack("<IIH", 6, 0, 0) + one * frames
    )
    return b"RIFF" + struct.pack("<I", len(whole) + 4) + b"WEBP" + whole


def a_jpeg_of_many_scans(scans: int, side: int = 3000) -> bytes:
    """A progressive JPEG that says its last scan again and again."""
    target = io.BytesIO()
    Image.new("L", (side, side), 200).save(target, "JPEG", progressive=True)
    whole = target.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * scans + b"\xff\xd9"


def a_pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of these objects; the first one is the catalogue."""
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def a_pdf_of_one_stream(pages: int, operations: int = 200_000) -> bytes:
    """A PDF whose pages all show one stream, which draws and draws and says nothing."""
    stream = zlib.compress(b"BT /F1 1 Tf 1 0 0 1 0 0 Tm () Tj ET\n" * operations, 9)
    return pages_of(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream", pages)


def a_pdf_in_a_pdf(times: int = 2) -> bytes:
    """A PDF with one page whose stream is packed several times over: each layer a thousand times larger."""
    stream = zeros(400)
    for _ in range(times - 1):
        stream = zlib.compress(stream, 9)
    filters = b"/FlateDecode " * times
    return pages_of(b"<< /Length %d /Filter [ %s] >>\nstream\n" % (len(stream), filters) + stream + b"\nendstream", 1)


def pages_of(stream: bytes, pages: int) -> bytes:
    """A PDF whose pages share a stream."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    return a_pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", tree, font, stream, *[page] * pages])


def a_pdf_that_holds_itself() -> bytes:
    """A PDF whose tree of pages leads back to its root, many times at each step."""
    again = b"<< /Type /Pages /Parent 2 0 R /Count 99999 /Kids [" + b"2 0 R 3 0 R " * 50 + b"] >>"
    return a_pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", again, again])


def an_archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


FORMATS = b"http://schemas.openxmlformats.org/package/2006"
TYPES = b"application/vnd.openxmlformats"
CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="%s/content-types"><Default Extension="rels" ContentType="%s-package.'
    b'relationships+xml"/><Override PartName="/word/document.xml" ContentType="%s-officedocument.wordprocessingml.'
    b'document.main+xml"/></Types>' % (FORMATS, TYPES, TYPES)
)
RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="%s/relationships"><Relationship Id="r" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>' % FORMATS
)
WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def a_docx(body: bytes, before: bytes = b"") -> bytes:
    """A DOCX with a body as XML."""
    parts = {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS}
    return an_archive({**parts, "word/document.xml": before + WORD % body})


def a_workbook(strings: bytes) -> bytes:
    """An XLSX with strings as XML."""
    return an_archive({"[Content_Types].xml": CONTENT_TYPES, "xl/sharedStrings.xml": b"<sst>" + strings + b"</sst>"})


LAUGHS = (
    b'<!DOCTYPE w [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %s "%s">' % (bytes([98 + level]), b"&%s;" % bytes([97 + level]) * 10) for level in range(12))
    + b"]>"
)
