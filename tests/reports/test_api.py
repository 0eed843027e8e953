"""Daily figures for other programs: what is answered, what is refused and how, and that the description is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import jsonschema
import pytest
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Site

from hoaban.counting.models import OpeningBalance, OpeningVisits
from hoaban.reports.api.parameters import MOST_DAYS
from tests.builders import a_portal
from tests.support.figures import count_group, count_site, days

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DAILY = "/api/statistics/daily.json"


@pytest.fixture
def site():
    a_portal()
    return Site.objects.get()


@pytest.fixture
def counted(site):
    count_site(
        site,
        dict.fromkeys(days(date(2024, 2, 27), date(2024, 3, 2)), 90),
        phones=50,
        tablets=10,
        desktops=30,
        pictures=4,
        repeats=5,
        robots=6,
        previews=7,
        excess=8,
    )
    count_group(site, "type", "news.article", {date(2024, 2, 29): 80})
    return site


def asked(client, query="", **headers):
    return client.get(DAILY + query, **headers)


def validated(client, answer):
    """The answer, held against what the description says of its status."""
    description = client.get("/api/openapi.json").json()
    told = description["paths"][DAILY]["get"]["responses"][str(answer.status_code)]
    media_type, content = next(iter(told["content"].items()))
    assert answer["Content-Type"].split(";")[0] == media_type
    schema = {**content["schema"], "components": description["components"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(answer.json())
    return answer.json()


def test_a_day_is_told_whole_and_what_is_no_read_apart(client, counted):
    found = validated(client, asked(client, "?from=2024-02-29&to=2024-02-29"))
    assert found["days"] == [
        {
            "day": "2024-02-29",
            "is_over": True,
            "reads": 90,
            "visits": 45,
            "visitors": 30,
            "reads_without_script": 4,
            "devices": {"phones": 50, "tablets": 10, "computers": 30},
            "kinds": {"news.article": 80},
            "not_counted": {"robots": 6, "previews": 7, "repeats": 5, "excess": 8},
        }
    ]
    assert (found["from"], found["to"], found["counted_since"]) == ("2024-02-29", "2024-02-29", "2024-02-27")
    assert found["time_zone"] == "Asia/Ho_Chi_Minh"


def test_days_without_a_read_are_zero_and_days_before_the_first_are_left_out(client, counted):
    found = validated(client, asked(client, "?from=2024-02-25&to=2024-03-04"))
    told = [day["day"][5:] for day in found["days"]]
    assert told == ["02-27", "02-28", "02-29", "03-01", "03-02", "03-03", "03-04"]
    assert [day["reads"] for day in found["days"]] == [90] * 5 + [0] * 2


def test_opening_balances_stand_apart_with_their_days(client, counted):
    OpeningVisits.objects.create(site=counted, count=1_234, as_of=date(2024, 2, 26))
    OpeningBalance.objects.create(site=counted, page=counted.root_page, count=500, as_of=None)
    found = validated(client, asked(client, "?from=2024-02-29&to=2024-02-29"))
    assert found["opening_balances"] == {
        "reads": {"count": 500, "as_of": None},
        "visits": {"count": 1_234, "as_of": "2024-02-26"},
    }
    assert found["days"][0]["visits"] == 45


def test_nothing_counted_is_an_answer_too(client, site):
    found = validated(client, asked(client))
    assert (found["days"], found["counted_since"]) == ([], None)
    assert found["opening_balances"] == {"reads": None, "visits": None}


def test_thirty_days_with_today_are_the_usual_question(client, site):
    today = timezone.localdate()
    count_site(site, {today: 3, today - timedelta(days=40): 1})
    found = validated(client, asked(client))
    assert len(found["days"]) == 30
    assert [found["days"][-1][name] for name in ("day", "is_over", "reads")] == [today.isoformat(), False, 3]
    assert found["days"][-2]["is_over"] is True


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("?from=abc", "from", "is no day"),
        ("?from=2023-02-29", "from", "is no day"),
        ("?from=20240101", "from", "is no day"),
        ("?from=2024-W05-1", "from", "is no day"),
        ("?to=2024-W05-1", "to", "is no day"),
        ("?from=٢٠٢٤-01-01", "from", "is no day"),
        ("?from=2024-01-1%0A", "from", "is no day"),
        ("?from=", "from", "is no day"),
        ("?to=9999-12-31", "to", "has not come yet"),
        ("?from=1999-12-31&to=2000-01-02", "from", "too early"),
        ("?from=2024-03-02&to=2024-03-01", "from", "comes after"),
        ("?from=2021-01-01&to=2024-01-06", "from", f"at most {MOST_DAYS}"),
        ("?from=2024-01-01&from=2024-01-02", "from", "once"),
        ("?until=2024-01-01", "until", "the parameters are: from, to, site"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(client, counted, query, parameter, words):
    answer = asked(client, query)
    assert answer.status_code == 400
    problem = validated(client, answer)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert words in problem["errors"][0]["detail"]
    assert problem["detail"] == problem["errors"][0]["detail"]


def test_everything_that_is_wrong_is_told_at_once(client, counted):
    problem = validated(client, asked(client, "?from=x&to=y&z=1"))
    assert {error["parameter"] for error in problem["errors"]} == {"from", "to", "z"}


def test_the_most_days_are_answered(client, counted):
    last = date(2024, 3, 1)
    first = last - timedelta(days=MOST_DAYS - 1)
    assert asked(client, f"?from={first}&to={last}").status_code == 200
    assert asked(client, f"?from={first - timedelta(days=1)}&to={last}").status_code == 400


def test_sites_are_named_by_their_hosts(client, counted):
    other = Site.objects.create(hostname="so.example", root_page=counted.root_page)
    count_site(other, {date(2024, 2, 29): 7})
    query = "?from=2024-02-29&to=2024-02-29"
    assert validated(client, asked(client, f"{query}&site=SO.example"))["days"][0]["reads"] == 7
    assert validated(client, asked(client, query))["days"][0]["reads"] == 90
    answer = asked(client, f"{query}&site=nowhere.example")
    assert answer.status_code == 404
    assert "nowhere.example" in validated(client, answer)["detail"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(client, site, method):
    answer = getattr(client, method)(DAILY)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    validated(client, answer)


def test_an_answer_may_be_kept_for_five_minutes_and_asked_for_again(client, counted):
    answer = asked(client, "?from=2024-02-29&to=2024-02-29")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    again = asked(client, "?from=2024-02-29&to=2024-02-29", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" not in asked(client, "?from=x")["Cache-Control"]


def test_scripts_elsewhere_read_it_only_where_the_operator_wants_that(client, counted, settings):
    assert not asked(client).has_header("Access-Control-Allow-Origin")
    settings.HOABAN = replace(settings.HOABAN, open_data=True)
    assert asked(client)["Access-Control-Allow-Origin"] == "*"
    assert asked(client, "?from=x")["Access-Control-Allow-Origin"] == "*"


def test_the_description_names_the_product_and_what_it_describes_is_there(client, site):
    description = client.get("/api/openapi.json").json()
    assert description["openapi"] == "3.1.0"
    assert description["servers"] == [{"url": "http://testserver"}]
    for schema in description["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    names = [parameter["name"] for parameter in description["paths"][DAILY]["get"]["parameters"]]
    assert names == ["from", "to", "site"]
    for parameter in description["paths"][DAILY]["get"]["parameters"]:
        jsonschema.Draft202012Validator(parameter["schema"]).validate(parameter["example"])


def test_a_field_that_is_not_described_would_be_noticed(client, counted):
    """The proof that the proof can fail."""
    description = client.get("/api/openapi.json").json()
    schema = {**description["components"]["schemas"]["DailyFigures"], "components": description["components"]}
    wrong = asked(client, "?from=2024-02-29&to=2024-02-29").json()
    wrong["days"][0]["address"] = "192.0.2.1"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(wrong)


def test_a_page_tells_it_to_people(client, site):
    page = client.get("/api/").content.decode()
    assert "/api/openapi.json" in page
    assert DAILY in page


def test_people_read_parameters_and_fields_in_their_language_and_programs_in_english(client, site):
    page = client.get("/api/").content.decode()
    assert "Ngày cuối, muộn nhất là hôm nay. Bỏ trống: hôm nay. Mỗi lần trả lời tối đa 1100 ngày." in page
    assert 'lang="en"' not in page
    description = client.get("/api/openapi.json").json()
    told = [parameter["description"] for parameter in description["paths"][DAILY]["get"]["parameters"]]
    assert told[0] == "First day, by the portal's clock. Left out: 29 days before the last one."
    day = description["components"]["schemas"]["Day"]["properties"]
    meanings = [day["reads"]["description"], day["devices"]["properties"]["phones"]["description"]]
    assert meanings[1] == "Reads on telephones."
    assert not [words for words in (*told, *meanings) if escape(words) in page]
