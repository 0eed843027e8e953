"""A form that names by number what its widget would not have offered is refused; what stood there already stays."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Site
from wagtail.rich_text import expand_db_html
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from hoaban.news.actions import publish_article
from hoaban.news.models import Article, RelatedArticle
from hoaban.pages.models import SideBlocks, SiteIdentity, WebLinkGroup
from hoaban.pages.references import refused
from hoaban.search.models import Promotion, WordsNotFound
from tests.attacks.desk_scene import a_scene
from tests.builders import an_article

pytestmark = pytest.mark.django_db
REFUSED = "không được chọn"


@pytest.fixture
def scene():
    return a_scene()


@pytest.fixture
def page(scene):
    """A draft of the reporter's own, which nobody has locked."""
    return an_article(scene.own.section, "Bài của phóng viên", live=False, owner=scene.people["reporter"])


def linked(kind: str, **data) -> str:
    """What the text editor sends for a text with one link."""
    block = {"key": "a", "text": "xem", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    block["entityRanges"] = [{"offset": 0, "length": 3, "key": 0}]
    return json.dumps({"blocks": [block], "entityMap": {"0": {"type": kind, "mutability": "MUTABLE", "data": data}}})


def written(body=(), related=(), **fields):
    """What the page editor sends."""
    return nested_form_data(
        {
            "title": "Bài của phóng viên",
            "slug": "",
            "lead": "Mở đầu",
            "body": streamfield(list(body)),
            "related_articles": inline_formset(list(related)),
            "corrections": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def an_item(value):
    """A list of a stream field with one entry."""
    return {"count": "1", "0": {"id": "", "order": "0", "deleted": "", "type": "item", "value": value}}


def a_photo_block(photo):
    return {"image": photo, "caption": "", "credit": "", "alt": "x", "file_name": ""}


def forgeries(things):
    """By name what a forged form of an article sends, and the field at which it has to be refused."""
    draft, files = things.pages["draft"].pk, things.files
    document, photo, film = (files[name].pk for name in ("document", "photo", "film"))
    return {
        "a file in a files block": ("body", written([("files", an_item(document))])),
        "a photo in a photo block": ("body", written([("photo", a_photo_block(photo))])),
        "a photo in a gallery": ("body", written([("gallery", an_item({"image": photo, "caption": ""}))])),
        "a film in a video block": ("body", written([("video", {"video": film, "caption": ""})])),
        "a link to a file": ("body", written([("text", linked("DOCUMENT", id=document))])),
        "a link to a draft": ("body", written([("text", linked("LINK", id=draft))])),
        "a link in a box": ("body", written([("box", {"title": "x", "text": linked("LINK", id=draft)})])),
        "a photo for lists": ("cover", written(cover=photo)),
        "a related article": ("related_articles", written(related=[{"article": draft}])),
        "a link to no number": ("body", written([("text", linked("LINK", id="abc"))])),
        "a link to a number beyond all": ("body", written([("text", linked("DOCUMENT", id="9" * 40))])),
    }


def real(forged):
    """Those that name a thing that is there."""
    return {name: sent for name, sent in forged.items() if "number" not in name}


def saved(page):
    """The page as it was saved last."""
    return Article.objects.get(pk=page.pk).get_latest_revision_as_object()


def errors_of(answer):
    """By field what the editor reads, of the form that came back."""
    form = answer.context["form"]
    found = {name: " ".join(map(str, messages)) for name, messages in form.errors.items()}
    for name, formset in form.formsets.items():
        told = " ".join(str(message) for one in formset.errors for messages in one.values() for message in messages)
        if told:
            found[name] = told
    return found


def test_what_the_chooser_would_not_have_offered_is_refused(client, scene, page):
    client.force_login(scene.people["reporter"])
    edit, add = f"/quan-tri/pages/{page.pk}/edit/", f"/quan-tri/pages/add/news/article/{scene.own.section.pk}/"
    for name, (field, sent) in forgeries(scene.secret).items():
        for address in (edit, add):
            answer = client.post(address, sent)
            assert answer.status_code == 200, (name, address)
            errors = errors_of(answer)
            assert set(errors) == {field}, (name, errors)
            assert REFUSED in errors[field], name
            assert scene.secret.mark not in answer.content.decode(), name
        assert client.post(f"{edit}preview/", sent).json()["is_valid"] is False, name
    assert Article.objects.get(pk=page.pk).latest_revision is None


def test_what_it_offers_is_taken(client, scene, page):
    client.force_login(scene.people["reporter"])
    for name, (_field, sent) in real(forgeries(scene.own)).items():
        answer = client.post(f"/quan-tri/pages/{page.pk}/edit/", sent | {"lead": name})
        assert answer.status_code == 302, (name, errors_of(answer))
        assert saved(page).lead == name


def test_what_stood_there_already_stays(client, scene):
    """The administrator attached it; the reporter corrects a letter; on another page of his own it is refused."""
    other = an_article(scene.own.section, "Bài khác", live=False, owner=scene.people["reporter"])
    for name, (_field, sent) in real(forgeries(scene.secret)).items():
        page = an_article(scene.own.section, name, live=False, owner=scene.people["reporter"])
        client.force_login(scene.people["administrator"])
        assert client.post(f"/quan-tri/pages/{page.pk}/edit/", sent).status_code == 302, name
        client.force_login(scene.people["reporter"])
        again = sent | {"lead": "Mở đầu khác"}
        if "related" in name:
            row = saved(page).related_articles.all()[0]
            again |= {"related_articles-INITIAL_FORMS": "1", "related_articles-0-id": row.pk} if row.pk else {}
        answer = client.post(f"/quan-tri/pages/{page.pk}/edit/", again)
        assert answer.status_code == 302, (name, errors_of(answer))
        assert saved(page).lead == "Mở đầu khác", name
        assert client.post(f"/quan-tri/pages/{other.pk}/edit/", sent).status_code == 200, name


def test_an_older_version_is_restored_with_what_stood_in_it(client, scene, page):
    client.force_login(scene.people["administrator"])
    sent = forgeries(scene.secret)["a file in a files block"][1]
    client.post(f"/quan-tri/pages/{page.pk}/edit/", sent)
    older = saved(page).latest_revision
    client.post(f"/quan-tri/pages/{page.pk}/edit/", written())
    client.force_login(scene.people["reporter"])
    assert client.post(f"/quan-tri/pages/{page.pk}/edit/", sent).status_code == 200
    assert client.post(f"/quan-tri/pages/{page.pk}/edit/", sent | {"revision": older.pk}).status_code == 302
    foreign = scene.secret.pages["draft"].latest_revision.pk
    other = an_article(scene.own.section, "Bài khác", live=False, owner=scene.people["reporter"])
    assert client.post(f"/quan-tri/pages/{other.pk}/edit/", sent | {"revision": foreign}).status_code == 200


def allowed_rows(person, *models):
    """Give somebody the right to change rows of models, none to what they may refer to."""
    group = person.groups.get()
    for model in models:
        about = model._meta
        for right in ("add", "change"):
            codename = f"{right}_{about.model_name}"
            group.permissions.add(Permission.objects.get(codename=codename, content_type__app_label=about.app_label))


def test_snippets_settings_and_redirects_look_too(client, scene):
    person, secret = scene.people["reporter"], scene.secret
    allowed_rows(person, Promotion, WebLinkGroup, Redirect, SideBlocks, SiteIdentity)
    client.force_login(person)
    draft, photo, document = secret.pages["draft"].pk, secret.files["photo"].pk, secret.files["document"].pk
    link = {"name": "x", "url": "https://a.example/", "logo": photo}
    site = Site.objects.get().pk
    text = ("text", {"title": "x", "text": linked("DOCUMENT", id=document)})
    forged = {
        "snippets/search/promotion/add/": {"question": "x", "pages": inline_formset([{"page": draft}])},
        "snippets/pages/weblinkgroup/add/": {"title": "x", "links": inline_formset([link])},
        "redirects/add/": {"old_path": "/x", "redirect_page": draft, "redirect_link": ""},
        f"settings/pages/sideblocks/{site}/": {"blocks": streamfield([text])},
        f"settings/pages/siteidentity/{site}/": {"emblem": photo},
    }
    for address, sent in forged.items():
        answer = client.post(f"/quan-tri/{address}", nested_form_data(sent))
        assert answer.status_code == 200, address
        assert REFUSED in " ".join(errors_of(answer).values()), address
        assert secret.mark not in answer.content.decode()
    assert not Promotion.objects.exclude(pk=secret.rows["promotion"].pk).exists()
    assert not Redirect.objects.filter(old_path="/x").exists()


def test_snippets_are_for_those_who_may_choose_them(scene):
    """Groups of web links stand beside pages: whoever writes chooses them; words of readers are for their keepers."""
    rows = scene.secret.rows
    named = [(WebLinkGroup, str(rows["weblinkgroup"].pk)), (WordsNotFound, str(rows["wordsnotfound"].pk))]
    assert refused(scene.people["desk"], named) == named
    assert refused(scene.people["reporter"], named) == named[1:]
    assert refused(scene.people["administrator"], named) == []


def test_the_action_looks_whoever_calls_it(scene):
    person, own = scene.people["editor"], scene.own
    article = an_article(own.section, "Bài", live=False)
    own_rights(person, own.section)
    article.body = [("files", [scene.secret.files["document"]])]
    with pytest.raises(Exception, match=REFUSED):
        publish_article(article, user=person)
    publish_article(article, user=scene.people["administrator"])
    publish_article(Article.objects.get(pk=article.pk), user=person)


def own_rights(person, section):
    for codename in ("change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=person.groups.get(), page=section, permission=permission)


LINKS_TO_NOTHING = (
    '<a linktype="page" id="abc">chữ</a>',
    '<a linktype="page" id="">chữ</a>',
    '<a linktype="page">chữ</a>',
    f'<a linktype="page" id="{"9" * 400}">chữ</a>',
    '<a linktype="page" id="²">chữ</a>',
    '<a linktype="document" id="abc">chữ</a>',
    '<a linktype="document">chữ</a>',
    '<a linktype="snippet" id="1">chữ</a>',
    'chữ<embed embedtype="image" id="abc" format="x" alt="" />',
    'chữ<embed embedtype="image" />',
    'chữ<embed embedtype="media" url="http://127.0.0.1:9/" />',
)


def test_a_link_to_nothing_is_its_words_alone(client, scene):
    section = scene.home.get_children().get(slug="muc-mo")
    pages = [an_article(section, "Bài có liên kết", text=link) for link in LINKS_TO_NOTHING]
    for page in pages:
        answer = client.get(page.url)
        assert answer.status_code == 200, page.body
        text = answer.content.decode()
        assert "chữ" in text
        assert "linktype" not in text
        assert "embedtype" not in text
    client.force_login(scene.people["administrator"])
    for page in pages:
        assert client.get(f"/quan-tri/pages/{page.pk}/edit/").status_code == 200, page.body


def test_a_link_to_what_nobody_published_tells_nothing(client, scene):
    draft = scene.secret.pages["draft"]
    shown = an_article(scene.home.get_children().get(slug="muc-mo"), "Bài được dẫn")
    links = f'<a linktype="page" id="{draft.pk}">một</a> <a linktype="page" id="{shown.pk}">hai</a>'
    html = expand_db_html(links)
    assert html == f'<a>một</a> <a href="{shown.url}">hai</a>'
    page = an_article(scene.home.get_children().get(slug="muc-mo"), "Bài có liên kết", text=links)
    assert scene.secret.mark not in client.get(page.url).content.decode()
    client.force_login(scene.people["reporter"])
    own = an_article(scene.own.section, "Bài", text=links, live=False, owner=scene.people["reporter"])
    form = client.get(f"/quan-tri/pages/{own.pk}/edit/").content.decode()
    assert scene.secret.mark not in form
    assert RelatedArticle.objects.count() == 0
