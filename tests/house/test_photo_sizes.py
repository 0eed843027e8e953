"""Every size in which pages show photos is declared, so that it is made when the photo comes."""

import re

from hoaban.media import sizes
from tests.machine import ROOT

PACKAGE = ROOT / "src/hoaban"
OFFERED = re.compile(r"""{%\s*offer\s+\S+\s+"([^"]+)\"""")
ASKED_FOR = re.compile(r"""\b(?:offered|url_of)\([^()]*,\s*"([^"]+)"\)""")
PAST_THE_REGISTRY = re.compile(
    r"get_renditions?\(|\|format-\w|{%\s*(?:image|picture|srcset_image)\b|wagtailimages_tags"
)
# The registry itself, and what refuses such calls in a rendering.
EXEMPT = {"media/sizes.py"}


def sources(pattern):
    return [path for path in PACKAGE.rglob(pattern) if "migrations" not in path.parts]


def test_every_use_that_a_template_or_a_view_offers_is_declared():
    found = {use for path in sources("*.html") for use in OFFERED.findall(path.read_text(encoding="utf-8"))}
    found |= {use for path in sources("*.py") for use in ASKED_FOR.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 5
    assert found <= set(sizes.uses())


def test_every_declared_use_is_offered_somewhere():
    text = "".join(path.read_text(encoding="utf-8") for pattern in ("*.html", "*.py") for path in sources(pattern))
    unused = {use for use in sizes.uses() if not use.startswith("icon-") and text.count(f'"{use}"') < 2}
    assert unused == set()


def test_no_page_asks_for_a_size_past_the_registry():
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for pattern in ("*.html", "*.py")
        for path in sources(pattern)
        if PAST_THE_REGISTRY.search(path.read_text(encoding="utf-8"))
    }
    assert asking - EXEMPT == set()
