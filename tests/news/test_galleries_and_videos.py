"""Galleries and videos: their photos, their words, and what they show where something is missing."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from hoaban.news.models import Gallery, GalleryPhoto, VideoPage
from hoaban.pages.actions import publish_page
from hoaban.pages.searchable import documents
from tests.builders import a_film, a_gallery, a_photo, a_portal, a_section, a_video_page, an_editor, at

pytestmark = pytest.mark.django_db
FORMSET = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")


@pytest.fixture
def home():
    return a_portal()


@pytest.fixture
def galleries(home):
    return a_section(home, "Thư viện ảnh", holds="galleries")


@pytest.fixture
def videos(home):
    return a_section(home, "Phim", holds="videos")


def test_the_first_photo_stands_for_a_gallery(galleries):
    first, second = a_photo("Một"), a_photo("Hai")
    gallery = a_gallery(galleries, "Chợ", first, second)
    gallery.save()
    assert Gallery.objects.get(pk=gallery.pk).teaser_photo == first
    assert Gallery(title="x").choose_teaser_photo() is None


def test_a_gallery_keeps_the_editors_order(galleries, client):
    photos = [a_photo(title) for title in ("Một", "Hai", "Ba")]
    gallery = a_gallery(galleries, "Chợ", *photos)
    for place, photo in zip((2, 0, 1), photos, strict=True):
        gallery.photos.filter(photo=photo).update(sort_order=place)
    shown = client.get(gallery.url).context["photos"]
    assert [one.photo.title for one in shown] == ["Hai", "Ba", "Một"]


def test_a_photo_has_the_credit_of_its_place_else_its_own(galleries, client, real_sizes):
    from hoaban.media.rendition_making import make_sizes  # noqa: PLC0415  only here

    photo = a_photo(credit="Hà An")
    make_sizes(photo.pk, slow=False)
    gallery = a_gallery(galleries, "Chợ", photo)
    assert "Hà An" in client.get(gallery.url).content.decode()
    gallery.photos.update(credit="Lò Inh", caption="Chú thích")
    page = client.get(gallery.url).content.decode()
    assert "Lò Inh" in page
    assert "Chú thích" in page
    assert "Hà An" not in page


def test_a_photo_that_is_deleted_leaves_its_gallery(galleries, client):
    first, second = a_photo("Một"), a_photo("Hai")
    gallery = a_gallery(galleries, "Chợ", first, second)
    first.delete()
    assert [one.photo for one in client.get(gallery.url).context["photos"]] == [second]
    gallery = Gallery.objects.get(pk=gallery.pk)
    gallery.save()
    assert gallery.teaser_photo == second


@pytest.mark.parametrize(
    ("of_photo", "of_place", "shown", "described"),
    [
        ({"alt": "Lúa"}, {}, "Lúa", True),
        ({"alt": "Lúa"}, {"alt": "Lúa chín"}, "Lúa chín", True),
        ({"alt": "Lúa"}, {"alt": "x", "decorative": True}, "", True),
        ({"alt": ""}, {"decorative": True}, "", True),
        ({"alt": ""}, {"alt": "Lúa"}, "Lúa", True),
        ({"alt": "", "decorative": True}, {}, "", True),
        ({"alt": "", "decorative": True}, {"alt": "Lúa"}, "Lúa", True),
        ({"alt": ""}, {}, "", False),
        ({"alt": "  "}, {"alt": " "}, " ", False),
    ],
)
def test_a_gallery_says_what_its_photos_show_or_is_not_published(galleries, of_photo, of_place, shown, described):
    photo = a_photo(alt=of_photo["alt"])
    photo.is_decorative = of_photo.get("decorative", False)
    photo.save()
    gallery = Gallery(title="Chợ", photos=[GalleryPhoto(photo=photo, **of_place)])
    form = Gallery.get_edit_handler().get_form_class()
    rows = {f"photos-{name}": value for name, value in zip(FORMSET, ("1", "0", "0", "1000"), strict=True)}
    place = {"photos-0-photo": photo.pk, "photos-0-ORDER": "1"}
    place |= {f"photos-0-{name}": value for name, value in of_place.items()}
    comments = {f"comments-{name}": "0" for name in FORMSET}
    for deferred in (True, False):
        editor = form(
            {"title": "Chợ", **rows, **place, **comments},
            instance=Gallery(),
            parent_page=galleries,
            for_user=an_editor(str(deferred)),
        )
        if deferred:
            editor.defer_required_fields()
        assert editor.is_valid() is (deferred or described), (editor.errors, editor.formsets["photos"].errors)
    assert gallery.photos.all()[0].shown_alt == shown
    if described:
        publish_page(gallery, parent=galleries)
    else:
        with pytest.raises(ValidationError, match="ảnh 1"):
            publish_page(gallery, parent=galleries)
        assert not Gallery.objects.exists()


def test_captions_and_credits_are_searched(galleries):
    gallery = a_gallery(galleries, "Chợ", a_photo(), lead="Lời dẫn", byline="Minh Thùy")
    gallery.photos.update(caption="Người bán lê", credit="Hà An")
    words = next(documents([Gallery.objects.get(pk=gallery.pk)])).body
    for word in ("Lời dẫn", "Minh Thùy", "Người bán lê", "Hà An"):
        assert word in words


def test_a_video_shows_its_film_and_its_words(videos, client):
    page = client.get(a_video_page(videos, video=a_film(transcript="Lời của phim.")).url).content.decode()
    assert "<video" in page
    assert 'class="empty"' not in page
    assert "Lời của phim." in page
    assert '<section class="text">' not in client.get(a_video_page(videos, video=a_film()).url).content.decode()


def test_a_film_that_is_deleted_leaves_the_page_to_say_so(videos, client):
    film = a_film()
    page = a_video_page(videos, video=film)
    film.delete()
    shown = client.get(page.url).content.decode()
    assert 'class="empty"' in shown
    assert "<video" not in shown


def test_the_words_of_a_film_are_searched(videos):
    page = a_video_page(videos, video=a_film(transcript="Lời của phim."), lead="Lời dẫn")
    words = next(documents([page])).body
    assert "Lời của phim." in words
    assert "Lời dẫn" in words
    assert next(documents([a_video_page(videos)])).body == ""


def test_the_poster_stands_for_a_video(videos):
    poster = a_photo()
    page = a_video_page(videos, poster=poster)
    assert page.teaser_photo == poster
    poster.delete()
    page = VideoPage.objects.get(pk=page.pk)
    assert page.teaser_photo is None


@pytest.mark.parametrize("model", [Gallery, VideoPage])
def test_leads_are_cleaned_and_are_the_description_where_none_is_chosen(model):
    page = model(title="x", lead=" Lời\u200b dẫn\u202e ")
    page.clean()
    assert page.lead == page.description() == "Lời dẫn"
    page.search_description = "Đã chọn."
    assert page.description() == "Đã chọn."


@pytest.mark.parametrize("model", [Gallery, VideoPage])
def test_a_time_that_nobody_can_mean_is_refused(model):
    with pytest.raises(ValidationError) as refused:
        model(title="x", posted_at=at("2024-01-01 00:00").replace(year=1066)).clean()
    assert set(refused.value.message_dict) == {"posted_at"}


def test_machines_are_told_when_a_video_was_put_up():
    data = VideoPage(title="Phim", posted_at=at("2024-01-18 07:34")).extra_structured_data(None)
    assert data == {"name": "Phim", "uploadDate": "2024-01-18T07:34:00+07:00"}
    assert VideoPage(title="Phim").extra_structured_data(None)["uploadDate"] is None
