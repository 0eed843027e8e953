"""The page record: what the importer knows of one page of an old portal, one JSON line each."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from hoaban.kit.vietnamese import fold


@dataclass(slots=True)
class Posted:
    """A posted time as far as the page gives it: `value` is ISO 8601 without zone, cut to `precision`."""

    value: str
    precision: str
    raw: str


@dataclass(slots=True)
class Reads:
    """A read count as printed."""

    value: int
    raw: str
    as_of: str | None = None


@dataclass(slots=True)
class Picture:
    """A picture that the page shows; `status` is `missing` until its bytes are found."""

    src: str
    caption: str = ""
    alt: str = ""
    credit: str = ""
    sha256: str = ""
    status: str = "missing"


@dataclass(slots=True)
class Part:
    """One part of the body in reading order: a paragraph, a list (a line an item), a picture (by number) or a table."""

    kind: str
    text: str = ""
    picture: int | None = None
    rows: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class PageRecord:
    """One page. Nothing in it is invented: what the page does not say stays empty."""

    file: str
    kind: str = "article"
    site: str = ""
    language: str = "vi"
    source_url: str = ""
    aliases: list[str] = field(default_factory=list)
    title: str = ""
    section_path: list[str] = field(default_factory=list)
    posted: Posted | None = None
    reads: Reads | None = None
    lead: str = ""
    dateline: str = ""
    body: list[Part] = field(default_factory=list)
    byline: dict[str, Any] = field(default_factory=dict)
    images: list[Picture] = field(default_factory=list)
    attachments: list[dict[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    charset: str = ""
    confidence: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    # Lines that are not taken for the page's own, in their order.
    cut: list[str] = field(default_factory=list)
    # Why nobody can be sure of what the page says; it is not published then.
    doubt: str = ""
    profile: str = ""
    raw_sha256: str = ""

    @property
    def body_text(self) -> str:
        """The paragraphs and lists of the body."""
        return "\n\n".join(part.text for part in self.body if part.kind in ("text", "list"))

    def content_hash(self) -> str:
        """Equal for two records that would make the same page, wherever they were read from; blanks do not count."""
        values = dataclasses.asdict(self)
        for name in ("file", "aliases", "raw_sha256", "charset", "confidence", "warnings", "profile", "cut", "doubt"):
            values.pop(name)
        written = " ".join(json.dumps(values, ensure_ascii=False, sort_keys=True).split())
        return hashlib.sha256(written.encode()).hexdigest()

    def text_hash(self) -> str:
        """Equal for two records that say the same at the same time, however often each had been read by then."""
        said = [self.source_url, self.title, self.lead, dataclasses.asdict(self)["body"], self.byline.get("raw", "")]
        written = json.dumps([*said, self.posted.value if self.posted else ""], ensure_ascii=False)
        return hashlib.sha256(" ".join(written.split()).encode()).hexdigest()

    @property
    def likeness(self) -> str:
        """Equal for two records of one title and one day, which may be the same page or two."""
        return f"{fold(self.title)}:{self.posted.value[:10] if self.posted else ''}"

    def to_json(self) -> str:
        """The record as one line of JSON, without what is no part of the page."""
        values = dataclasses.asdict(self)
        del values["cut"]
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> PageRecord:
        """The record of a line that `to_json` wrote."""
        values = json.loads(line)
        values["posted"] = Posted(**values["posted"]) if values["posted"] else None
        values["reads"] = Reads(**values["reads"]) if values["reads"] else None
        values["body"] = [Part(**part) for part in values["body"]]
        values["images"] = [Picture(**picture) for picture in values["images"]]
        return cls(**values)

    def flat(self, status: str) -> dict[str, Any]:
        """The record in the flat form of `hoaban import records DIR --flat`."""
        return {
            "file": self.file,
            "url": self.source_url or None,
            "status": status,
            "title": self.title or None,
            "section": self.section_path[-1] if self.section_path else None,
            "lead": self.lead or None,
            "author": self.byline.get("author") or None,
            "byline_raw": self.byline.get("raw") or None,
            "posted": self.posted.value if self.posted else None,
            "views": self.reads.value if self.reads else None,
            "body_text": self.body_text,
            "images": [{"src": picture.src, "caption": picture.caption} for picture in self.images],
            "attachments": self.attachments,
            "tags": self.tags,
        }
