"""Every room speaks Vietnamese; the collector of texts is proved to find what is missing."""

import pytest

from scripts import translations
from tests.machine import ROOT

ROOMS = [path for path in sorted((ROOT / "src/hoaban").iterdir()) if (path / "__init__.py").exists()]
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Known"
msgstr "Đã biết"

msgid "%(count)s pages"
msgstr "%(number)s trang"

msgid "Gone"
msgstr "Đã bỏ"

#, fuzzy
msgid "Doubtful"
msgstr "Ngờ"
"""


@pytest.fixture
def room(tmp_path):
    (tmp_path / "locale/vi/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "locale/vi/LC_MESSAGES/django.po").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "templates/room").mkdir(parents=True)
    (tmp_path / "views.py").write_text(
        'a = _("Known"), _("%(count)s pages"), _("Doubtful"), pgettext("month", "May"), ngettext("%d x", "%d xs", 2)\n'
    )
    (tmp_path / "templates/room/page.html").write_text(
        "{% load i18n %}<p>{% trans 'In a template' %}</p>\n    {% blocktrans trimmed count n=n %}\n one {{ n }}\n"
        "{% plural %} many {{ n }} {% endblocktrans %}{{ _('In a filter')|upper }}"
    )
    return tmp_path


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_text_of_a_room_is_translated_and_every_translation_is_said(room):
    assert list(translations.faults_of(room)) == []


def test_what_is_missing_doubtful_gone_or_crooked_is_found(room):
    faults = "\n".join(translations.faults_of(room))
    for text in ("'In a template'", "'one %(n)s'", "'In a filter'", "'Doubtful'", "'May' (context 'month')", "'%d x'"):
        assert f"not translated: {text}" in faults
    assert "said nowhere: 'Gone'" in faults
    assert "other placeholders in the translation of '%(count)s pages'" in faults
    assert "'Known'" not in faults


WORDS_OF_WAGTAIL = ROOT / "src/hoaban/site/wagtail_locale/vi/LC_MESSAGES/django.po"


@pytest.fixture
def desk(tmp_path_factory):
    """The catalogue of Wagtail's own screens as that of a room: it hides the words of every room."""
    folder = tmp_path_factory.mktemp("desk") / "locale/vi/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_bytes(WORDS_OF_WAGTAIL.read_bytes())
    return folder.parents[2]


def in_two_ways(rooms):
    """Texts that the rooms translate differently: Django knows one catalogue, and one room's words hide the other's."""
    ways = {}
    for room in rooms:
        for text, strings in translations.catalogue_of(room).items():
            ways.setdefault(text, {}).setdefault(strings, []).append(room.name)
    return {text: found for text, found in ways.items() if len(found) > 1}


def test_no_text_is_translated_in_two_ways(desk):
    assert in_two_ways([*ROOMS, desk]) == {}


def test_another_translation_in_another_room_is_found_and_a_context_sets_apart(room, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "locale/vi/LC_MESSAGES").mkdir(parents=True)
    words = CATALOGUE.replace('"Đã biết"', '"Quen"').replace('msgid "Gone"', 'msgctxt "place"\nmsgid "Gone"')
    (other / "locale/vi/LC_MESSAGES/django.po").write_text(words.replace("Đã bỏ", "Đã đi"), encoding="utf-8")
    assert in_two_ways([room, other]) == {("", "Known"): {("Đã biết",): [room.name], ("Quen",): [other.name]}}
