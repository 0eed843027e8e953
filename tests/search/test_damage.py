"""Bytes overwritten, files cut short or gone: told by everybody who looks, mended by the follower, no word lost."""

import threading
from dataclasses import replace

import pytest

from hoaban.kit import troubles
from hoaban.publication import followers
from hoaban.publication.queries import START
from hoaban.search import following
from hoaban.search.checksums import META, NEEDED, Checksums
from hoaban.search.engine import DamagedIndex, Index
from hoaban.search.following import INDEXES, opened
from hoaban.search.indexer import DESK, FOLDER, PUBLIC, Indexer
from hoaban.search.verify import compare, damage
from hoaban.site import readiness
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def index(var, follow):
    """The folder of the readers' index of a portal with some articles."""
    section = a_section(a_portal())
    for number in range(5):
        an_article(section, f"Lịch trực số {number}", slug=f"bai-{number}")
    follow()
    return (var / FOLDER / PUBLIC).resolve()


def overwrite(path):
    body = bytearray(path.read_bytes())
    middle = len(body) // 3
    body[middle : middle + 4] = bytes(byte ^ 0xFF for byte in body[middle : middle + 4])
    path.write_bytes(body)


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("ending", "spoil"),
    [*((ending, overwrite) for ending in NEEDED), ("store", cut), ("term", empty), ("idx", lambda path: path.unlink())],
)
def test_a_damaged_segment_is_told_and_mended_and_stops_nobody(index, var, ending, spoil):
    assert (damage(var, PUBLIC), damage(var, DESK)) == ("", "")
    spoil(max(index.glob(f"*.{ending}"), key=lambda path: path.stat().st_size))
    assert damage(var, PUBLIC)
    assert any("hoaban search --rebuild" in told for told in readiness.problems_of_search())
    with pytest.raises(DamagedIndex):
        compare(var)
    assert followers.position_of(INDEXES, var) is not None
    with opened(var) as both:
        both.turn(threading.Event())
    assert damage(var, PUBLIC) == ""
    assert compare(var)[1] == []
    assert troubles.told() == ()


@pytest.mark.parametrize("spoil", [empty, lambda path: path.write_text("{}"), lambda path: path.unlink()])
def test_an_index_without_its_list_of_segments_is_built_anew(index, var, spoil):
    with opened(var) as both:
        both.turn(threading.Event())
        spoil(index / META)
        both.looked_at = -following.SECONDS_BETWEEN_LOOKS
        both.turn(threading.Event())
    assert damage(var, PUBLIC) == ""
    assert compare(var)[1] == []


def test_damage_is_told_while_the_index_is_built_anew(index, var, monkeypatch):
    said = []
    monkeypatch.setattr(Indexer, "rebuild", lambda _indexer: said.extend(troubles.told()))
    overwrite(next(index.glob("*.store")))
    Indexer(var, PUBLIC).look_for_damage()
    assert len(said) == 1
    assert said[0].startswith("public index: ")
    assert troubles.told() == ()


def test_only_what_changed_is_read_again(index, monkeypatch):
    read = []
    monkeypatch.setattr("hoaban.search.checksums.READ_AGAIN", 0)
    monkeypatch.setattr("hoaban.search.checksums.is_whole", lambda path, _size: read.append(path) or True)
    looks = Checksums()
    looks.damage(index)
    first = len(read)
    assert first >= len(NEEDED)
    looks.damage(index)
    assert len(read) == first
    overwrite(read[0])
    looks.damage(index)
    assert len(read) == first + 1


def test_what_rots_without_a_sign_is_read_again_some_at_a_time(index, monkeypatch):
    looks = Checksums()
    assert looks.damage(index) == ""
    monkeypatch.setattr("hoaban.search.checksums.is_whole", lambda _path, _size: False)
    assert "is damaged" in looks.damage(index)


def test_a_panic_of_the_engine_is_a_damaged_index(index, monkeypatch):
    panic = type("PanicException", (BaseException,), {})
    opened_index = Index(index)

    class Searcher:
        @staticmethod
        def search(*_words, **_named):
            raise panic("index out of bounds")

    monkeypatch.setattr(opened_index, "_index", type("Broken", (), {"searcher": staticmethod(Searcher)}))
    with pytest.raises(DamagedIndex, match="out of bounds"):
        _position = opened_index.position


def test_a_follower_whose_position_cannot_be_read_keeps_the_log_and_the_others_go_on(index, var, monkeypatch):
    monkeypatch.setattr(followers, "_last_known", {})
    known = followers.position_of(INDEXES, var)
    monkeypatch.setattr(following, "position", lambda _var: 1 / 0)
    broken = replace(INDEXES, position=following.position)
    assert followers.position_of(broken, var) == known
    monkeypatch.setattr(followers, "_last_known", {})
    assert followers.position_of(broken, var) == START
