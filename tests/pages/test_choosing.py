"""What somebody at the desk may choose, which titles he reads, and what choosers tell beside their lists."""

from __future__ import annotations

import json

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from hoaban.media.models import Photo
from hoaban.pages import choosing, desk_choosers, desk_titles
from hoaban.pages.desk_titles import Looker, WhoLooks, looked_at_by, looking, title_for_who_looks, who_looks
from hoaban.pages.models import SiteIdentity, WebLinkGroup
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor, made_private, somebody_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def branches(home):
    """Two sections, each with a published article and a draft."""
    sections = a_section(home, "Của mình"), a_section(home, "Của người khác")
    for section in sections:
        an_article(section, f"Đăng {section.slug}")
        an_article(section, f"Nháp {section.slug}", live=False)
    return sections


def chosen(user):
    return set(choosing.permitted_pages(user).filter(depth__gt=3).values_list("title", flat=True))


def test_a_writer_chooses_what_is_public_and_the_drafts_of_his_branch(branches):
    user = somebody_with("change", page=branches[0])
    assert chosen(user) == {"Đăng cua-minh", "Nháp cua-minh", "Đăng cua-nguoi-khac"}


def test_who_may_do_nothing_chooses_what_everybody_reads(branches):
    assert chosen(an_editor("khach", superuser=False)) == {"Đăng cua-minh", "Đăng cua-nguoi-khac"}
    assert len(chosen(an_editor())) == 4


def test_what_is_private_is_chosen_in_its_own_branch_alone(branches):
    made_private(branches[1])
    assert "Đăng cua-nguoi-khac" not in chosen(somebody_with("change", page=branches[0]))
    assert "Đăng cua-nguoi-khac" in chosen(somebody_with("change", page=branches[1], name="khac"))


@pytest.mark.parametrize(("rights", "writes"), [((), False), (("add",), True), (("publish",), True), (("lock",), True)])
def test_who_writes_somewhere_may_choose_groups_of_web_links(home, rights, writes):
    user = somebody_with(*rights, page=home)
    group = WebLinkGroup.objects.create(title="Sở")
    assert choosing.writes_somewhere(user) is writes
    assert (group in choosing.permitted(user, WebLinkGroup)) is writes
    assert group in choosing.permitted(an_editor(), WebLinkGroup)


@pytest.mark.parametrize("model", [SiteIdentity, Redirect, Tag, PageViewRestriction])
def test_what_is_not_chosen_is_not_looked_at(model):
    assert choosing.permitted(an_editor(), model) is None


def test_photos_and_pages_are_chosen_by_their_own_rules(home):
    photo = a_photo()
    assert photo in choosing.permitted(an_editor(), Photo)
    assert photo not in choosing.permitted(somebody_with("change", page=home), Photo)
    assert home.page_ptr in choosing.permitted(somebody_with(page=home, name="khac"), type(home))


def test_tags_are_those_of_what_one_may_choose(branches):
    for page, tag in zip(Page.objects.filter(depth=4).order_by("pk").specific(), ("a", "b", "c", "d"), strict=True):
        page.tags.add(tag)
        page.save()
    Tag.objects.create(name="của không ai")
    found = choosing.permitted_tags(somebody_with("change", page=branches[0]))
    assert set(found.values_list("name", flat=True)) == {"a", "b", "c"}
    assert set(choosing.permitted_tags(an_editor()).values_list("name", flat=True)) == {"a", "b", "c", "d"}


def test_every_model_that_links_tags_is_known():
    names = {model._meta.label for model in choosing.tagged_models()}
    assert {"news.ArticleTag", "taggit.TaggedItem"} <= names


# Titles -------------------------------------------------------------------------------------------------------------


def request_of(rf, user):
    request = rf.get("/")
    request.user, request.session = user, {}
    return request


def title(rf, user, page):
    with looked_at_by(Looker(request_of(rf, user))):
        return title_for_who_looks(Page.objects.get(pk=page.pk))


@pytest.fixture
def renamed(branches):
    """A published article with a draft of another title, in the second branch."""
    article = Page.objects.get(title="Đăng cua-nguoi-khac").specific
    article.title = "Tên mật"
    article.save_revision()
    return article


def test_a_drafts_title_is_for_those_who_write_in_its_branch(rf, branches, renamed):
    assert title(rf, an_editor(), renamed) == "Tên mật"
    assert title(rf, somebody_with("change", page=branches[1]), renamed) == "Tên mật"
    assert title(rf, somebody_with("change", page=branches[0], name="khac"), renamed) == "Đăng cua-nguoi-khac"


