"""Rewrites the links of a published file for a copy that lies elsewhere: relative to the file, or in full.

Only links to the portal itself are touched. What lies in the copy is linked to there; what only the running portal
answers (search, files behind a right) keeps the portal's full address.
"""

from __future__ import annotations

import enum
import html
import posixpath
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from hoaban.front.layout import INDEX, PARTS, file_of, is_canonical

# The inside of a tag: no quotation mark stands alone, so that a ">" in a value does not end it.
INSIDE = r"""(?:"[^"]*"|'[^']*'|[^'">])*+"""
# What has no end is taken as well, as browsers do; else its rest would be read again from every "<" in it.
TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|(?P<raw><(?P<kind>script|style)\b{INSIDE}>)(?P<text>.*?(?:</(?P=kind)\s*+>|\Z))"
    rf"|<[a-zA-Z]{INSIDE}>?",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"""(?P<before>[\s"'])(?P<name>href|src|srcset|poster|action|formaction|data-part|content)\s*=\s*"""
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)
REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
REFRESH_TARGET = re.compile(r"(?P<before>^\s*+[0-9.]*+\s*+[;,]\s*+url\s*+=\s*+)(?P<link>.*)$", re.IGNORECASE)
# What names the portal itself, wherever a copy lies: <link rel="canonical" href="https://...">.
NAMES_THE_PORTAL = re.compile(r"<(?:link|meta)\b", re.IGNORECASE)
# What a browser fetches without being asked; a page on a disk must not speak to the portal when it is opened.
FETCHED_BY_ITSELF = re.compile(
    r'(?><link\b[^>]*?\brel="(?:icon|apple-touch-icon)")[^>]*?\bhref="(?P<link>/[^"]*)"', re.IGNORECASE
)
IN_STYLES = re.compile(r"""url\(\s*+(?P<quote>["']?)(?P<link>/[^()"'\s]*+)(?P=quote)\s*+\)""")
IN_JSON = re.compile(r'"(?P<link>/[^"\\\s]*)"')
SYMBOL = re.compile(
    r'<symbol id="(?P<name>[^"]+)" (?P<shape>viewBox="[^"]+")>(?P<drawing>[^<]*+(?:<(?!/?symbol\b)[^<]*+)*+)</symbol>'
)
USED_SYMBOL = re.compile(r'<use href="(?P<file>/[^"#]+\.svg)#(?P<name>[^"]+)"\s*/>')
# A list that pages pull in by script, with the plain link that stands there without script.
PULLED_IN = re.compile(
    rf' data-part="(?P<part>{PARTS}[a-z0-9/.-]+)"(?P<head>(?:(?!</section>| data-part=").)*?)'
    r'<p><a href="[^"]*">[^<]*</a></p>(?=\s*</section>)',
    re.DOTALL,
)
# By which the portal counts reads: a copy elsewhere is not counted, and tells nobody who opens it.
IS_COUNTED = re.compile(
    r' data-page="[0-9]+\.[0-9]+"(?=>\s*<head>)|<noscript><img [^>]*"/_reads\.gif[^>]*></noscript>\n?'
)
REST = re.compile(r"[?#].*", re.DOTALL)


class LinkStyle(enum.Enum):
    """How the files of a copy name each other."""

    AS_PUBLISHED = "as-published"
    RELATIVE = "relative"
    ABSOLUTE = "absolute"


