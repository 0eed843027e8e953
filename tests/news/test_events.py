"""Events: what is refused, what a calendar is told, and which of them come up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from hoaban.news.models import Event
from hoaban.pages import listings
from hoaban.pages.page_types import listed_type_of
from hoaban.publication.recorder import recording
from tests.builders import a_photo, a_portal, a_section, an_event, at, made_private

pytestmark = pytest.mark.django_db
NOW = at("2026-11-25 21:00")


@pytest.fixture
def section(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return a_section(a_portal(), "Sự kiện", holds="events")


def coming(section, limit=10, below=None):
    return [event.title for event in listings.upcoming(listed_type_of(Event), section.get_parent().pk, limit, below)]


@pytest.mark.parametrize(
    ("starts", "ends", "comes_up"),
    [
        ("2026-11-24 23:59", None, False),
        ("2026-11-25 00:00", None, True),
        ("2026-11-25 08:00", None, True),
        ("2026-11-20 08:00", "2026-11-24 23:59", False),
        ("2026-11-20 08:00", "2026-11-25 00:00", True),
        ("2026-11-20 08:00", "2026-12-01 00:00", True),
        ("2027-11-20 08:00", None, True),
    ],
)
def test_an_event_comes_up_until_its_last_day_in_viet_nam_is_over(section, starts, ends, comes_up):
    an_event(section, "Hội", starts_at=at(starts), ends_at=at(ends) if ends else None)
    assert coming(section) == (["Hội"] if comes_up else [])


def test_the_next_comes_first_and_no_more_than_are_asked_for(section):
    for day in (9, 3, 27):
        an_event(section, f"Ngày {day}", starts_at=at(f"2026-12-{day:02} 08:00"))
    assert coming(section) == ["Ngày 3", "Ngày 9", "Ngày 27"]
    assert coming(section, 2) == ["Ngày 3", "Ngày 9"]


def test_only_what_readers_may_see_comes_up_and_only_of_the_sections_asked_for(section):
    other = a_section(section.get_parent(), "Khác", holds="events")
    an_event(section, "Nháp", live=False)
    made_private(an_event(section, "Kín"))
    an_event(section, "Hiện")
    an_event(other, "Ở chỗ khác", starts_at=at("2028-01-01 08:00"))
    assert coming(section) == ["Hiện", "Ở chỗ khác"]
    assert coming(section, below=[section.pk]) == ["Hiện"]
    assert coming(section, below=[]) == []


def test_what_comes_up_is_right_until_midnight(section):
    with recording() as reading:
        coming(section)
    assert reading.valid_until == at("2026-11-26 00:00")


def test_an_event_may_end_when_it_starts_and_not_before():
    start = at("2027-03-10 08:00")
    Event(title="x", starts_at=start, ends_at=start).clean()
    Event(title="x", starts_at=start).clean()
    with pytest.raises(ValidationError) as refused:
        Event(title="x", starts_at=start, ends_at=start - timedelta(minutes=1)).clean()
    assert set(refused.value.message_dict) == {"ends_at"}


def in_calendar(event):
    (entry,) = Calendar.from_ical(event.calendar_entry()).walk("VEVENT")
    return entry


def test_a_calendar_gets_the_moments_of_an_event_with_hours(section):
    event = an_event(section, "Họp", starts_at=at("2027-03-10 08:00"), ends_at=at("2027-03-10 10:00"))
    entry = in_calendar(event)
    assert entry["DTSTART"].dt == at("2027-03-10 08:00")
    assert entry["DTEND"].dt == at("2027-03-10 10:00")
    assert str(entry["URL"]) == "http://localhost/su-kien/hop/"


@pytest.mark.parametrize(
    ("ends", "last"), [(None, "2027-03-11"), ("2027-03-10 23:00", "2027-03-11"), ("2027-03-12 06:00", "2027-03-13")]
)
def test_a_calendar_gets_whole_days_by_the_clock_of_viet_nam(section, ends, last):
    """06:00 in Viet Nam is the day before in UTC."""
    event = an_event(section, starts_at=at("2027-03-10 06:00"), ends_at=at(ends) if ends else None, all_day=True)
    entry = in_calendar(Event.objects.get(pk=event.pk))
    assert entry["DTSTART"].dt.isoformat() == "2027-03-10"
    assert entry["DTEND"].dt.isoformat() == last


def test_a_calendar_gets_no_empty_lines_of_what_nobody_wrote(section):
    bare = in_calendar(an_event(section, "Hội"))
    assert not {"LOCATION", "DESCRIPTION", "DTEND"} & set(bare)
    whole = in_calendar(an_event(section, "Hội xuân", place="Quảng trường; khu A, B", lead="Một.\nHai."))
    assert str(whole["LOCATION"]) == "Quảng trường; khu A, B"
    assert str(whole["DESCRIPTION"]) == "Một.\nHai."


def test_an_event_keeps_its_number_in_a_calendar_when_it_changes(section):
    event = an_event(section, "Hội")
    before = str(in_calendar(event)["UID"])
    event.title, event.slug = "Đổi tên", "doi-ten"
    event.save()
    assert str(in_calendar(Event.objects.get(pk=event.pk))["UID"]) == before


def test_the_calendar_of_a_draft_is_not_there(section, client):
    event = an_event(section, "Hội", live=False)
    assert client.get("/su-kien/hoi/lich.ics").status_code == 404
    event.save_revision().publish()
    answer = client.get("/su-kien/hoi/lich.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="hoi.ics"'


def test_machines_are_told_what_is_known(section):
    bare = Event(title="Hội", starts_at=at("2027-03-10 08:00"))
    assert bare.extra_structured_data(None) == {"name": "Hội", "startDate": "2027-03-10T08:00:00+07:00"}
    whole = Event(
        title="Hội", starts_at=at("2027-03-10 08:00"), ends_at=at("2027-03-11 08:00"), place="Chợ", organiser="Sở"
    ).extra_structured_data(None)
    assert whole["endDate"] == "2027-03-11T08:00:00+07:00"
    assert whole["location"]["name"] == "Chợ"
    assert whole["organizer"]["name"] == "Sở"


def test_the_photo_of_its_teaser_is_the_first_of_the_body(section):
    photo = a_photo()
    missing = {"image": None, "caption": "", "credit": "", "alt": "", "file_name": "mat.jpg"}
    body = [("photo", missing), ("photo", {**missing, "image": photo, "file_name": ""})]
    assert an_event(section, body=body).teaser_photo == photo
    assert an_event(section).teaser_photo is None


def test_a_page_shows_days_without_hours_for_what_takes_whole_days(section, client):
    timed = an_event(section, starts_at=at("2027-03-10 08:00"), ends_at=at("2027-03-12 09:30"))
    whole = an_event(section, starts_at=at("2027-03-10 08:00"), ends_at=at("2027-03-12 09:30"), all_day=True)
    facts = [
        client.get(event.url).content.decode().partition("<dl")[2].partition("</dl>")[0] for event in (timed, whole)
    ]
    assert "12/03/2027 09:30" in facts[0]
    assert "12/03/2027" in facts[1]
    assert "09:30" not in facts[1].replace('datetime="2027-03-12T09:30', "")


def test_a_page_leaves_out_what_nobody_wrote(section, client):
    facts = client.get(an_event(section).url).content.decode().partition("<dl")[2].partition("</dl>")[0]
    assert facts.count("<dt>") == 1
    whole = an_event(section, ends_at=at("2027-03-10 09:00"), place="Chợ", organiser="Sở", chairs="Bí thư")
    facts = client.get(whole.url).content.decode().partition("<dl")[2].partition("</dl>")[0]
    assert facts.count("<dt>") == 5


def test_a_section_of_events_shows_what_comes_up_before_all_of_them(section, client):
    an_event(section, "Đã qua", starts_at=at("2026-01-10 08:00"))
    page = client.get("/su-kien/").content.decode()
    assert "Sắp tới" not in page
    assert "Đã qua" in page
    an_event(section, "Hội chợ", starts_at=at("2026-12-10 08:00"))
    page = client.get("/su-kien/").content.decode()
    assert page.count("Hội chợ</a>") == 2
    assert page.count("Đã qua</a>") == 1
    assert page.index("Sắp tới") < page.index("Hội chợ</a>") < page.index("Tất cả sự kiện")
