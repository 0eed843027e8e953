"""Makes documents of Office by their XML, with what no library of documents writes: boxes, changes, notes, parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

WORD = '<w:{root} xmlns:w="w" xmlns:v="v" xmlns:mc="mc" xmlns:wps="wps">{xml}</w:{root}>'
OPEN = (
    '<office:{root} xmlns:office="o" xmlns:text="t" xmlns:draw="d" xmlns:table="b" xmlns:style="s"'
    ' xmlns:presentation="p">{xml}</office:{root}>'
)
OPEN_KINDS = {".odt": "text", ".ods": "spreadsheet", ".odp": "presentation"}


def an_archive(parts: Mapping[str, str]) -> bytes:
    """A ZIP archive with some parts, which are texts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def a_docx(body: str, **parts: str) -> bytes:
    """A DOCX with a body, and further parts by their names without ending (`header1`)."""
    roots = {name: name.rstrip("0123456789") for name in parts}
    written = {f"word/{name}.xml": WORD.format(root=roots[name], xml=xml) for name, xml in parts.items()}
    document = WORD.format(root="document", xml=f"<w:body>{body}</w:body>")
    return an_archive({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **written})


def a_paragraph(*runs: str) -> str:
    """A paragraph of DOCX with texts; what is XML already stands as it is."""
    return f"<w:p>{''.join(run if run.startswith('<') else f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def an_open_document(ending: str, xml: str, **parts: str) -> bytes:
    """An OpenDocument of some kind, and further parts by their names without ending (`styles`)."""
    written = {f"{name}.xml": OPEN.format(root="document-styles", xml=text) for name, text in parts.items()}
    mimetype = f"application/vnd.oasis.opendocument.{OPEN_KINDS[ending]}"
    return an_archive({"mimetype": mimetype, "content.xml": OPEN.format(root="document-content", xml=xml), **written})
