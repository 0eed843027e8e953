"""Reads authors, photographers and source out of a byline as it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hoaban.kit.vietnamese import clean_line, fold

_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s;.\-–—|,(]))"
    r"(?P<label>(?:tin|bài|ảnh|hình ảnh|hình|tác giả|người viết|thực hiện|nguồn tin|nguồn|story|text|photos?|by|source)"
    r"(?:(?:\s*+(?:,|và|&|\+|/|and)\s*+|\s++)(?:tin|bài|ảnh|hình ảnh|hình|video|text|photos?)){0,8})\s*+:\s*+",
    re.IGNORECASE,
)
_BARE_PHOTO = re.compile(r"^\(?\s*+(?:ảnh|photo)\s++(?P<names>[^:]+?)\)?$", re.IGNORECASE)
_ACCORDING = re.compile(r"^\(?\s*+(?:theo|nguồn|according to)(?:\s*+:)?\s++(?P<source>.+?)\)?$", re.IGNORECASE)
# What stands between two names, without the blanks around it: names are stripped.
_BETWEEN = re.compile(r"[,;&+/]|(?<=\s)[-–—](?=\s)|(?<=\w)[–—](?=\w)|(?<=\s)(?:và|and)(?=\s)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline with what is read from it; `raw` always holds all that was printed."""

    raw: str
    authors: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    source: str = ""


def parse_byline(printed: str) -> Byline:
    """Authors, photographers and source named in a byline; whatever cannot be read stays in `raw`. Never raises."""
    raw = clean_line(printed)
    if not raw:
        return Byline("")
    photo = _BARE_PHOTO.match(raw)
    if photo:
        return Byline(raw, photographers=names_in(photo["names"]))
    according = _ACCORDING.match(raw)
    if according:
        return Byline(raw, source=according["source"].strip(" .()"))
    return _labelled(raw)


def _labelled(raw: str) -> Byline:
    found = list(_LABEL.finditer(raw))
    if not found:
        return Byline(raw, authors=names_in(raw))
    authors: list[str] = list(names_in(raw[: found[0].start()]))
    photographers: list[str] = []
    source = ""
    ends = [*(match.start() for match in found[1:]), len(raw)]
    for match, end in zip(found, ends, strict=True):
        words = set(re.split(r"\W+", fold(match["label"])))
        value = raw[match.end() : end]
        if words & {"nguon", "source"}:
            source = source or value.strip(" .-–—;|()")
            continue
        if words & {"tin", "bai", "tac", "nguoi", "thuc", "story", "text", "by"}:
            authors.extend(names_in(value))
        if words & {"anh", "hinh", "photo", "photos"}:
            photographers.extend(names_in(value))
    return Byline(raw, tuple(dict.fromkeys(authors)), tuple(dict.fromkeys(photographers)), source)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a list such as "An Bình, Chi và Dũng (Đài huyện)"; units in brackets stay with their name."""
    parts = [part.strip(" .-–—;|:") for part in _BETWEEN.split(_protect(text))]
    names = [_unprotect(part).strip() for part in parts]
    return tuple(dict.fromkeys(name for name in names if _LETTER.search(name)))


def _protect(text: str) -> str:
    """Hide separators inside brackets, so that "An (Đài PT-TH, huyện)" stays one name."""
    return re.sub(r"\([^()]*\)", lambda found: found.group().replace(",", "\ue000").replace("-", "\ue001"), text)


def _unprotect(text: str) -> str:
    return text.replace("\ue000", ",").replace("\ue001", "-")
