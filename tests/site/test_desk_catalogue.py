"""The desk speaks Vietnamese: what Wagtail's own catalogue lacks is in ours, and what is still missing only shrinks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import wagtail
import wagtailmedia
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

from tests.machine import ROOT

OURS = ROOT / "src/hoaban/site/wagtail_locale/vi/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z0-9_]*\}|<[^>]+>")
GLUED = re.compile(r"%\(\w+\)[sd][^\W\d_]|[^\W\d_]%\(\w+\)")
# How many texts of the desk are still shown in English. Never raise.
STILL_ENGLISH = 650


def texts(path: Path) -> dict[tuple[str | None, str], str]:
    """(context, text) -> translation of a catalogue."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    found = {}
    for message in catalogue:
        if message.id:
            first = message.id if isinstance(message.id, str) else message.id[0]
            written = message.string if isinstance(message.string, str) else next(iter(message.string), "")
            found[message.context, first] = "" if message.fuzzy else written
    return found


def test_what_is_still_english_only_shrinks():
    ours = {name: texts(OURS / f"{name}.po") for name in ("django", "djangojs")}
    missing = 0
    for package in (wagtail, wagtailmedia):
        for english in Path(package.__file__).parent.rglob("locale/en/LC_MESSAGES/*.po"):
            theirs = Path(str(english).replace("/en/", "/vi/"))
            translated = {key for key, text in (texts(theirs) if theirs.is_file() else {}).items() if text}
            missing += len(texts(english).keys() - translated - ours[english.stem].keys())
    assert missing <= STILL_ENGLISH


def shown_at_the_desk() -> dict[str, str]:
    """What the desk shows for each English text of Wagtail, whichever catalogue has it."""
    english = {
        text
        for package in (wagtail, wagtailmedia)
        for path in Path(package.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")
        for context, text in texts(path)
        if context is None
    }
    with override("vi"):
        return {text: gettext(text) for text in english}


def test_no_name_is_glued_to_the_word_beside_it():
    shown = shown_at_the_desk()
    assert len(shown) > 1_000
    assert {text: said for text, said in shown.items() if GLUED.search(said) and not GLUED.search(text)} == {}


def test_workflow_and_site_are_called_by_one_word():
    shown = shown_at_the_desk()
    of_workflows = [said for text, said in shown.items() if "workflow" in text.lower() and said != text]
    assert [said for said in of_workflows if re.search("luồng|quá trình|tác vụ", said.lower())] == []
    assert {shown[text] for text in ("Site", "Sites")} == {"Cổng"}
    assert shown["Add a site"] == "Thêm cổng"


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_placeholders_are_kept(name):
    with (OURS / f"{name}.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    for message in messages:
        # Vietnamese has one form for every number: it follows the English form of many, which always counts.
        text = message.id if isinstance(message.id, str) else message.id[-1]
        translation = message.string if isinstance(message.string, str) else message.string[0]
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(translation)), text


def test_the_desk_uses_it():
    with override("vi"):
        assert gettext("Save draft") == "Lưu bản nháp"
        assert gettext("View live") == "Xem trang"
        assert gettext("A redirect with this path already exists.") == "Địa chỉ này đã có một chuyển hướng."
        assert ngettext("Referenced %(count)s time", "Referenced %(count)s times", 0) == "Được dẫn tới %(count)s lần"


@pytest.mark.django_db
def test_the_desks_scripts_use_it(admin_client):
    catalogue = admin_client.get("/quan-tri/jsi18n/").content.decode()
    assert "Chèn một khối" in catalogue or json.dumps("Chèn một khối")[1:-1] in catalogue


@pytest.mark.django_db
def test_signing_in_has_no_english_label(client):
    labels = re.findall(r"<label[^>]*>\s*([^<]*)", client.get("/quan-tri/login/").content.decode())
    said = {label.strip() for label in labels if label.strip()}
    assert "Mật khẩu" in said
    assert not [label for label in said if label.isascii()], said
