"""An editor finds nothing at the desk of what others write, not even that a word stands in it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.http import StreamingHttpResponse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, PageViewRestriction

from hoaban.media.actions import store_file
from hoaban.news.models import RelatedArticle
from hoaban.pages.desk_titles import WhoLooks
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor
from tests.support.papers import a_word_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
WORD = "xuyenthungbimat"
MARKERS = ("Nhãn", "Phụ lục")
DESK = "/quan-tri"


@pytest.fixture
def sections():
    home = a_portal()
    return a_section(home, "Của mình"), a_section(home, "Của người khác")


@pytest.fixture
def files_of_others():
    """A collection that the editor may not choose from."""
    return Collection.get_first_root_node().add_child(instance=Collection(name="Của phòng khác"))


@pytest.fixture
def ask(client, sections):
    """Every search of the desk, as an editor who may write in one section alone; returns where it told something."""
    user, group = an_editor("cong-tac-vien", superuser=False), Group.objects.create(name="Cộng tác viên")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=sections[0], permission=permission)
    own = Collection.get_first_root_node().add_child(instance=Collection(name="Của mình"))
    for codename in ("add_document", "choose_document"):
        permission = Permission.objects.get(codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=own, permission=permission)
    user.groups.add(group)
    client.force_login(user)

    def act(word=WORD):
        told = {}
        for address in (
            f"{DESK}/pages/search/",
            f"{DESK}/pages/search/results/",
            f"{DESK}/choose-page/search/",
            f"{DESK}/choose-page/search/?page_type=news.article",
            f"{DESK}/documents/",
            f"{DESK}/documents/chooser/",
            f"{DESK}/documents/chooser/results/",
            f"{DESK}/pages/{sections[0].pk}/",
            f"{DESK}/pages/{sections[1].pk}/",
            f"{DESK}/reports/aging-pages/",
            f"{DESK}/api/main/pages/?search={word}",
            f"{DESK}/api/main/documents/?search={word}",
        ):
            answer = client.get(address, {"q": word} if "?" not in address else None)
            if "page_type" in address:
                answer = client.get(f"{address}&q={word}")
            assert answer.status_code in (200, 302, 403, 404), (address, answer.status_code)
            text = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
            if any(marker in text or marker.encode("unicode_escape").decode() in text for marker in MARKERS):
                told[address] = [line for line in text.splitlines() if any(marker in line for marker in MARKERS)][:2]
        return told

    return act


def test_drafts_of_others_are_not_found(sections, follow, ask, files_of_others):
    attached = store_file(a_word_file(WORD), name="a.docx", title=f"Phụ lục {WORD}", collection=files_of_others)
    an_article(sections[1], f"Nhãn {WORD}", text=WORD, body=[("text", WORD), ("files", [attached])], live=False)
    for _moment in ("before the index has followed", "after it"):
        assert ask() == {}
        follow()


def test_the_drafts_of_what_others_published_are_not_told_either(sections, follow, ask):
    page = an_article(sections[1], "Nhãn công khai")
    page.body = [("text", f"<p>Chưa đăng: {WORD}</p>")]
    page.save_revision()
    follow()
    assert ask() == {}


def test_titles_that_others_have_not_published_are_not_shown(client, sections, follow, ask):
    page, own = an_article(sections[1], "Bài đã đăng", text=WORD), an_article(sections[0], "Bài của mình")
    for changed in (page, sections[1]):
        changed.title = "CHUA DANG CUA NGUOI KHAC"
        changed.save_revision()
    own.title = "CHUA DANG CUA MINH"
    own.save_revision()
    follow()
    assert ask() == {}
    shown = [
        client.get(f"{DESK}/choose-page/{address}").content.decode()
        for address in (
            f"search/?q={WORD}",
            f"{sections[1].get_parent().pk}/",
            f"{sections[1].pk}/",
            f"chosen-multiple/?id={page.pk}",
            f"{sections[0].pk}/",
        )
    ]
    assert "Bài đã đăng" in shown[0]
    assert ["CUA NGUOI KHAC" in text for text in shown] == [False] * 5
    assert "CHUA DANG CUA MINH" in shown[-1]
    client.force_login(an_editor("tong-bien-tap"))
    assert "CUA NGUOI KHAC" in client.get(f"{DESK}/choose-page/{sections[1].pk}/").content.decode()


def test_numbers_of_what_one_may_not_choose_tell_nothing(client, sections, files_of_others, ask):
    draft, private = an_article(sections[1], "Nhãn một", live=False), an_article(sections[1], "Nhãn hai")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.PASSWORD, password="mật")
    hidden = a_section(sections[1], "Nhãn ba", live=False)
    file = store_file(a_word_file(WORD), name="a.docx", title="Nhãn bốn", collection=files_of_others)
    photo = a_photo("Nhãn năm", collection=files_of_others)
    for address in (
        f"choose-page/chosen-multiple/?id={draft.pk}",
        f"choose-page/chosen-multiple/?id={private.pk}",
        f"choose-page/chosen-multiple/?id={sections[0].pk}&id={draft.pk}",
        "choose-page/chosen-multiple/?id=mot",
        f"choose-page/chosen-multiple/?id={'9' * 30}",
        f"documents/chooser/chosen/{file.pk}/",
        f"documents/chooser/chosen-multiple/?id={file.pk}",
        f"images/chooser/chosen/{photo.pk}/",
        f"images/chooser/chosen-multiple/?id={photo.pk}",
        f"images/chooser/{photo.pk}/select_format/",
    ):
        answer = client.get(f"{DESK}/{address}")
        assert answer.status_code in (400, 404), address
        assert "Nhãn" not in answer.content.decode(), address
    for section in (hidden, draft):
        answer = client.get(f"{DESK}/choose-page/{section.pk}/?page_type=news.article", follow=True)
        assert answer.redirect_chain == [(f"{DESK}/choose-page/?page_type=news.article", 302)]
        assert "Nhãn" not in answer.json()["html"]
    both = client.get(f"{DESK}/choose-page/chosen-multiple/?id={sections[0].pk}&id={sections[1].pk}")
    assert [one["adminTitle"] for one in both.json()["result"]] == ["Của mình", "Của người khác"]


def test_a_chooser_does_not_name_what_is_closed_to_its_editor(client, sections, ask):
    own = an_article(sections[0], "Nhãn của mình")
    draft, private = an_article(sections[1], "Nhãn đã gỡ"), an_article(sections[1], "Nhãn có mật khẩu")
    own.related_articles = [RelatedArticle(article=draft), RelatedArticle(article=private)]
    own.save_revision().publish()
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.PASSWORD, password="mật")
    form = client.get(f"{DESK}/pages/{own.pk}/edit/").content.decode()
    assert "Nhãn của mình" in form
    assert "Nhãn đã gỡ" not in form
    assert "Nhãn có mật khẩu" not in form
    assert f"Một trang không công khai (số {draft.pk})" in form
    client.force_login(an_editor("tong-bien-tap"))
    form = client.get(f"{DESK}/pages/{own.pk}/edit/").content.decode()
    assert "Nhãn đã gỡ" in form
    assert "Nhãn có mật khẩu" in form


def test_who_looks_is_known_also_while_an_answer_is_still_being_written(rf, sections):
    page, editor = an_article(sections[1], "Bài đã đăng"), an_editor("cong-tac-vien", superuser=False)
    page.draft_title = "CHUA DANG"
    titles = WhoLooks(lambda _request: StreamingHttpResponse(page.get_admin_display_title() for _ in range(2)))
    request = rf.get("/")
    for who, title in ((editor, "Bài đã đăng"), (an_editor("truong"), "CHUA DANG")):
        request.user = who
        assert list(titles(request)) == [title.encode()] * 2
    assert page.get_admin_display_title() == "CHUA DANG"


def test_own_drafts_and_what_anybody_reads_are_found(sections, follow, ask):
    an_article(sections[0], f"Nhãn của mình {WORD}", live=False)
    an_article(sections[1], f"Nhãn công khai {WORD}", text=WORD)
    follow()
    told = ask()
    chosen = "".join(told[f"{DESK}/choose-page/search/"])
    assert f"{DESK}/pages/search/results/" in told
    assert "Nhãn của mình" in chosen
    assert "Nhãn công khai" in chosen


def test_the_deskless_find_nothing(client, sections, follow):
    an_article(sections[0], f"Nhãn {WORD}", live=False)
    follow()
    client.force_login(an_editor("nguoi-doc", superuser=False))
    for address in ("pages/search/", "choose-page/search/", "documents/chooser/results/"):
        assert "Nhãn" not in client.get(f"{DESK}/{address}", {"q": WORD}).content.decode()
