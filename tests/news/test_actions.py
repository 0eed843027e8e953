"""Who may publish, correct and withdraw, what is refused, and what stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from hoaban.news.actions import correct_article, publish_article
from hoaban.news.models import Article
from hoaban.pages.actions import withdraw_page
from hoaban.pages.models import Withdrawal
from tests.builders import a_portal, a_section, an_article, an_editor, somebody_with

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NOTE = "Con số đúng là 42."


@pytest.fixture
def section():
    return a_section(a_portal())


@pytest.fixture
def article(section):
    article = an_article(section, "Bài")
    article.save_revision().publish()
    return Article.objects.get(pk=article.pk)


def fresh(article):
    return Article.objects.get(pk=article.pk)


ACTS = {
    "publish": lambda article, user: publish_article(article, user=user),
    "correct": lambda article, user: correct_article(article, note=NOTE, user=user),
    "withdraw": lambda article, user: withdraw_page(article, note=NOTE, user=user),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("rights", [(), ("add",), ("change",), ("add", "change", "lock")])
def test_who_may_not_publish_in_the_section_may_do_nothing(section, article, act, rights):
    user = somebody_with(*rights, page=section)
    revisions = Revision.objects.count()
    with pytest.raises(PermissionDenied):
        ACTS[act](article, user)
    assert fresh(article).live
    assert not fresh(article).corrections.exists()
    assert (Revision.objects.count(), Withdrawal.objects.count()) == (revisions, 0)


@pytest.mark.parametrize("act", ACTS)
def test_who_may_publish_there_may_do_all(section, article, act):
    ACTS[act](article, somebody_with("change", "publish", page=section))


@pytest.mark.parametrize("act", ACTS)
def test_a_right_for_one_section_is_none_for_another(section, article, act):
    user = somebody_with("change", "publish", page=a_section(section.get_parent(), "Xã hội"))
    with pytest.raises(PermissionDenied):
        ACTS[act](article, user)


@pytest.mark.parametrize("act", ACTS)
def test_a_command_without_a_person_may_do_all_and_names_nobody(article, act):
    ACTS[act](article, None)
    assert not PageLogEntry.objects.filter(page=article.pk, user__isnull=False).exists()


def test_publishing_a_draft_puts_it_on_air_and_into_the_history(section):
    draft = an_article(section, "Bản nháp", live=False, posted_at=None)
    editor = an_editor()
    published = publish_article(draft, user=editor)
    assert published.live
    assert published.on_air
    assert not published.has_unpublished_changes
    assert published.posted_at is not None
    assert published.latest_revision.user == editor
    logged = dict(PageLogEntry.objects.filter(page=draft.pk).values_list("action", "user_id"))
    assert logged["wagtail.edit"] == logged["wagtail.publish"] == editor.pk


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"is_reprint": True, "source": "Báo"}, "source_url"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"byline": "x" * 301}, "byline"),
    ],
)
def test_what_is_incomplete_is_not_published(article, fields, wrong):
    before = article.title
    for name, value in fields.items():
        setattr(article, name, value)
    with pytest.raises(ValidationError) as refused:
        publish_article(article)
    assert wrong in refused.value.message_dict
    assert fresh(article).title == before


@pytest.mark.parametrize("act", [correct_article, withdraw_page])
def test_the_note_is_cleaned_of_what_cannot_be_seen(article, act):
    noted = act(article, note="  Đúng là\u202e 42.\u200b ")
    assert noted.note == "Đúng là 42."


def test_a_correction_bears_the_day_of_viet_nam(article, monkeypatch):
    moment = timezone.make_aware(timezone.datetime(2026, 3, 1, 0, 30))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert correct_article(article, note=NOTE).corrected_on.isoformat() == "2026-03-01"


def test_corrections_follow_each_other_and_the_newest_is_read_first(article, client):
    for note in ("Một.", "Hai."):
        correct_article(fresh(article), note=note)
    corrections = fresh(article).corrections
    assert [one.note for one in corrections.all()] == ["Một.", "Hai."]
    corrections.filter(note="Một.").update(corrected_on="2024-01-01")
    page = client.get(article.url).content.decode()
    assert page.index("Hai.") < page.index("Một.")


def test_what_nobody_has_published_cannot_be_corrected(section):
    """It would be published with its correction."""
    draft = an_article(section, "Bản nháp", live=False)
    with pytest.raises(ValidationError):
        correct_article(draft, note=NOTE, user=an_editor())
    assert not fresh(draft).live


def test_what_waits_for_its_time_goes_on_waiting_and_bears_the_correction(article):
    draft = article.get_latest_revision_as_object()
    draft.lead = "Lời dẫn mới."
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 1
    correct_article(fresh(article), note=NOTE)
    waiting = Revision.objects.get(approved_go_live_at__isnull=False)
    assert waiting.approved_go_live_at == draft.go_live_at
    assert [one.note for one in waiting.as_object().corrections.all()] == [NOTE]
    assert waiting.as_object().lead == "Lời dẫn mới."
    assert [one.note for one in fresh(article).corrections.all()] == [NOTE]
    assert fresh(article).lead == "Đoạn mở đầu của bài viết."


def test_a_page_withdrawn_again_keeps_one_note_at_its_address(article):
    withdraw_page(article, note="Lần đầu.")
    fresh(article).save_revision().publish()
    withdraw_page(fresh(article), note="Lần sau.")
    assert [(one.path, one.note) for one in Withdrawal.objects.all()] == [("/tin-tuc/bai/", "Lần sau.")]


def test_what_has_no_public_address_cannot_be_withdrawn(article):
    article.url_path = "/noi-khac/bai/"
    with pytest.raises(ValidationError):
        withdraw_page(article, note=NOTE)
    assert fresh(article).live


def test_a_withdrawal_goes_with_the_draft_that_was_not_published(article):
    draft = article.get_latest_revision_as_object()
    draft.lead = "Chưa đăng."
    draft.save_revision()
    withdraw_page(fresh(article), note=NOTE)
    assert fresh(article).get_latest_revision_as_object().lead == "Chưa đăng."
    assert not fresh(article).live


@pytest.mark.parametrize(("act", "rights"), [("correct", ("add", "change")), ("withdraw", ("change",))])
def test_the_desk_refuses_who_may_not_and_offers_no_button(section, article, client, act, rights):
    user = somebody_with(*rights, page=section)
    client.force_login(user)
    address = f"/quan-tri/pages/{article.pk}/{act}/"
    assert client.post(address, {"note": NOTE}).status_code in {302, 403}
    assert fresh(article).live
    assert not fresh(article).corrections.exists()
    assert address not in client.get(f"/quan-tri/pages/{article.pk}/edit/").content.decode()


@pytest.mark.parametrize("act", ["correct", "withdraw"])
def test_the_desk_offers_the_button_for_what_is_published(section, article, client, act):
    client.force_login(somebody_with("change", "publish", page=section))
    edit, address = f"/quan-tri/pages/{article.pk}/edit/", f"/quan-tri/pages/{article.pk}/{act}/"
    assert address in client.get(edit).content.decode()
    assert client.post(address, {"note": NOTE}).status_code == 302
    article.unpublish()
    assert address not in client.get(edit).content.decode()
    assert client.get(address).status_code == 404


def test_only_articles_are_corrected(section, client):
    client.force_login(an_editor())
    assert client.get(f"/quan-tri/pages/{section.pk}/correct/").status_code == 404
    assert "/correct/" not in client.get(f"/quan-tri/pages/{section.pk}/edit/").content.decode()


@pytest.mark.parametrize("act", ["correct", "withdraw"])
@pytest.mark.parametrize("note", ["", " \u200b ", "x" * 2001])
def test_the_desk_asks_again_for_a_note_that_says_nothing_or_too_much(article, client, act, note):
    client.force_login(an_editor())
    answer = client.post(f"/quan-tri/pages/{article.pk}/{act}/", {"note": note})
    assert answer.status_code == 200
    assert answer.context["form"].errors["note"]
    assert fresh(article).live


@pytest.mark.parametrize("number", [999_999, 2**63, 10**30])
@pytest.mark.parametrize("act", ["correct", "withdraw"])
def test_a_number_of_no_page_is_not_found(client, act, number):
    a_portal()
    client.force_login(an_editor())
    assert client.get(f"/quan-tri/pages/{number}/{act}/").status_code == 404
