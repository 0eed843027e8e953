"""Every page type as it goes out: a title, a language, nothing from another host, and few questions to the database."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaban.demo import actions as demo
from hoaban.media.actions import make_missing_sizes
from hoaban.pages.models.public import PublicPage

FETCHED = re.compile(r"""<(?:img|script|link|source|video|iframe)\b[^>]*?(?:src|href|srcset|poster)="([^"]+)""")
TOLD_ONLY = re.compile(r'<link rel="(?:canonical|alternate)"[^>]*>')
# How many statements each type costs now, in the example portal. A ratchet: the numbers may only shrink. The last page
# of a type may be an English one, which also asks which lists beside it exist in English. (Once they grew, by the one
# that asks for the sections of the page's own home: before, a change of a section touched the pages of every site.)
BUDGETS = {
    "HomePage": 62,
    "Section": 37,
    "Article": 42,
    "StandardPage": 29,
    "StatisticsPage": 33,
    "Gallery": 37,
    "Event": 30,
    "VideoPage": 35,
}


@pytest.fixture
def portal(db):
    """The example portal, in which every page type and block stands, with its photos."""
    demo.fill()
    make_missing_sizes(lambda _done, _total, _what: None)


def public_page_types():
    """Every page type of the product; the example room of the tests has its own proofs."""
    kinds = [kind for kind in PublicPage.__subclasses__() if not kind._meta.abstract] + [
        kind for base in PublicPage.__subclasses__() if base._meta.abstract for kind in base.__subclasses__()
    ]
    return [kind for kind in kinds if kind.__module__.startswith("hoaban.")]


def test_every_page_type_has_a_budget():
    assert {kind.__name__ for kind in public_page_types()} == set(BUDGETS)


def test_every_page_type_goes_out_whole_and_cheap(portal, client):
    spent = {}
    for kind in public_page_types():
        pages = kind.objects.filter(live=True).order_by("pk")
        for page in [pages.first(), pages.last()]:
            client.get(page.url)
            with CaptureQueriesContext(connection) as queries:
                html = client.get(page.url).content.decode()
            spent[kind.__name__] = max(spent.get(kind.__name__, 0), len(queries))
            language = page.locale.language_code
            assert f'<html lang="{language}" data-page="{page.get_site().pk}.{page.pk}">' in html, page.url
            assert re.search(r"<title>[^<]{3,}</title>", html), page.url
            fetched = FETCHED.findall(TOLD_ONLY.sub("", html))
            assert fetched, page.url
            assert [address for address in fetched if re.match(r"(?:https?:)?//", address)] == [], page.url
    assert spent == BUDGETS
