"""Makes HTML of unknown origin harmless: what an editor pasted, an importer brought or a script wrote.

Rich text is cleaned at the door and again when it is shown: a row written past the door must not be able to run
a script in a reader's browser (stock Wagtail shows such a row as it stands).
"""

from __future__ import annotations

import nh3

TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
}
ATTRIBUTES = {
    "a": {"href", "title", "hreflang", "lang"},
    "abbr": {"title"},
    "ol": {"start", "reversed"},
    "p": {"lang"},
    "span": {"lang"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope", "id"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
WITHOUT_CONTENT = {"script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "form"}


def clean_html(html: str) -> str:
    """The harmless part of some HTML: text, structure and plain links; nothing that runs, loads or styles."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        clean_content_tags=WITHOUT_CONTENT,
        link_rel="noopener",
        strip_comments=True,
    )