@pytest.mark.parametrize("hide", ["unpublished", "private"])
def test_what_readers_may_not_see_is_a_number_to_others(rf, branches, renamed, hide):
    if hide == "private":
        made_private(branches[1])
        PageViewRestriction.objects.update(restriction_type="groups")
    else:
        renamed.unpublish()
    stranger = somebody_with("change", page=branches[0])
    assert str(renamed.pk) in title(rf, stranger, renamed)
    assert "Tên mật" not in title(rf, stranger, renamed)
    assert title(rf, an_editor(), renamed) == "Tên mật"


def test_a_command_reads_every_title(renamed):
    assert looking() is None
    assert who_looks() is None
    assert title_for_who_looks(Page.objects.get(pk=renamed.pk)) == "Tên mật"


def test_it_is_known_who_looks_while_a_request_lasts_and_not_after(rf):
    seen = []

    def answer(request):
        seen.append(who_looks())
        return HttpResponse()

    WhoLooks(answer)(request_of(rf, "ai đó"))
    assert seen == ["ai đó"]
    assert who_looks() is None


def test_it_is_known_also_while_an_answer_is_still_being_written(rf):
    def pieces():
        for _number in range(2):
            yield str(who_looks())

    answer = WhoLooks(lambda _request: StreamingHttpResponse(pieces()))(request_of(rf, "ai đó"))
    assert who_looks() is None
    first = next(iter(answer.streaming_content))
    assert first == "ai đó".encode()
    assert who_looks() is None


def test_a_file_is_sent_as_it_is(rf, tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    sent = FileResponse((tmp_path / "a").open("rb"))
    answer = WhoLooks(lambda _request: sent)(request_of(rf, "ai đó"))
    assert answer.file_to_stream is not None
    assert b"".join(answer.streaming_content) == b"x"
    answer.close()


def test_whoever_looked_before_looks_again_after_an_error(rf):
    outer, inner = Looker(request_of(rf, "ngoài")), Looker(request_of(rf, "trong"))
    with looked_at_by(outer):
        with pytest.raises(RuntimeError), looked_at_by(inner):
            raise RuntimeError
        assert looking() is outer


# Choosers -----------------------------------------------------------------------------------------------------------


def tags_of(rf, user, **asked):
    request = rf.get("/", asked)
    request.user = user
    return request


@pytest.mark.parametrize(
    ("term", "told"),
    [("", []), ("x", []), ("cho", ["cho 0", "cho 1"]), ("CHO", ["cho 0", "cho 1"]), ("cho 1", ["cho 1"])],
)
def test_tags_that_begin_with_what_is_typed_are_told(rf, branches, term, told):
    article = Page.objects.get(title="Đăng cua-minh").specific
    article.tags.add("cho 0", "cho 1", "le hoi")
    article.save()
    assert json_of(desk_choosers.tags(tags_of(rf, an_editor(), term=term))) == told


def json_of(answer):
    return json.loads(answer.content)


def test_no_more_tags_are_told_than_a_list_holds(rf, branches):
    article = Page.objects.get(title="Đăng cua-minh").specific
    article.tags.add(*(f"cho {number:02}" for number in range(12)))
    article.save()
    told = json_of(desk_choosers.tags(tags_of(rf, an_editor(), term="cho")))
    assert told == [f"cho {number:02}" for number in range(desk_choosers.MOST_TAGS)]


def test_a_model_that_is_none_has_no_tags(rf, branches):
    article = Page.objects.get(title="Đăng cua-minh").specific
    article.tags.add("cho")
    article.save()
    request = tags_of(rf, an_editor(), term="cho")
    assert json_of(desk_choosers.tags(request, "news", "khong-co")) == []
    assert json_of(desk_choosers.tags(request, "taggit", "tag")) == ["cho"]


def test_nobody_who_looks_is_offered_no_tags_and_no_collections():
    assert list(desk_choosers.tags_for_who_looks(Photo, 5)) == []
    assert list(desk_choosers.collections_for_who_looks()) == []


def test_an_address_of_the_portals_own_tells_a_title_only_to_who_may_choose_the_page(client, branches):
    draft = Page.objects.get(title="Nháp cua-nguoi-khac")
    asked = {"url": f"http://localhost{Page.objects.get(title='Đăng cua-nguoi-khac').url}", "link_text": "x"}
    client.force_login(somebody_with("change", page=branches[0]))
    answer = client.post("/quan-tri/choose-external-link/", {f"external-link-chooser-{k}": v for k, v in asked.items()})
    assert answer.status_code == 200
    assert draft.title not in answer.content.decode()
    assert desk_titles.who_looks() is None
