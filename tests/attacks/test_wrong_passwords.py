"""Passwords cannot be guessed: not at sign-in, not of pages, not by mails; and nobody is locked out for good."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import wagtail
from axes.models import AccessAttempt
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from hoaban.accounts import attempts
from hoaban.accounts.attempts import LIMITS, PAGE, RESET, SIGN_IN
from hoaban.accounts.middleware import GUARDS
from hoaban.media.actions import store_file
from tests.attacks.guessing import ELSEWHERE, HOME, RIGHT, hashes, minutes_later, try_password
from tests.attacks.guessing import SIGN_IN as FORM
from tests.builders import a_portal, a_section, an_editor
from tests.support import template
from tests.support.command import free_port, get, serving

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
MOST = LIMITS[SIGN_IN].at_one_account


def test_after_a_few_wrong_passwords_the_right_one_is_refused_too_and_nothing_is_hashed(client):
    an_editor("van-thu")
    answers = [try_password(client, "van-thu", f"sai {number}") for number in range(MOST)]
    assert [answer.status_code for answer in answers] == [200] * MOST
    with hashes() as done:
        answers = [try_password(client, "van-thu", f"sai {number}") for number in range(40)]
        answers.append(try_password(client, "van-thu", RIGHT))
    assert {answer.status_code for answer in answers} == {429}
    assert done == []
    assert "_auth_user_id" not in client.session


def test_the_refusal_says_when_to_try_again(client):
    for number in range(MOST):
        try_password(client, "van-thu", f"sai {number}")
    answer = try_password(client, "van-thu", "sai")
    assert 14 * 60 < int(answer["Retry-After"]) <= 15 * 60
    text = answer.content.decode()
    assert '<html lang="vi">' in text
    assert "15 phút" in text
    assert re.search(r"\d\d:\d\d", text)
    assert "no-store" in answer["Cache-Control"]


def test_times_run_out_by_themselves(client):
    an_editor("van-thu")
    for number in range(MOST + 3):
        try_password(client, "van-thu", f"sai {number}")
    minutes_later(15)
    assert try_password(client, "van-thu", RIGHT).status_code == 302
    # What is refused does not make the time longer.
    minutes_later(14)
    assert try_password(client, "van-thu", RIGHT).status_code == 302


def test_the_owner_gets_in_from_another_network_whatever_strangers_try(client):
    an_editor("van-thu")
    for address in (f"198.51.100.{number}" for number in range(30)):
        for number in range(MOST + 1):
            try_password(client, "van-thu", f"sai {number}", address)
    assert try_password(client, "van-thu", RIGHT, ELSEWHERE).status_code == 302


def test_wrong_passwords_for_one_account_keep_no_neighbour_out(client):
    an_editor("van-thu")
    for name in range(8):
        for number in range(MOST + 5):
            try_password(client, f"ai-do-{name}", f"sai {number}")
    assert try_password(client, "van-thu", RIGHT).status_code == 302


def test_one_network_cannot_go_through_all_names(client):
    with hashes() as done:
        answers = [try_password(client, f"ten-{number}", "Matkhau123!").status_code for number in range(120)]
    assert answers == [200] * LIMITS[SIGN_IN].in_all + [429] * 20
    assert len(done) == LIMITS[SIGN_IN].in_all
    assert try_password(client, "ten-1", "Matkhau123!", ELSEWHERE).status_code == 200


def test_a_network_of_ipv6_is_a_64_and_the_48_counts_in_all(client):
    for number in range(MOST):
        try_password(client, "van-thu", "sai", f"2001:db8:1:1::{number + 1:x}")
    assert try_password(client, "van-thu", "sai", "2001:db8:1:1:ffff::1").status_code == 429
    assert try_password(client, "van-thu", "sai", "2001:db8:1:2::1").status_code == 200
    answers = [
        try_password(client, f"ten-{number}", "sai", f"2001:db8:1:{number + 16:x}::1").status_code
        for number in range(LIMITS[SIGN_IN].of_wider_network + 5)
    ]
    assert answers.count(429) == 11
    assert try_password(client, "van-thu", "sai", "2001:db8:2:2::1").status_code == 200


def test_an_address_of_ipv4_in_the_form_of_ipv6_is_the_same_network(client):
    for _number in range(MOST):
        try_password(client, "van-thu", "sai", "198.51.100.7")
    assert try_password(client, "van-thu", "sai", "::ffff:198.51.100.7").status_code == 429


def test_an_unknown_account_is_answered_as_a_known_one(client):
    an_editor("van-thu")

    def course(name):
        with hashes() as done:
            answers = [try_password(Client(), name, "sai") for _number in range(MOST + 2)]
        # But for the token, and for the minute, which may have passed between the two.
        texts = [re.sub(r"[A-Za-z0-9]{64}|\b\d\d:\d\d\b", "", answer.content.decode()) for answer in answers]
        return [answer.status_code for answer in answers], [text.replace(name, "") for text in texts], len(done)

    assert course("van-thu") == course("khong-co")


def test_a_right_password_forgets_the_wrong_ones_of_this_network(client):
    an_editor("van-thu")
    for _round in range(4):
        for _number in range(MOST - 1):
            assert try_password(Client(), "van-thu", "sai").status_code == 200
        assert try_password(Client(), "van-thu", RIGHT).status_code == 302


def test_neither_address_nor_name_nor_password_is_kept(client):
    try_password(client, "mat-khau-go-nham", "bi-mat-cua-toi")
    row = AccessAttempt.objects.values().get()
    kept = " ".join(str(value) for value in row.values())
    assert not any(word in kept for word in (HOME, "mat-khau-go-nham", "bi-mat-cua-toi"))
    minutes_later(61)
    attempts.forget()
    assert not AccessAttempt.objects.exists()


def a_page_with_password():
    home = a_portal()
    section = a_section(home, "Nội bộ")
    restriction = PageViewRestriction.objects.create(
        page=section, restriction_type=PageViewRestriction.PASSWORD, password="hop-kin"
    )
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, section.pk])


def a_collection_with_password():
    a_portal()
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="Nội bộ"))
    store_file(b"%PDF-1.4\n%%EOF", name="noi-bo.pdf", title="Nội bộ", collection=collection)
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.PASSWORD, password="hop-kin"
    )
    return reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])


@pytest.mark.parametrize("make", [a_page_with_password, a_collection_with_password])
def test_the_password_of_a_page_cannot_be_guessed(client, make):
    address = make()

    def attempt(password, network=HOME):
        return client.post(address, {"password": password, "return_url": "/"}, REMOTE_ADDR=network).status_code

    answers = [attempt(f"sai {number}") for number in range(60)]
    assert answers == [200] * LIMITS[PAGE].at_one_account + [429] * (60 - LIMITS[PAGE].at_one_account)
    assert attempt("hop-kin") == 429
    assert attempt("hop-kin", ELSEWHERE) == 302
    minutes_later(15)
    assert attempt("hop-kin") == 302


def test_many_right_passwords_of_a_page_lock_nobody_out():
    address = a_page_with_password()
    for _reader in range(60):
        answer = Client().post(address, {"password": "hop-kin", "return_url": "/"}, REMOTE_ADDR=HOME)
        assert answer.status_code == 302


def test_mails_for_a_new_password_are_few_and_say_nothing(client):
    an_editor("van-thu")
    address = reverse("wagtailadmin_password_reset")

    def ask(email, network):
        return client.post(address, {"email": email}, REMOTE_ADDR=network)

    known, unknown = (ask(email, HOME) for email in ("van-thu@hoaban.example", "ai-do@hoaban.example"))
    assert (
        (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, f"{address}done/")
    )
    assert [message.to for message in mail.outbox] == [["van-thu@hoaban.example"]]
    assert re.search(r"/quan-tri/password_reset/confirm/\S+", mail.outbox[0].body)
    answers = [ask("VAN-THU@hoaban.example", HOME).status_code for _number in range(8)]
    assert answers == [302] * 2 + [429] * 6
    # From elsewhere the answer is the same, but nobody's box is filled.
    assert {ask("van-thu@hoaban.example", f"203.0.113.{number}").status_code for number in range(10)} == {302}
    assert len(mail.outbox) == 3
    answers = [ask(f"ai-{number}@hoaban.example", ELSEWHERE).status_code for number in range(LIMITS[RESET].in_all + 3)]
    assert answers[-3:] == [429] * 3


def test_the_request_itself_never_looks_whether_an_address_is_known(client, settings):
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    an_editor("van-thu")
    address = reverse("wagtailadmin_password_reset")
    client.get(address)

    def queries(email):
        with CaptureQueriesContext(connection) as seen:
            client.post(address, {"email": email}, REMOTE_ADDR=HOME)
        return [re.sub(r"'[^']*'", "?", query["sql"]) for query in seen]

    known, unknown = queries("van-thu@hoaban.example"), queries("khong-thu@hoaban.example")
    assert len(known) == len(unknown)
    assert not any("auth_user" in sql for sql in known)
    assert mail.outbox == []


def test_the_present_password_cannot_be_guessed_by_who_found_an_open_desk(client):
    client.force_login(an_editor("van-thu"))
    address = reverse("wagtailadmin_account")
    with hashes() as done:
        answers = [
            client.post(
                address,
                {"email-email": "ke-gian@evil.example", "email-present_password": f"sai {number}"},
                REMOTE_ADDR=HOME,
            ).status_code
            for number in range(20)
        ]
    assert answers == [200] * MOST + [429] * (20 - MOST)
    assert len(done) == MOST
    fields = {"password-old_password": "sai", "password-new_password1": "x", "password-new_password2": "x"}
    assert client.post(address, fields, REMOTE_ADDR=HOME).status_code == 429


def test_every_form_that_asks_for_a_password_is_guarded():
    """Wagtail's forms with a password, found in its code, are those of which the guards know."""
    asking = {
        "wagtail/views.py": {"wagtailcore_authenticate_with_password"},
        "wagtail/documents/views/serve.py": {"wagtaildocs_authenticate_with_password"},
        "wagtail/admin/views/account.py": {"wagtailadmin_password_reset", "wagtailadmin_account"},
    }
    folder = Path(wagtail.__file__).parent
    words = re.compile(r"PasswordViewRestrictionForm\((?:request\.POST)|PasswordChangeForm|PasswordResetForm")
    found = {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*.py")
        if "/views" in path.as_posix() and "test" not in path.as_posix() and words.search(path.read_text("utf-8"))
    }
    assert found == set(asking)
    assert set(GUARDS) == set().union(*asking.values())


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A real portal whose desk is two processes; its administrator's password."""
    var = tmp_path_factory.mktemp("var")
    port = free_port()
    template.begin(var)
    with serving(var, port, "--empty", HOABAN_WORKERS="2") as (_supervisor, said):
        yield port, re.search(r"Password: +(\S+)", said)[1], var


def sign_in(port, password, network):
    with requests.Session() as session:
        session.headers["X-Forwarded-For"] = network
        page = session.get(f"http://127.0.0.1:{port}{FORM}", timeout=60)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.text)[1]
        fields = {"csrfmiddlewaretoken": token, "username": "admin", "password": password}
        return session.post(f"http://127.0.0.1:{port}{FORM}", fields, timeout=60, allow_redirects=False).status_code


def test_many_at_once_at_two_processes_get_no_attempt_more(portal):
    port, password, var = portal
    assert get(port, FORM).status_code == 200
    with ThreadPoolExecutor(12) as many:
        answers = list(many.map(lambda number: sign_in(port, f"sai {number}", "198.51.100.7"), range(36)))
    assert (answers.count(200), answers.count(429)) == (MOST, 36 - MOST)
    assert sign_in(port, password, "198.51.100.7") == 429
    assert sign_in(port, password, "203.0.113.9") == 302
    with sqlite3.connect(var / "hoaban.sqlite3") as database:
        kept = database.execute("SELECT * FROM axes_accessattempt").fetchall()
    assert kept
    assert "198.51.100.7" not in str(kept)
