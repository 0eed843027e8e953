"""No field of the desk cuts off what somebody pastes: the server counts as people do and says what is too long."""

from __future__ import annotations

import gc
import unicodedata

import pytest
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.admin.forms.tags import TagField
from wagtail.images.forms import get_image_form
from wagtail.snippets.models import get_snippet_models

from hoaban.media.models import Photo
from hoaban.news.models import Article, Event, Gallery, VideoPage
from hoaban.pages.models import HomePage, Section, StandardPage
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.blocks import cleaned

WHOLE = {"photo": {"file_name": "a"}}
PAGES = (Article, Event, Gallery, VideoPage, HomePage, Section, StandardPage)


def every_field(form):
    yield from form.base_fields.items()
    for formset in getattr(form, "formsets", {}).values():
        yield from formset.form.base_fields.items()


@pytest.mark.parametrize("model", PAGES)
def test_no_field_of_a_page_stops_the_browser(model):
    fields = dict(every_field(model.get_edit_handler().get_form_class()))
    assert fields["title"].widget.attrs["data-longest"] == "255"
    assert not [name for name, field in fields.items() if "maxlength" in field.widget.attrs]


def test_neither_does_any_other_that_is_made():
    forms_of_others = [get_image_form(Photo), AuthenticationForm]
    forms_of_others += [model.snippet_viewset.get_form_class() for model in get_snippet_models()]
    assert forms_of_others
    made = [one for one in gc.get_objects() if type(one) in {forms.CharField, forms.SlugField, forms.URLField}]
    assert not [field.label for field in made if "maxlength" in field.widget.attrs]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("ế" * 10, True),
        (unicodedata.normalize("NFD", "ế" * 10), True),
        ("ế" * 11, False),
        ("dòng\r\ndòng", True),
        ("👨‍👩‍👧‍👦", True),
    ],
)
def test_letters_are_counted_as_they_are_read(text, fits):
    field = forms.CharField(max_length=10)
    if fits:
        assert field.clean(text) == unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
        return
    with pytest.raises(forms.ValidationError, match="10"):
        field.clean(text)


def test_a_password_stays_as_it_was_typed():
    typed = unicodedata.normalize("NFD", "mật khẩu")
    assert forms.CharField(strip=False, widget=forms.PasswordInput).clean(typed) == typed


@pytest.mark.parametrize(
    ("kind", "name", "length"), [("photo", "caption", 501), ("photo", "alt", 301), ("quote", "text", 2001)]
)
def test_a_block_says_what_is_too_long(kind, name, length):
    with pytest.raises(forms.ValidationError) as refused:
        cleaned("article_body", kind, {**WHOLE.get(kind, {}), name: "x" * length})
    told = str(refused.value.block_errors[name])
    assert str(length) in told
    assert str(length - 1) in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "typed", "length", "most"),
    [
        ("title", "Tên " * 100, 399, 255),
        ("lead", "x" * 2001, 2001, 2000),
        ("byline", "y" * 301, 301, 300),
        ("search_description", "z" * 5000, None, None),
        ("slug", "Một địa chỉ dài " * 30, 479, 255),
        ("slug", "a" * 300, 300, 255),
    ],
)
def test_a_page_says_what_is_too_long(name, typed, length, most):
    form = Article.get_edit_handler().get_form_class()(instance=Article(), for_user=an_editor())
    if most is None:
        assert form.fields[name].clean(typed) == typed
        return
    with pytest.raises(forms.ValidationError) as refused:
        form.fields[name].clean(typed)
    assert {str(length), str(most)} <= set(refused.value.messages[0].replace(".", "").replace(")", "").split())


@pytest.mark.django_db
def test_the_desk_brings_the_script_that_counts(client):
    article = an_article(a_section(a_portal()))
    client.force_login(an_editor())
    page = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert "desk/lengths" in page
    assert "maxlength" not in page


MANY = [f"t{number}" for number in range(51)]


@pytest.mark.parametrize("tags", [", ".join(MANY), " ".join(MANY), "," * 9000])
def test_nobody_makes_thousands_of_tags(tags):
    """Five thousand of them held the database for more than a minute, and everybody's saving with it."""
    with pytest.raises(ValidationError, match="50"):
        TagField().clean(tags)


def test_as_many_tags_as_readers_look_for_are_taken():
    assert len(TagField().clean(", ".join(f"thẻ {n}" for n in range(50)))) == 50
    assert TagField(required=False).clean("") == []