@dataclass
class LinkRewriter:
    """The links of one host's copy.

    `root_url` is the portal's own address, `base_url` that of the copy, both without a slash at the end; `present` the
    addresses that have a file in the copy; `read` gives the text at one of them.
    """

    kind: LinkStyle
    root_url: str
    base_url: str
    present: AbstractSet[str]
    read: Callable[[str], str]
    symbols: dict[str, dict[str, str]] = field(default_factory=dict)

    def rewritten(self, address: str, text: str) -> str:
        """The text of the file at an address with the links that it has in the copy."""
        if self.kind is LinkStyle.AS_PUBLISHED:
            return text
        if self.kind is LinkStyle.ABSOLUTE:
            text = self.with_base(text)
        if address.endswith(("/", ".html")):
            text = IS_COUNTED.sub("", text)
            if self.kind is LinkStyle.RELATIVE:
                text = self.made_whole(address, text)
            return TAG.sub(lambda tag: self.tag(tag, address), text)
        if address.endswith(".css"):
            return IN_STYLES.sub(lambda found: f'url("{self.link(found["link"], address)}")', text)
        if address.endswith(".webmanifest"):
            return IN_JSON.sub(lambda found: f'"{self.link(found["link"], address)}"', text)
        return text

    def link(self, link: str, here: str) -> str:
        """What a link in the file at an address becomes; links that lead elsewhere stay as they are."""
        rooted = self.rooted(link)
        if rooted is None:
            return link
        path = REST.sub("", rooted)
        rest = rooted[len(path) :]
        there = next((one for one in (path, f"{path}/") if one in self.present), None)
        if there is None:
            return self.root_url + rooted
        if self.kind is LinkStyle.ABSOLUTE:
            return self.base_url + there + rest
        return posixpath.relpath(file_of(there), posixpath.dirname(file_of(here)) or ".") + rest

    def rooted(self, link: str) -> str | None:
        """The part of a link to the portal that begins with the path; None for a link that leads elsewhere."""
        link = link.strip()
        if link.startswith("/"):
            return None if link.startswith("//") else link
        rest = link.removeprefix(self.root_url)
        if rest == link or rest[:1] not in {"", "/", "?", "#"}:
            return None
        return rest if rest.startswith("/") else f"/{rest}"

    def with_base(self, text: str) -> str:
        """The text with the portal's full addresses become those of the copy, where it holds them."""
        own = re.compile(re.escape(self.root_url) + r"(?![\w:.-])(?P<path>/[A-Za-z0-9._~/-]*)?")

        def moved(found: re.Match[str]) -> str:
            path = found["path"] or ""
            return self.base_url + path if (path or "/") in self.present else found.group()

        return own.sub(moved, text)

    def tag(self, found: re.Match[str], here: str) -> str:
        """One tag with its links rewritten; what scripts, styles and remarks hold is no markup."""
        if found["raw"]:
            return self.attributes(found["raw"], here) + found["text"]
        text = found.group()
        fetched = FETCHED_BY_ITSELF.match(text) if self.kind is LinkStyle.RELATIVE else None
        if fetched and fetched["link"] not in self.present:
            return ""
        return self.attributes(text, here) if text.endswith(">") and not text.startswith("<!") else text

    def attributes(self, tag: str, here: str) -> str:
        """A tag with the links in its attributes rewritten."""
        refreshes = REFRESH.search(tag) is not None
        names_portal = self.kind is LinkStyle.RELATIVE and NAMES_THE_PORTAL.match(tag) is not None

        def changed(attribute: re.Match[str]) -> str:
            value = html.unescape(attribute["double"] or attribute["single"] or attribute["bare"] or "")
            name = attribute["name"].lower()
            if name == "content":
                new = REFRESH_TARGET.sub(lambda to: to["before"] + self.link(to["link"], here), value)
                new = new if refreshes else value
            elif name == "srcset":
                new = ", ".join(self.candidate(one, here) for one in value.split(","))
            else:
                new = value if names_portal and not value.startswith("/") else self.link(value, here)
            if new == value:
                return attribute.group()
            return f'{attribute["before"]}{attribute["name"]}="{html.escape(new)}"'

        return ATTRIBUTE.sub(changed, tag)

    def candidate(self, one: str, here: str) -> str:
        """One photo of a `srcset`, with its width."""
        link, _space, width = one.strip().partition(" ")
        return f"{self.link(link, here)} {width}".rstrip()

    def made_whole(self, address: str, text: str) -> str:
        """A page with what browsers do not fetch for a page from a disk: lists that change by themselves, symbols."""
        if address.startswith(PARTS):
            text = f'<!doctype html><meta charset="utf-8">\n{text}'
        text = PULLED_IN.sub(self.pulled_in, text)
        return USED_SYMBOL.sub(self.symbol, text)

    def pulled_in(self, found: re.Match[str]) -> str:
        """A place for a list, filled; left alone where the copy has no such list."""
        if found["part"] not in self.present:
            return found.group()
        return found["head"] + self.read(found["part"]).strip()

    def symbol(self, found: re.Match[str]) -> str:
        """A drawing out of the file of symbols, drawn in place."""
        file = found["file"]
        if file not in self.present:
            return found.group()
        if file not in self.symbols:
            drawn = SYMBOL.finditer(self.read(file))
            self.symbols[file] = {one["name"]: f"<svg {one['shape']}>{one['drawing']}</svg>" for one in drawn}
        return self.symbols[file].get(found["name"], found.group())


def page_address(path: str) -> str | None:
    """The address under which a page of the copy can stand for an old path; None where no file can.

    >>> page_address("/cu/bai"), page_address("/trang.html"), page_address("/?p=123"), page_address("/favicon.ico")
    ('/cu/bai/', '/trang.html', None, None)
    """
    name = path.rpartition("/")[2]
    address = path if not name or name.endswith(".html") else f"{path}/"
    plain = is_canonical(address) and name != INDEX and ("." not in name or name.endswith(".html"))
    return address if plain else None
