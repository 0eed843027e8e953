"""Asks a published directory for what is not public, knowing nothing of how pages are rendered or pressed.

`hoaban verify` compares with a rendering; what the rendering itself shows by mistake only this can find.
"""

from __future__ import annotations

import hashlib
import json
import re

from wagtail.models import Page, Site

from hoaban.front.directory import PublishedDirectory
from hoaban.front.layout import FILES
from hoaban.media.models import AttachedFile, Photo
from hoaban.pages.models import SiteIdentity
from hoaban.publication.published_files import DIGEST_LENGTH

TOKEN = re.compile(r"zq\d+x")
TEXTS = (".html", ".xml", ".ics", ".json", ".txt", ".webmanifest")
FIELDS = ("title", "seo_title", "search_description", "lead", "summary", "place", "url_path")


def text_of(page: Page) -> str:
    """Everything that a page says, as one text."""
    page = page.specific
    said = [str(getattr(page, name, "")) for name in FIELDS]
    body = getattr(page, "body", None)
    if body is not None:
        said.append(json.dumps(list(body.raw_data), ensure_ascii=False))
    return " ".join(said)


def draft_of(page: Page) -> str:
    """What the newest draft of a page says."""
    return json.dumps(page.latest_revision.content, ensure_ascii=False) if page.latest_revision else ""


def tokens_shown_and_hidden() -> tuple[set[str], set[str]]:
    """The words of public pages, and those that stand in drafts and in pages that are not public alone."""
    public = Page.objects.live().public()
    shown = {token for page in public for token in TOKEN.findall(text_of(page))}
    # The name of a portal is on its 404 page and its feeds, whoever may read its first page.
    shown |= {token for site in Site.objects.all() for token in TOKEN.findall(site.root_page.title)}
    everything = {token for page in Page.objects.all() for token in TOKEN.findall(text_of(page) + draft_of(page))}
    return shown, everything - shown


def digest(content: bytes) -> str:
    """The name under which these bytes would lie."""
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


def hidden_files() -> dict[str, str]:
    """By digest the name of each document and photo that no public page refers to, or whose collection is locked."""
    bodies = [list(getattr(page.specific, "body", None).raw_data) for page in with_body()]
    attached = {item for body in bodies for block in body if block["type"] == "files" for item in ids_in(block)}
    covers = {getattr(page.specific, "cover_id", None) for page in with_body()}
    pictures = {block["value"]["image"] for body in bodies for block in body if block["type"] == "photo"} | covers
    pictures |= set(SiteIdentity.objects.values_list("emblem_id", flat=True))
    hidden = {}
    for document in AttachedFile.objects.all():
        if document.pk not in attached or document.collection.get_view_restrictions():
            hidden[digest(document.file.read())] = document.file.name
            document.file.close()
    for photo in Photo.objects.exclude(pk__in=pictures - {None}):
        for rendition in photo.renditions.all():
            hidden[digest(rendition.file.read())] = rendition.file.name
            rendition.file.close()
    return hidden


def with_body() -> list[Page]:
    """The public pages that have a body."""
    return [page for page in Page.objects.live().public() if hasattr(page.specific, "body")]


def ids_in(block: dict) -> list[int]:
    """Ids of the documents of a block of files, whichever way it is stored."""
    return [item["value"] if isinstance(item, dict) else item for item in block["value"]]


def leaks(directory: PublishedDirectory) -> list[str]:
    """Every place of the directory at which something shows that is not public, said in words."""
    _shown, hidden = tokens_shown_and_hidden()
    files = hidden_files()
    found = []
    for folder in directory.folders():
        for address in directory.addresses(folder):
            if address.startswith(FILES):
                name = files.get(address[len(FILES) :].partition("/")[0])
                found.extend([f"{folder}{address} holds {name}"] if name else [])
            elif address.endswith(("/", *TEXTS)):
                body = (directory.read(folder, address) or b"").decode()
                found.extend(f"{folder}{address} shows {token}" for token in hidden & set(TOKEN.findall(body)))
        for turn in directory.redirects(folder):
            told = hidden & set(TOKEN.findall(turn.body))
            found.extend(f"{folder}{turn.path} ({turn.status}) shows {token}" for token in told)
    return found
