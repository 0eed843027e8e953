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


def harmless_address(address: str) -> str:
    """An address that somebody typed, where it leads to a page or writes a letter; else `#`, which leads nowhere.

    >>> harmless_address("https://hoaban.example/"), harmless_address("/tin-tuc/"), harmless_address("javascript:x()")
    ('https://hoaban.example/', '/tin-tuc/', '#')
    """
    # Browsers read past these before they look for the scheme (WHATWG URL, 4.4).
    plain = "".join(sign for sign in address if sign > " ")
    scheme, colon, _rest = plain.partition(":")
    is_path = plain.startswith("/") and not plain.startswith(("//", "/\\"))
    return address.strip() if is_path or (colon and scheme.lower() in SCHEMES) else "#"
