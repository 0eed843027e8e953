"""What a page of each type weighs on the way to a reader: its text, its styles and its scripts, as they are served."""

from __future__ import annotations

import re

import pytest

from hoaban.demo import actions as demo
from hoaban.front.codings import compressed
from hoaban.front.directory import compressed_forms
from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.press import address_rendering
from hoaban.press.page_finding import page_at
from hoaban.publication.addresses import everything
from hoaban.publication.recorder import remembering

pytestmark = pytest.mark.django_db(transaction=True)
ASKED_FOR = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script src="([^"]+)"')
# Bytes in Brotli of everything that a page of a type waits for, the heaviest of the examples of each.
BOUNDS = {
    "Article": 12_288,
    "HomePage": 13_312,
    "Section": 13_312,
    "StandardPage": 11_776,
    "StatisticsPage": 12_800,
    "Event": 11_776,
    "Gallery": 11_776,
    "VideoPage": 11_776,
    "404": 9_728,
    "410": 9_728,
    "503": 9_728,
    "tag": 11_776,
    "site map": 11_776,
    "month": 12_288,
    "years": 12_288,
}
OTHERS = 11_776
ADDRESSES = {r"/the/[^/]+/$": "tag", r"/so-do/$": "site map", r"/luu-tru/$": "years", r"/luu-tru/\d": "month"}
# Charts, months and trees bring a small style of their own, which no other page carries.
WITH_FIGURES = {"StatisticsPage", "site map", "years"}


def test_no_page_of_the_example_is_heavier_than_its_type_may_be_and_each_asks_for_one_style_and_one_script():
    demo.fill()
    withdrawn = Article.objects.filter(on_air=True, alias_of=None).order_by("pk").first()
    gone = withdrawn.url
    withdraw_page(withdrawn, note="Gỡ theo đề nghị của nguồn tin.")
    (site,) = address_rendering.sites()
    paths = sorted({published.path for published in everything(site)} | {gone})
    paths = [path for path in paths if path.endswith(("/", "404.html", "503.html"))]
    weights, asked = {}, {}
    with remembering():
        address_rendering.foresee(site, paths)
        for path in paths:
            rendered = address_rendering.render(site, path)
            if not rendered.body or rendered.location:
                continue
            kind = kind_of(site, path, rendered)
            styles, scripts = parts_of(rendered.body.decode())
            weights.setdefault(kind, {})[path] = weight(path, rendered, [*styles, *scripts])
            asked.setdefault((len(styles), len(scripts)), set()).add(kind)
    heaviest = {kind: max(found.values()) for kind, found in weights.items()}
    assert set(BOUNDS) <= set(heaviest), "The examples have no page of a type."
    assert {kind: size for kind, size in heaviest.items() if size > BOUNDS.get(kind, OTHERS)} == {}
    one_each = asked.pop((1, 1))
    assert (one_each - WITH_FIGURES, asked) == (one_each, {(2, 1): WITH_FIGURES})


def kind_of(site, path, rendered):
    """The type of the page at an address, as the bounds name it."""
    if rendered.status == 410:
        return "410"
    if path in {"/404.html", "/503.html"}:
        return path[1:4]
    for pattern, kind in ADDRESSES.items():
        if re.search(pattern, path):
            return kind
    return type(page_at(address_rendering.request_for(site, path), site, path)[0].specific).__name__


def parts_of(html):
    """The addresses of the styles and of the scripts that a page waits for."""
    found = ASKED_FOR.findall(html)
    return [style for style, _script in found if style], [script for _style, script in found if script]


def weight(path, rendered, parts):
    """Bytes in Brotli of a page with its parts: a note of a withdrawn page lies in no file."""
    text = compressed(rendered.body)["br"] if rendered.status == 410 else compressed_forms(path, rendered.body)[".br"]
    files = {part: rendered.reading.files[part].read_bytes() for part in parts}
    return len(text) + sum(len(compressed_forms(part, body)[".br"]) for part, body in files.items())
