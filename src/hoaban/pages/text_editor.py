"""The text editor of the desk, which reads what no editor's hand makes only as far as a bound on its cost.

Wagtail turns what the browser sends into HTML with work that grows with the depth of a list and with the styles that
lie over each other: one small form kept a processor for minutes and took gigabytes.
"""

from __future__ import annotations

import json
from collections import Counter
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.html_to_contentstate import HtmlToContentStateHandler

# The editor's own buttons reach 4.
DEEPEST = 10
MOST_BLOCKS = 20_000
# Each of the editor's styles lies over a sign once; it has fewer than ten.
MOST_TOGETHER = 20
MOST_RANGES = 5_000


wagtails_reading = ContentstateConverter.from_database_format


def read_alone(converter: ContentstateConverter, html: str) -> Any:
    """As Wagtail, with a parser of its own for each text.

    Wagtail keeps one for as long as a field lives, and two threads that read at once fed it both: a form then showed
    paragraphs of somebody else's draft, or none at all.
    """
    own = copy(converter)
    own.html_to_contentstate_handler = HtmlToContentStateHandler(converter.features)
    return wagtails_reading(own, html)


def install() -> None:
    """Let every text be read so, whichever field or address asks."""
    ContentstateConverter.from_database_format = read_alone


class BoundedTextArea(DraftailRichTextArea):
    """Wagtail's text editor for forms."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The HTML of what was sent. Raises ValidationError for what no editor can have made."""
        sent = data.get(name)
        if sent is None:
            return None
        return self.converter.to_database_format(bounded(sent))


def bounded(sent: str) -> str:
    """What a text editor sent, with a replacement for each half of a sign that was cut in two.

    Raises ValidationError, or JSONDecodeError for what is no JSON.
    """
    content = json.loads(sent)
    blocks = content.get("blocks") if isinstance(content, dict) else None
    if content is not None and (not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS):
        raise unreadable()
    for block in blocks or ():
        if not isinstance(block, dict) or not is_within_bounds(block):
            raise unreadable()
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace").decode()


def is_within_bounds(block: dict[str, Any]) -> bool:
    """Whether an editor can have made a block: how deep it lies, how many styles and links lie over each other."""
    depth = block.get("depth", 0)
    if not isinstance(depth, int) or not 0 <= depth <= DEEPEST:
        return False
    for name in ("inlineStyleRanges", "entityRanges"):
        ranges = block.get(name) or []
        if not isinstance(ranges, list) or len(ranges) > MOST_RANGES or most_together(ranges) > MOST_TOGETHER:
            return False
    return True


def most_together(ranges: list[Any]) -> int:
    """How many of some ranges lie over one sign at most; more than any bound where one of them is no range."""
    changes: Counter[int] = Counter()
    for one in ranges:
        start, length = (one.get(name) if isinstance(one, dict) else None for name in ("offset", "length"))
        if not isinstance(start, int) or not isinstance(length, int) or length < 0:
            return MOST_TOGETHER + 1
        changes[start] += 1
        changes[start + length] -= 1
    highest = now = 0
    for _place, change in sorted(changes.items()):
        now += change
        highest = max(highest, now)
    return highest


def unreadable() -> ValidationError:
    """What is said of a text that no editor can have made."""
    return ValidationError(_("This text cannot be read: copy it into a new text block and save again."))
