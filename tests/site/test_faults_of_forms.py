"""Which faults are those of what was sent, and which are ours."""

from operator import methodcaller

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError
from django.forms import CharField, DateField, Form
from django.http import Http404
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from hoaban.site.broken_forms import BrokenForms, is_about_what_was_sent


def raised(act, *words):
    """What an act raises, with the way it came."""
    with pytest.raises(Exception) as caught:  # noqa: PT011  each test says what it is
        act(*words)
    return caught.value


def misses(name):
    raise MultiValueDictKeyError(name)


class Stumbling(Form):
    """A form of ours whose reading fails as a library's does."""

    day = DateField()
    name = CharField()

    def clean_name(self):
        raise AttributeError("a field that was not sent")


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        (MultiValueDictKeyError("name"), True),
        (ValidationError("no number"), True),
        (RecursionError(), True),
        (OverflowError("date value out of range"), True),
        (ValueError("Field 'id' expected a number but got 'x'."), True),
        (ValueError("ours"), False),
        (KeyError("ours"), False),
        (AttributeError("ours"), False),
        (ZeroDivisionError(), False),
        (IntegrityError("expected a number but got"), False),
        (DatabaseError(), False),
        (Http404(), False),
    ],
)
def test_a_fault_is_the_forms_or_ours(rf, fault, sent):
    assert is_about_what_was_sent(rf.post("/"), fault) is sent


def test_what_rises_while_a_form_is_read_is_the_forms(rf):
    fault = raised(lambda: Stumbling({"name": "x", "day": "1/1/2020"}).is_valid())
    assert is_about_what_was_sent(rf.post("/"), fault)
    assert not is_about_what_was_sent(rf.post("/"), AttributeError("elsewhere"))


@pytest.mark.parametrize(
    ("goal", "sent"), [({}, False), ({"next": "/quan-tri/"}, False), ({"next": "no_such_name"}, True)]
)
def test_a_place_to_go_on_to_that_is_none_is_the_forms(rf, goal, sent):
    assert is_about_what_was_sent(rf.post("/", goal), NoReverseMatch("x")) is sent


def test_a_form_that_cannot_be_made_is_asked_for_in_vain(rf):
    assert is_about_what_was_sent(rf.post("/"), raised(methodcaller("is_valid"), None))
    assert not is_about_what_was_sent(rf.post("/"), raised(methodcaller("is_empty"), None))


@pytest.mark.parametrize(("method", "status"), [("get", None), ("head", None), ("post", 400), ("put", 400)])
def test_only_what_sends_something_can_be_broken(rf, caplog, method, status):
    fault = raised(misses, "name")
    answer = BrokenForms(None).process_exception(getattr(rf, method)("/x/"), fault)
    assert (answer.status_code if answer else None) == status
    assert ("could not be read: MultiValueDictKeyError at" in caplog.text) is (status == 400)


@pytest.mark.parametrize(
    ("rows", "status"),
    [("0", None), ("2", None), ("3", 400), ("9999999", 400), ("x", None), ("-1", None), ("x" * 7, 400)],
)
def test_a_form_has_no_more_rows_than_fields(rf, rows, status):
    request = rf.post("/", {"a-TOTAL_FORMS": rows, "name": "x"})
    answer = BrokenForms(None).process_view(request, None, (), {})
    assert (answer.status_code if answer else None) == status
    assert BrokenForms(None).process_view(rf.get("/", {"a-TOTAL_FORMS": rows}), None, (), {}) is None
