"""The parts of the front that are quicker asked alone: memory, budgets, ranges, names."""

import json
import os
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hoaban.front.answers import Answers, Miss
from hoaban.front.codings import KNOWN, preferred
from hoaban.front.disk_files import OutsideOfFile, range_of
from hoaban.front.limits import Limits
from hoaban.front.options import FrontOptions
from hoaban.front.rate_limiter import TokenBucket
from hoaban.front.responses import ReadyResponse
from tests.support.wire import HOST, Site, front_options


def answers_of(site, limit=10_000_000):
    return Answers(front_options(site.root, https=True, limit_memory=limit))


def test_memory_is_bounded_and_what_is_read_often_stays(tmp_path):
    site = Site(tmp_path)
    site.directory.write([])
    for number in range(60):
        site.write(f"/{number}/", os.urandom(10_000))
    answers = answers_of(site, 200_000)
    for number in range(60):
        assert isinstance(answers.find(HOST.encode(), b"/%d/" % number, b""), ReadyResponse)
        answers.find(HOST.encode(), b"/0/", b"")
        assert answers.cache.size <= 200_000
    held = {key[1] for key in answers.entries}
    assert b"/0/" in held
    assert len(held) < 20
    assert answers.cache.size == sum(entry.size for entry in answers.entries.values())


def test_a_held_answer_is_not_read_again_until_the_generation_moves(tmp_path):
    site = Site(tmp_path)
    site.write("/", b"one")
    answers = answers_of(site)
    first = answers.find(HOST.encode(), b"/", b"br")
    place = site.root / "xa/index.html.br"
    assert answers.find(HOST.encode(), b"/", b"br") is first
    site.directory.move_on()
    assert answers.find(HOST.encode(), b"/", b"br") is first, "nothing of it changed"
    place.unlink()
    assert answers.find(HOST.encode(), b"/", b"br") is first
    site.directory.move_on()
    found = answers.find(HOST.encode(), b"/", b"br")
    assert dict(found.headers)[b"content-length"] == b"3", "without its compressed form it is sent as it is"


def test_what_is_remembered_of_nothing_is_bounded(tmp_path):
    site = Site(tmp_path)
    answers = answers_of(site)
    for number in range(25_000):
        answers.nowhere.note("xa", b"/%d/" % number, asked_desk=True)
    assert len(answers.nowhere.held) <= 20_000
    for number in range(5000):
        answers.names.folder(b"%d.example" % number)
        answers.codings.of(b"br;q=0.%d" % number)
    assert len(answers.names.remembered) <= 1024
    assert len(answers.codings.remembered) <= 1024


def test_without_a_site_nothing_of_the_directory_is_read(tmp_path):
    site = Site(tmp_path)
    site.write("/", b"here")
    site.say_hosts(folders={}, default="")
    answers = Answers(front_options(site.root, https=True, allowed_hosts=("*",), limit_memory=1000))
    assert {answers.find(b"a.example", path, b"") for path in (b"/", b"/hosts.json", b"/xa/")} == {Miss.UNKNOWN}
    assert answers.find(b"a.example", b"/quan-tri/x", b"") is Miss.DESK
    assert answers.find(b"a.example", b"/quan-tri", b"") is Miss.DESK


@given(some.binary(max_size=60))
def test_any_accept_encoding_gets_a_known_coding(accept):
    assert set(preferred(accept)) <= set(KNOWN)
    assert preferred(accept)


@given(some.binary(max_size=30), some.integers(0, 1000))
def test_any_range_lies_in_the_file(asked, size):
    for text in (asked, b"bytes=" + asked, b"bytes=%d-%d" % (size, size // 2)):
        try:
            part = range_of(text, size)
        except OutsideOfFile:
            continue
        assert part is None or 0 <= part[0] < part[1] <= size


@given(some.text(alphabet="/.%2eE0aAâ\u0302\0\\~-_?#;:x", max_size=40))
def test_any_path_is_answered_from_below_its_folder_or_not_at_all(tmp_path_factory, path):
    site = SITES.get("one") or SITES.setdefault("one", Site(tmp_path_factory.mktemp("any")))
    (site.root / "xa").mkdir(exist_ok=True)
    (site.root / "secret.html").write_bytes(b"secret")
    found = answers_of(site).find(HOST.encode(), b"/" + path.encode(), b"")
    assert found in {Miss.UNKNOWN, Miss.DESK} or b"secret" not in found.whole


SITES = {}


def test_a_budget_fills_up_again():
    seconds = count()
    budget = TokenBucket(1, 3, clock=lambda: next(seconds) * 0.5)
    taken = [budget.take() for _ in range(12)]
    assert taken[:3] == [True, True, True], "a burst"
    assert taken[-6:] in ([True, False] * 3, [False, True] * 3), "one a second"


def test_options_survive_the_way_to_the_process(tmp_path):
    options = front_options(
        tmp_path,
        addresses=(("127.0.0.1", 80), ("::1", 80)),
        allowed_hosts=("a", ".b"),
        trusted_proxies=("10.0.0.0/8",),
        spool=tmp_path / "spool",
        certificate=tmp_path / "certificate.pem",
        limits=Limits(head_seconds=1.5),
    )
    assert FrontOptions.from_json(options.as_json()) == options
    for nonsense in ("[]", "3", "null", '"x"'):
        with pytest.raises(TypeError, match="no object"):
            FrontOptions.from_json(nonsense)
    said = json.loads(options.as_json())
    with pytest.raises(TypeError):
        FrontOptions.from_json(json.dumps({**said, "colour": 1}))
    with pytest.raises(TypeError):
        FrontOptions.from_json(json.dumps({name: value for name, value in said.items() if name != "time_zone"}))
    with pytest.raises(ValueError, match="Nowhere"):
        FrontOptions.from_json(json.dumps({**said, "time_zone": "Nowhere/City"}))
