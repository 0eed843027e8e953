"""What readers may not see is told to nobody, at no outlet of the search, from the moment it is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from hoaban.media.actions import store_file
from hoaban.media.models import AttachedFile
from hoaban.news.models import Article
from tests.builders import a_portal, a_section, an_article
from tests.search.outlets import what_is_said
from tests.support.papers import a_pdf, a_word_file

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "xuyenthungbimat"
MARKERS = ("Nhãn", "Phụ lục", "Bảng kê")


@dataclass
class Scene:
    """A page with the word in its title and body, and two files with it in their titles and texts."""

    page: Article
    word_file: AttachedFile
    pdf: AttachedFile

    @property
    def files(self) -> tuple[AttachedFile, AttachedFile]:
        """Both files."""
        return self.word_file, self.pdf


def files(name: str = "", collection: Collection | None = None) -> tuple[AttachedFile, AttachedFile]:
    """A file of Word and a PDF with the word in their texts, and in their titles where these begin with `name`."""
    paper = store_file(a_word_file(f"Van ban {WORD}"), name="a.docx", title=f"Phụ lục {name}", collection=collection)
    pdf = store_file(a_pdf(f"Bang ke {WORD}"), name="b.pdf", title=f"Bảng kê {name}", collection=collection)
    return paper, pdf


def a_scene(section: Page, **fields: object) -> Scene:
    """The scene, public unless the fields say otherwise."""
    both = files(WORD)
    body = [("text", f"<p>Đoạn có {WORD} ở giữa.</p>"), ("files", list(both))]
    return Scene(an_article(section, f"Nhãn {WORD}", body=body, posted_at=timezone.now(), **fields), *both)


@pytest.fixture
def section():
    branch = a_section(a_section(a_portal(), "Tin tức"), "Tin trong tỉnh")
    an_article(branch, "Bài luôn công khai")
    return branch


@pytest.fixture
def say_nothing(client, follow):
    """Asserts that nothing is told of the word, before the indexes have followed and after."""

    def act():
        for moment in ("before the index has followed", "after it"):
            assert (moment, what_is_said(client, WORD, MARKERS)) == (moment, [])
            follow()

    return act


def restrict(page: Page, kind: str) -> None:
    """Make a page and what is below it private in one of Wagtail's ways."""
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="chi-noi-bo")
    if kind == PageViewRestriction.GROUPS:
        restriction.groups.add(Group.objects.create(name="Nội bộ"))


def a_private_section(scene: Scene) -> Page:
    """A section elsewhere that is private already."""
    private = a_section(scene.page.get_parent().get_parent(), "Nội bộ")
    restrict(private, PageViewRestriction.LOGIN)
    return private


def expire(scene: Scene) -> None:
    """The day up to which it was to be public has come."""
    scene.page.expire_at = timezone.now() - timedelta(minutes=1)
    scene.page.save()
    call_command("publish_scheduled")


def change_words(scene: Scene) -> None:
    """Publish the page without the word, with no file."""
    scene.page.title, scene.page.body = "Bài khác", [("text", "<p>Nội dung khác.</p>")]
    scene.page.save_revision().publish()


def hide_section_and_all(scene: Scene) -> None:
    """Unpublish what stands above, with everything below it."""
    for page in scene.page.get_parent().get_descendants(inclusive=True):
        page.specific.unpublish()


