"""What is found on which site: a file where a page attaches it, in each language of that site, and nowhere else."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from hoaban.media.actions import store_file
from hoaban.pages.models import HomePage
from hoaban.search import queries
from hoaban.search.scoring import Filters
from tests.builders import a_portal, a_section, an_article, in_english
from tests.support.papers import a_pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def homes():
    """The homes of a province, in two languages, and of a commune."""
    province = a_portal()
    commune = Page.objects.get(depth=1).add_child(instance=HomePage(title="Xã", slug="xa"))
    Site.objects.create(hostname="xa.example", root_page=commune)
    return {"province": province, "english": in_english(province, slug="english"), "commune": commune}


def a_file(name):
    return store_file(a_pdf(f"Phu luc {name}"), name=f"{name}.pdf", title=f"Phụ lục {name}")


def files_found_on(homes):
    """By home, the titles of the attached files that a reader finds there."""
    asked = {name: queries.search("phụ lục", Filters(home=home.pk, kind="file")) for name, home in homes.items()}
    return {name: sorted(result.shown.title for result in found.results) for name, found in asked.items()}


def test_a_file_is_found_on_the_sites_whose_pages_attach_it(homes, follow):
    of_province, of_commune, of_both, of_nobody = (a_file(name) for name in ("tinh", "xa", "chung", "kho"))
    an_article(a_section(homes["province"]), body=[("files", [of_province, of_both])])
    here = an_article(a_section(homes["commune"]), body=[("files", [of_commune, of_both])])
    follow()
    assert of_nobody.title not in str(files_found_on(homes))
    province = [of_both.title, of_province.title]
    assert files_found_on(homes) == {
        "province": province,
        "english": province,
        "commune": [of_both.title, of_commune.title],
    }
    here.body = [("files", [of_commune, of_nobody])]
    here.save_revision().publish()
    follow()
    assert files_found_on(homes)["commune"] == [of_nobody.title, of_commune.title]
    # No home asks for all of them.
    assert len(queries.search("phụ lục", Filters(kind="file")).results) == 4


def test_a_file_moves_with_the_page_that_attaches_it(homes, follow):
    there = a_section(homes["commune"])
    article = an_article(a_section(homes["province"]), body=[("files", [a_file("xa")])])
    follow()
    article.move(there, pos="last-child")
    follow()
    assert files_found_on(homes) == {"province": [], "english": [], "commune": ["Phụ lục xa"]}
