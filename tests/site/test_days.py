"""Days at the desk: the day first in both languages, read and shown alike, and never with the month first."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from django import forms
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from wagtail.admin.checks import datetime_format_check
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.users.models import UserProfile

from tests.builders import a_portal, a_section, an_editor, at
from tests.support.scene import Scene, article_form, complaints

LANGUAGES = ["vi", "en", None]
FIFTH, EIGHT = date(2026, 12, 5), at("2026-12-05 08:00")
DAYS = ["5/12/2026", "05/12/2026", "5-12-2026", "5.12.2026", "2026-12-05"]
AMERICAN = ["12/31/2026", "12-31-2026", "12.31.2026", "Dec 5 2026", "December 5, 2026", "12/31/26", "5/12/26"]


def understood(field, text):
    try:
        return field.clean(text)
    except forms.ValidationError:
        return None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", DAYS)
def test_the_day_stands_first(language, text):
    with translation.override(language):
        assert understood(forms.DateField(), text) == FIFTH
        for clock in ("08:00", "8:00", "08:00:00"):
            assert understood(forms.DateTimeField(), f"{text} {clock}") == EIGHT
        assert understood(forms.DateTimeField(), text) == EIGHT.replace(hour=0)
        assert understood(forms.TimeField(), "08:05") == time(8, 5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", AMERICAN)
def test_nothing_is_read_with_the_month_first(language, text):
    with translation.override(language):
        assert understood(forms.DateField(), text) is None
        assert understood(forms.DateTimeField(), text) is None
        assert understood(forms.DateTimeField(), f"{text} 08:00") is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_a_calendar_of_the_desk_shows_is_what_the_desk_reads(language):
    with translation.override(language):
        for widget, field, value, shown, format_of_script in (
            (AdminDateInput(), forms.DateField(), FIFTH, "05/12/2026", "d/m/Y"),
            (AdminDateTimeInput(), forms.DateTimeField(), EIGHT, "05/12/2026 08:00", "d/m/Y H:i"),
            (AdminTimeInput(), forms.TimeField(), time(8, 5), "08:05", "H:i"),
        ):
            context = widget.get_context("one", value, {})["widget"]
            assert context["value"] == shown
            assert json.loads(context["config_json"])["format"] == format_of_script
            assert field.clean(shown) == value
        assert AdminDateInput().get_config()["dayOfWeekStart"] == 1
    assert {one.format for one in DateRangePickerWidget().widgets} == {"%d/%m/%Y"}
    assert datetime_format_check(None) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_short_days_are_shown_as_they_are_typed(language):
    with translation.override(language):
        assert date_format(FIFTH, "SHORT_DATE_FORMAT") == "05/12/2026"
        assert date_format(EIGHT, "SHORT_DATETIME_FORMAT") == "05/12/2026 08:00"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("field", "year"), [("posted_at", 2020), ("go_live_at", 2090), ("expire_at", 2090)])
def test_a_form_of_a_page_reads_the_day_first_in_both_languages(client, language, field, year):
    scene = Scene(client)
    UserProfile.objects.update_or_create(user=scene.editor, defaults={"preferred_language": language})
    article = scene.article
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = client.post(edit, article_form(article, "action-save", **{field: f"5/12/{year} 08:00"}))
    assert answer.status_code == 302, complaints(answer)
    article.refresh_from_db()
    saved = article.get_latest_revision_as_object()
    assert getattr(saved, field) == at(f"{year}-12-05 08:00")
    assert f'value="05/12/{year} 08:00"' in client.get(edit).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["publication_report", "reports_overview"])
def test_a_link_with_a_day_of_programs_shows_it_as_the_calendar_reads_it(client, name):
    a_section(a_portal())
    client.force_login(an_editor())
    page = client.get(reverse(name) + "?period=day&since=2026-11-05").content.decode()
    assert 'value="05/11/2026"' in page
    assert 'value="31/31/2026"' in client.get(reverse(name) + "?since=31/31/2026").content.decode()
