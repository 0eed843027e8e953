"""The report of the search: known figures, the look and the files of the reports of reads, and who may see it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from hoaban.search.models import DayOfSearches, WordsFound, WordsNotFound
from tests.builders import a_portal, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FEBRUARY = "?period=month&since=2024-02-10"


def table(client, which):
    answer = client.get(f"{reverse('search_report')}{FEBRUARY}&export=csv&table={which}")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))[1:]


def test_searches_and_words_of_a_month(client):
    a_portal()
    client.force_login(an_editor())
    for day, searches, empty in (("2024-02-29", 40, 10), ("2024-02-01", 20, 0), ("2024-01-31", 30, 20)):
        DayOfSearches.objects.create(day=day, searches=searches, empty=empty)
    for words, times, last_day in (
        ("=lịch", 9, "2024-02-29"),
        ("sáp nhập xã", 12, "2024-02-02"),
        ("cũ", 99, "2024-01-31"),
    ):
        WordsNotFound.objects.create(words=words, times=times, last_day=date.fromisoformat(last_day))
    WordsFound.objects.create(words="lịch tiếp dân", times=31, last_day=date(2024, 2, 29))
    assert table(client, "searches") == [
        ["Lượt tìm", "60", "30", "100.0"],
        ["Lượt tìm không có kết quả", "10", "20", "-50.0"],
    ]
    assert table(client, "words-that-found-nothing") == [
        ["sáp nhập xã", "12", "2024-02-02"],
        ["'=lịch", "9", "2024-02-29"],
    ]
    assert table(client, "words-that-found-something") == [["lịch tiếp dân", "31", "2024-02-29"]]
    assert table(client, "searches-by-day") == [["2024-02-29", "40", "10", "25.0"], ["2024-02-01", "20", "0", "0.0"]]
    page = client.get(reverse("search_report") + FEBRUARY).content.decode()
    for words in ("wordsnotfound", "wordsfound"):
        assert reverse(f"wagtailsnippets_search_{words}:list") in page
    assert reverse("search_report") in client.get(reverse("reports_overview")).content.decode()


def test_it_is_for_those_who_see_sums_of_sites(client):
    a_portal()
    user = an_editor("khach", superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(reverse("search_report")).status_code != 200
    user.user_permissions.add(Permission.objects.get(codename="view_siteday"))
    assert client.get(reverse("search_report")).status_code == 200
