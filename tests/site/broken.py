"""For tests of broken forms: every address of the desk with real rows in it, and what a page's form would send."""

from __future__ import annotations

from html.parser import HTMLParser

from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.models import Collection, Site, Task, Workflow

from hoaban.media.actions import store_file
from tests.builders import a_photo, a_portal, a_section, an_article, an_editor

# So deep that a reader which goes down step by step falls.
DEEP = "[" * 100_000


def a_full_portal():
    """A portal with one row of everything that an address of the desk may name; by the parameters' names."""
    home = a_portal()
    section = a_section(home)
    page = an_article(section, "Bài", slug="bai")
    revision = page.save_revision()
    photo, document = a_photo(), store_file(b"%PDF-1.4\n%%EOF", name="mau.pdf", title="Mẫu")
    user = an_editor("quan-tri-vien")
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="Bộ sưu tập"))
    group = Group.objects.create(name="Nhóm")
    workflow, task = Workflow.objects.create(name="Quy trình"), Task.objects.create(name="Việc")
    named = {
        "parent_page_id": section.pk, "parent_id": section.pk, "page_id": page.pk, "page_to_move_id": page.pk,
        "destination_id": home.pk, "revision_id": revision.pk, "page_id_list": page.pk, "image_id": photo.pk,
        "document_id": document.pk, "collection_id": collection.pk, "user_id": user.pk, "group_id": group.pk,
        "workflow_id": workflow.pk, "task_id": task.pk, "redirect_id": 1, "site_pk": Site.objects.get().pk,
        "content_type_app_name": "news", "content_type_model_name": "article", "app_label": "wagtailcore",
        "model_name": "page", "app_name": "news", "action": "publish", "filter_spec": "width-100",
        "action_name": "approve", "task_state_id": 1, "session_id": 1, "object_id": page.pk, "locale_id": 1,
        "revision_id_a": "earliest", "revision_id_b": "latest", "media_id": 1, "media_type": "video", "path": "x",
    }  # fmt: skip
    return user, page, named


def patterns_of(patterns, namespaces=()):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns_of(
                pattern.url_patterns, (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            )
        elif pattern.name:
            yield ":".join([*namespaces, pattern.name]), pattern


def desk_addresses(named, pk):
    """Every address of the desk, with the rows of this portal in it; what has no such row gets the page's number."""
    for name, pattern in patterns_of(get_resolver().url_patterns):
        parameters = pattern.pattern.regex.groupindex
        words = {parameter: named.get(parameter, pk if "page" in name else 1) for parameter in parameters}
        unnamed = pattern.pattern.regex.groups - len(parameters)
        try:
            address = reverse(name, kwargs=words) if parameters or not unnamed else reverse(name, args=[pk] * unnamed)
        except NoReverseMatch:
            continue
        if address.startswith("/quan-tri/"):
            yield name, address


class Fields(HTMLParser):
    """What the forms of a page would send."""

    def __init__(self, text):
        super().__init__()
        self.fields, self.area = {}, ""
        self.feed(text)

    def handle_starttag(self, tag, given):
        given = dict(given)
        name = given.get("name") or ""
        if tag == "textarea":
            self.area = name
            self.fields[name] = ""
        elif tag in {"input", "select", "button"} and name and given.get("type") not in {"file", "checkbox", "radio"}:
            self.fields.setdefault(name, given.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""

    def handle_data(self, text):
        if self.area:
            self.fields[self.area] += text