WAYS = {
    "unpublished": lambda scene: scene.page.unpublish(),
    "unpublished with the section": hide_section_and_all,
    "deleted": lambda scene: scene.page.delete(),
    "deleted with the section": lambda scene: scene.page.get_parent().specific.delete(),
    "expired": expire,
    "changed": change_words,
    "private by password": lambda scene: restrict(scene.page, PageViewRestriction.PASSWORD),
    "private by login": lambda scene: restrict(scene.page, PageViewRestriction.LOGIN),
    "private by groups": lambda scene: restrict(scene.page, PageViewRestriction.GROUPS),
    "section private": lambda scene: restrict(scene.page.get_parent(), PageViewRestriction.LOGIN),
    "section above private": lambda scene: restrict(scene.page.get_parent().get_parent(), PageViewRestriction.GROUPS),
    "moved under a private section": lambda scene: scene.page.move(a_private_section(scene), "last-child"),
    "section moved under a private one": lambda scene: scene.page.get_parent().move(
        a_private_section(scene), "last-child"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_page_with_its_files_that_is_hidden(section, client, follow, say_nothing, way):
    scene = a_scene(section)
    follow()
    assert len(what_is_said(client, WORD, MARKERS)) > 10
    WAYS[way](scene)
    say_nothing()


def hide_behind_a_draft(section: Page) -> None:
    """A published page whose newest draft has the word and the files."""
    page = an_article(section, "Bài đã đăng")
    page.title, page.body = f"Nhãn {WORD}", [("text", f"<p>{WORD}</p>"), ("files", list(files(WORD)))]
    page.save_revision()


def schedule(section: Page) -> None:
    """A page that is to come out tomorrow, and a change of a published one that is."""
    a_scene(section, live=False, go_live_at=timezone.now() + timedelta(days=1)).page.save_revision().publish()
    page = an_article(section, "Bài đã đăng")
    page.title, page.go_live_at = f"Nhãn {WORD}", timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def below_a_private_section(section: Page) -> None:
    """A page that comes to be below a private section."""
    private = a_section(section, "Nội bộ")
    restrict(private, PageViewRestriction.PASSWORD)
    a_scene(a_section(private, "Trong nội bộ"))


def attached_to_nothing(_section: Page) -> None:
    """Files that were only uploaded."""
    files(WORD)


NEVER_PUBLIC = {
    "draft": lambda section: a_scene(section, live=False),
    "draft of a public page": hide_behind_a_draft,
    "scheduled": schedule,
    "below a private section": below_a_private_section,
    "attached to nothing": attached_to_nothing,
}


@pytest.mark.parametrize("state", NEVER_PUBLIC)
def test_what_was_never_public(section, follow, say_nothing, state):
    follow()
    NEVER_PUBLIC[state](section)
    say_nothing()


def replace_files(scene: Scene) -> None:
    """Put another content and title into each file."""
    for attached, content in zip(
        scene.files, (a_word_file("Van ban moi"), a_pdf("Bang ke moi va day du")), strict=True
    ):
        attached.title, attached.file = "Tệp mới", ContentFile(content, name=attached.filename)
        attached.file_hash = ""
        attached.save()


def detach(scene: Scene) -> None:
    """Publish the page without its files."""
    scene.page.body = [("text", "<p>Không còn tệp.</p>")]
    scene.page.save_revision().publish()


def delete_files(scene: Scene) -> None:
    """Delete the files, which the page then lacks."""
    for attached in scene.files:
        attached.delete()


def a_collection(parent: Collection | None = None, name: str = "Văn phòng") -> Collection:
    """A collection."""
    return (parent or Collection.get_first_root_node()).add_child(instance=Collection(name=name))


def restrict_collection(collection: Collection, kind: str = CollectionViewRestriction.LOGIN) -> Collection:
    """Make a collection and those below it private."""
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind, password="chi-noi-bo")
    return collection


def into(collection: Collection, scene: Scene) -> None:
    """Put the files into a collection."""
    for attached in scene.files:
        attached.collection = collection
        attached.save()


def collection_goes_private(scene: Scene) -> None:
    """The collection of the files is made private."""
    restrict_collection(scene.word_file.collection)


def collection_above_goes_private(scene: Scene) -> None:
    """The collection above theirs is made private."""
    restrict_collection(scene.word_file.collection.get_parent(), CollectionViewRestriction.PASSWORD)


def collection_is_moved(scene: Scene) -> None:
    """Their collection is moved below a private one."""
    scene.word_file.collection.move(restrict_collection(a_collection(name="Kín")), "sorted-child")


# What a page says of its files is its own, their titles too: these stay, and only their texts are hidden.
WAYS_OF_FILES = {
    "replaced": replace_files,
    "detached": detach,
    "deleted": delete_files,
}
WAYS_OF_COLLECTIONS = {
    "put into a private collection": lambda scene: into(restrict_collection(a_collection(name="Kín")), scene),
    "collection made private": collection_goes_private,
    "collection above made private": collection_above_goes_private,
    "collection moved below a private one": collection_is_moved,
}


@pytest.mark.parametrize("way", [*WAYS_OF_FILES, *WAYS_OF_COLLECTIONS])
def test_files_of_a_public_page_that_are_hidden(section, client, follow, say_nothing, way):
    both = files(WORD if way in WAYS_OF_FILES else "", a_collection(a_collection(name="Cơ quan")))
    page = an_article(section, "Bài công khai", body=[("text", "<p>Chữ khác.</p>"), ("files", list(both))])
    follow()
    assert len(what_is_said(client, WORD, MARKERS)) > 6
    hide = {**WAYS_OF_FILES, **WAYS_OF_COLLECTIONS}[way]
    hide(Scene(page, *(AttachedFile.objects.get(pk=attached.pk) for attached in both)))
    say_nothing()


def test_what_is_public_again_is_found_again(section, client, follow, say_nothing):
    scene = a_scene(section)
    scene.page.unpublish()
    say_nothing()
    scene.page.save_revision().publish()
    follow()
    assert len(what_is_said(client, WORD, MARKERS)) > 10


def test_far_behind_the_log_nothing_is_told_either(section, client, follow, say_nothing, monkeypatch):
    monkeypatch.setattr("hoaban.search.queries.MOST_BEHIND", 3)
    scenes = [a_scene(section) for _number in range(5)]
    follow()
    for number in range(4):
        an_article(section, f"Bài sau {number}")
    for scene in scenes:
        scene.page.unpublish()
    say_nothing()


def test_an_older_transaction_that_is_still_open_hides_no_change_from_the_search(section, client, follow, say_nothing):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    scene = a_scene(section)
    follow()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
            scene.page.unpublish()
            say_nothing()
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    say_nothing()
