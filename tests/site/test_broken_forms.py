"""A broken form is answered with what is wrong with it, at every address of the desk; never with an error of ours."""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from tests.site.broken import DEEP, Fields, a_full_portal, desk_addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    user, page, named = a_full_portal()
    client.force_login(user)
    client.raise_request_exception = False
    return client, page, named


def bodies(client, address):
    """Broken forms for an address: nothing, what the page would send in pieces, and what no form sends."""
    yield "empty", {}, None
    answer = client.get(address)
    shown = answer.content.decode("utf-8", "replace") if answer.status_code == 200 and not answer.streaming else ""
    fields = Fields(shown).fields
    counts = ("-count", "-TOTAL_FORMS", "-INITIAL_FORMS")
    if fields:
        yield "without counts", {name: text for name, text in fields.items() if not name.endswith(counts)}, None
        yield "counts too high", {n: "9" * 30 if n.endswith(counts) else text for n, text in fields.items()}, None
        texts = [name for name, text in fields.items() if not name.endswith(counts)]
        size = min(100_000, 900_000 // max(len(texts), 1))
        yield "deep", {n: DEEP[:size] if n in texts else text for n, text in fields.items()}, None
        for form in ("[1]", '{"blocks":[1],"entityMap":{}}'):
            yield f"all {form}", {n: form if n in texts else text for n, text in fields.items()}, None
    yield "JSON", DEEP, "application/json"
    yield "no JSON", "{", "application/json"
    yield "no form", b"--x\r\n\xff", "multipart/form-data; boundary=x"


def send(client, address, body, kind):
    return client.post(address, body, content_type=kind) if kind else client.post(address, body)


def test_no_address_of_the_desk_fails_at_a_broken_form(desk):
    client, page, named = desk
    failed, tried, deep, session = [], 0, set(), client.session.session_key
    for name, address in dict.fromkeys(desk_addresses(named, page.pk)):
        for what, body, kind in bodies(client, address):
            tried += 1
            deep |= {name} if what == "deep" else set()
            sid = transaction.savepoint()
            answer = send(client, address, body, kind)
            if answer.status_code >= 500:
                error = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
                failed.append(f"{name} {address} {what}: {type(error).__name__} {str(error)[:100]}")
            transaction.savepoint_rollback(sid)
            client.cookies["sessionid"] = session
    assert tried > 500
    assert {
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:edit",
        "wagtailimages:edit",
        "wagtailusers_users:edit",
    } <= deep
    assert failed == [], "\n".join(failed)


@pytest.mark.parametrize("step", ["external", "email", "phone", "anchor"])
def test_an_empty_link_is_a_form_with_a_fault(desk, step):
    client, _page, _named = desk
    assert client.post(f"/quan-tri/choose-{step}-link/", {}).status_code in {200, 400}


def test_rows_that_were_not_sent_are_not_drawn(desk):
    client, _page, _named = desk
    fields = Fields(client.get("/quan-tri/groups/new/").content.decode()).fields
    rows = [name for name in fields if name.endswith("-TOTAL_FORMS")]
    assert rows
    answer = client.post("/quan-tri/groups/new/", {**fields, "name": "Nhóm mới", rows[0]: "2000"})
    assert answer.status_code == 400
    assert client.post("/quan-tri/groups/new/", {**fields, "name": "Nhóm mới"}).status_code == 302


def test_a_fault_of_ours_stays_one(desk, monkeypatch):
    """What fails after the form was read is no fault of the form."""
    client, _page, _named = desk
    user = get_user_model().objects.get(username="quan-tri-vien")

    def fails(*_words, **_named):
        raise ValueError("Ours.")

    monkeypatch.setattr("wagtail.admin.forms.account.NameEmailForm.save", fails)
    fields = {"name_email-first_name": "Xuân", "name_email-last_name": "Lò", "email-email": user.email}
    fields |= {"locale-preferred_language": "", "theme-theme": "system", "theme-density": "default"}
    fields |= {"locale-current_time_zone": "", "theme-contrast": "system"}
    assert client.post("/quan-tri/account/", fields).status_code == 500
