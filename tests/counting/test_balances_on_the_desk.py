"""Opening balances on the desk: written by the actions, by those who may, with what is wrong refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, Site

from hoaban.counting import actions
from hoaban.counting.models import OpeningBalance, OpeningVisits
from tests.builders import a_portal, a_section, an_article, an_editor

ROOM = Path(actions.__file__).parent
pytestmark = pytest.mark.django_db
READS, VISITS = "wagtailsnippets_counting_openingbalance", "wagtailsnippets_counting_openingvisits"


@pytest.fixture
def article():
    return an_article(a_section(a_portal()))


@pytest.fixture
def chief(client):
    client.force_login(an_editor())
    return client


def test_reads_of_a_page_are_added_and_changed(chief, article):
    sent = {"page": article.pk, "count": "2923", "as_of": "2025-12-31"}
    assert chief.post(reverse(f"{READS}:add"), sent).status_code == 302
    balance = OpeningBalance.objects.get()
    assert (balance.page_id, balance.count, balance.as_of) == (article.pk, 2_923, date(2025, 12, 31))
    assert balance.site == Site.objects.get()
    sent["count"] = "3000"
    assert chief.post(reverse(f"{READS}:edit", args=[balance.pk]), sent).status_code == 302
    assert OpeningBalance.objects.get().count == 3_000
    assert ModelLogEntry.objects.for_instance(balance).count() == 2


def test_visits_of_a_site_are_added(chief, article):
    sent = {"site": Site.objects.get().pk, "count": "1234567", "as_of": ""}
    assert chief.post(reverse(f"{VISITS}:add"), sent).status_code == 302
    assert OpeningVisits.objects.get().count == 1_234_567


def test_a_site_is_not_called_a_page():
    """Asked of the room's own catalogue: that of Wagtail's words, which says the same, would hide it."""
    with (ROOM / "locale/vi/LC_MESSAGES/django.po").open("rb") as stream:
        catalogue = read_po(stream, locale="vi")
    assert (catalogue["site"].string, catalogue["page"].string) == ("cổng", "trang")


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": "-1"},
        {"count": "viele"},
        {"as_of": str(timezone.localdate() + timedelta(days=3))},
        {"page": "root"},
        {"page": "999999"},
    ],
)
def test_what_is_wrong_is_refused(chief, article, wrong):
    sent = {"page": article.pk, "count": "1", "as_of": "2025-12-31", **wrong}
    if sent["page"] == "root":
        sent["page"] = Page.objects.get(depth=1).pk
    answer = chief.post(reverse(f"{READS}:add"), sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not OpeningBalance.objects.exists()


def test_who_may_not_neither_finds_the_screens_nor_the_actions(client, article):
    user = an_editor("to-vien", superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for name in (READS, VISITS):
        assert client.get(reverse(f"{name}:list")).status_code != 200
        assert client.post(reverse(f"{name}:add"), {"page": article.pk, "count": "1"}).status_code != 200
    assert not OpeningBalance.objects.exists()
    site = Site.objects.get()
    with pytest.raises(PermissionDenied):
        actions.correct_opening_balance(OpeningBalance(), page=article, count=1, as_of=None, user=user)
    with pytest.raises(PermissionDenied):
        actions.correct_opening_visits(OpeningVisits(), site=site, count=1, as_of=None, user=user)


def test_the_actions_refuse_what_no_form_would_send(article):
    editor, root = an_editor(), Page.objects.get(depth=1)
    with pytest.raises(ValueError, match="negative"):
        actions.correct_opening_visits(OpeningVisits(), site=Site.objects.get(), count=-1, as_of=None, user=editor)
    with pytest.raises(ValueError, match="belongs to no site"):
        actions.correct_opening_balance(OpeningBalance(), page=root, count=1, as_of=None, user=editor)
