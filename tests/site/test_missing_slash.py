"""The desk adds a missing slash where something answers then, and never sends a reader to a 404."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from hoaban.pages.actions import withdraw_page
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db


def test_only_what_is_there_gets_its_slash(client):
    section = a_section(a_portal())
    private, gone = (an_article(section, slug=slug) for slug in ("kin", "go"))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    Redirect.objects.create(old_path="/cu/", redirect_page=section)
    withdraw_page(gone, note="Gỡ theo đề nghị của nguồn tin.")
    for path in ("/tin-tuc", "/tin-tuc/kin", "/tin-tuc/go", "/tin-tuc/luu-tru", "/so-do"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, f"{path}/"), path
    assert client.get("/cu")["Location"] == "/tin-tuc/"
    for path in ("/TIN-TUC", "/khong-co", "/tin-tuc/khong-co", "/tin-tuc/nhap"):
        assert client.get(path).status_code == 404, path
