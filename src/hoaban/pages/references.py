"""Who saves may newly refer only to what a chooser would have offered him; what stood there already stays.

A widget shows what one may choose, but a forged form can name any number. So every form of the desk compares what it
refers to before and after, with the same extraction by which Wagtail indexes references: a new field or block is
looked at without a line of code here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.models import Page, ReferenceIndex

from hoaban.pages.choosing import permitted
from hoaban.pages.desk_titles import looking, who_looks
from hoaban.pages.rich_text import is_key

# A model and the key of one of its rows, as text.
Reference = tuple[type[Model], str]
Known = set[Reference]
MOST_NAMED = 5


def base_of(model: Any) -> Any:
    """The model whose table holds the key: a page of any kind is a page."""
    parents = model._meta.get_parent_list()
    return parents[-1] if parents else model._meta.concrete_model


def references_of(instance: Any) -> Known:
    """All that a row and the rows that belong to it refer to."""
    return set(from_index(ReferenceIndex._extract_references_from_object(instance)))


def from_index(rows: Iterable[tuple[Any, ...]]) -> Iterator[Reference]:
    """References from what Wagtail writes into its index: (content type, key, ...)."""
    types = ReferenceIndex._meta.get_field("to_content_type").related_model.objects
    for content_type, number, *_paths in rows:
        model = types.get_for_id(content_type).model_class()
        if model is not None:
            yield base_of(model), str(number)


def named_by(form: WagtailAdminModelForm, name: str, value: Any) -> Iterator[Reference]:
    """What the value of one field of a form refers to."""
    try:
        field: Any = form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if hasattr(field, "extract_references") and value is not None:
        for model, number, *_paths in field.extract_references(value):
            yield base_of(model), str(number)
        return
    rows = value if isinstance(value, QuerySet | list | tuple) else [value]
    for row in rows:
        if isinstance(row, Model):
            yield base_of(type(row)), str(row.pk)


def refused(user: Any, references: Iterable[Reference]) -> list[Reference]:
    """Of some references those that the user may not choose."""
    by_model: dict[Any, list[str]] = {}
    for model, number in dict.fromkeys(references):
        by_model.setdefault(model, []).append(number)
    found = []
    for model, numbers in by_model.items():
        rows = permitted(user, model)
        if rows is None:
            continue
        may = {str(pk) for pk in rows.filter(pk__in=filter(is_key, numbers)).values_list("pk", flat=True)}
        found.extend((model, number) for number in numbers if number not in may)
    return found


def refusal(label: Any, references: list[Reference]) -> ValidationError:
    """What the person reads: which field, which things by their numbers, what to do. Nothing is told of them."""
    things = [f"{model._meta.verbose_name} {number[:20]}" for model, number in references[:MOST_NAMED]]
    more = "" if len(references) <= MOST_NAMED else " …"
    text = _(
        "“%(field)s” refers to something that you may not choose: %(things)s. Take it out, choose another one, "
        "or ask somebody who may choose it to put it in."
    )
    return ValidationError(text, code="not_chosen", params={"field": label, "things": ", ".join(things) + more})


def check_references(user: Any, instance: Any, before: Known) -> None:
    """Raise ValidationError if a row newly refers to what the user may not choose; for writes without a form."""
    new = refused(user, references_of(instance) - before)
    if new:
        raise ValidationError(refusal(instance._meta.verbose_name, new).messages)


def known_before(form: WagtailAdminModelForm) -> Known:
    """What stood there before: in what is being edited, and in the older version that is being restored."""
    instance = form.instance
    if instance.pk is None:
        return set()
    known = references_of(instance)
    revision = str(form.data.get("revision", ""))
    if isinstance(instance, Page) and is_key(revision):
        older = instance.revisions.filter(pk=revision).first()
        known |= references_of(older.as_object()) if older is not None else set()
    return known


def check_form(form: WagtailAdminModelForm, known: Known) -> None:
    """Put an error on each field that newly refers to what the person may not choose."""
    user = form.for_user or who_looks()
    if user is None:
        return
    for name, value in list(form.cleaned_data.items()):
        new = [one for one in named_by(form, name, value) if one not in known]
        closed = refused(user, new) if new else []
        if closed:
            label = form.fields[name].label if name in form.fields else name
            form.add_error(name if name in form.fields else None, refusal(label, closed))


def remember(known: Known) -> None:
    """Keep what stood there before for the widgets, which are shown again where the form is refused."""
    looker = looking()
    if looker is not None:
        looker.known = (looker.known or set()) | known


def may_be_named(instance: Any) -> bool:
    """Whether a chooser names a thing: in a form that is opened it stood there, in one sent in it may be forged."""
    looker = looking()
    if looker is None or looker.known is None:
        return True
    reference = (base_of(type(instance)), str(instance.pk))
    return reference in looker.known or not refused(looker.request.user, [reference])


def guard_widgets() -> None:
    """Let every chooser come back empty, not with title, file and words, where a form named what was not offered."""

    def get_value_data(widget: BaseChooser, value: Any) -> Any:
        instance = widget.get_instance(value)
        return widget.get_value_data_from_instance(instance) if instance and may_be_named(instance) else None

    BaseChooser.get_value_data = get_value_data


def guard_saving() -> None:
    """Let every form of the desk look: pages, snippets, settings, redirects, files, and the rows inside each of them.

    All are made from one class of Wagtail's, most of them by Wagtail itself; a class of our own would have to be named
    at each model, and one that forgets it would be open.
    """
    original = WagtailAdminModelForm.full_clean
    if getattr(original, "looks_at_references", False):
        return

    def full_clean(form: WagtailAdminModelForm) -> None:
        known: Known | None = getattr(form, "known_references", None)
        if form.is_bound and known is None:
            known = known_before(form)
            remember(known)
        for formset in getattr(form, "formsets", {}).values():
            for child in formset.forms:
                child.known_references = known
        original(form)
        if form.is_bound and known is not None and hasattr(form, "cleaned_data"):
            check_form(form, known)

    full_clean.looks_at_references = True  # type: ignore[attr-defined]
    WagtailAdminModelForm.full_clean = full_clean


def guard_forms() -> None:
    """Guard what is saved, and what a refused form shows again."""
    guard_saving()
    guard_widgets()
