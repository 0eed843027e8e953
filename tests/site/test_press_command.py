"""`hoaban press` and `hoaban verify`: what they write, print and refuse, and what is left alone."""

import re

import pytest

from hoaban.kit.processes import alone
from hoaban.news.models import Article
from hoaban.press import actions as press
from hoaban.search.actions import catch_up, open_indexers, unlocked_indexers
from hoaban.site.commands import verify_command
from tests.builders import a_portal, a_section, an_article

pytestmark = pytest.mark.django_db
COMPARED = re.compile(r"(\d+) (?:addresses|things of the search index) compared")


@pytest.fixture
def portal():
    return an_article(a_section(a_portal()), "Tin", slug="tin")


@pytest.fixture
def pressed(portal, var):
    """A portal whose pages are published; the published directory."""
    with press.open_press(var) as opened:
        press.press_everything(opened)
    return var / press.DIRECTORY


@pytest.mark.parametrize(
    "words", [("--addresses", "relative"), ("--base-url", "https://x.example"), ("--site", "localhost")]
)
def test_what_a_copy_is_like_needs_a_copy(hoaban, var, words):
    told = hoaban("press", *words)
    assert told.code == 1
    assert "name its folder with --export" in told.err
    assert list(var.iterdir()) == []


def test_a_press_says_what_it_did_and_does_it_once(hoaban, var, portal):
    first = hoaban("press")
    assert first.code == 0
    assert (var / "published/localhost/tin-tuc/tin/index.html").is_file()
    assert "0 addresses rendered, 0 written, 0 taken away." in hoaban("press").out
    assert "0 addresses rendered" not in hoaban("press", "--all").out


def test_a_press_names_what_it_could_not_press(hoaban, pressed, portal, monkeypatch):
    monkeypatch.setattr(Article, "serve", lambda *_words, **_named: 1 / 0)
    told = hoaban("press", "--all")
    assert told.code == 1
    (line,) = [line for line in told.out.splitlines() if line.startswith("failed") and "/tin-tuc/tin/:" in line]
    assert line.startswith("failed  localhost/tin-tuc/tin/: ")


def test_a_press_beside_another_one_is_refused(hoaban, var, portal):
    with press.open_press(var):
        told = hoaban("press")
    assert told.code == 1
    assert "Another process is pressing" in told.err


def test_a_copy_of_nothing_is_refused(hoaban, var, tmp_path):
    told = hoaban("press", "--export", tmp_path / "copy")
    assert told.code == 1
    assert "Run: hoaban press --all" in told.err
    assert not (tmp_path / "copy").exists()


REFUSED_COPIES = {
    ("--base-url", "https://x.example"): "only with --addresses absolute",
    ("--addresses", "absolute", "--base-url", "x.example"): "'x.example' is no address",
    ("--addresses", "absolute", "--base-url", "https://x.example/?a"): "is no address",
    ("--site", "xa.example"): "not one of those published: localhost",
}


def test_a_copy_that_cannot_be_is_refused_and_nothing_is_written(hoaban, pressed, tmp_path):
    for words, complaint in REFUSED_COPIES.items():
        told = hoaban("press", "--export", tmp_path / "copy", *words)
        assert (told.code, complaint in told.err) == (1, True), words
    assert [path.name for path in tmp_path.glob("copy*")] == []


def test_a_copy_into_a_folder_with_something_in_it_is_refused(hoaban, pressed, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/mine.txt").write_text("Của tôi.")
    told = hoaban("press", "--export", tmp_path / "copy")
    assert (told.code, "is not empty" in told.err) == (1, True)
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["mine.txt"]


def test_a_copy_may_be_read_by_everybody(hoaban, pressed, tmp_path):
    told = hoaban("press", "--export", tmp_path / "copy")
    assert told.code == 0
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert f"{len(files)} files are in {tmp_path / 'copy'}." in told.out
    assert {path.stat().st_mode & 0o777 for path in files} == {0o644}


def test_a_published_portal_is_as_the_database_has_it(hoaban, pressed):
    told = hoaban("verify")
    assert told.code == 0, told
    assert "addresses compared, 0 differ." in told.out
    assert "hoaban search --rebuild" in told.out, "there is no index to compare"


def test_what_differs_is_named_and_mended_only_when_told(hoaban, pressed):
    page = pressed / "localhost/tin-tuc/tin/index.html"
    good = page.read_bytes()
    page.write_bytes(b"<p>defaced</p>")
    told = hoaban("verify")
    assert told.code == 1
    assert "/tin-tuc/tin/" in told.out
    assert "1 differ." in told.out
    assert page.read_bytes() == b"<p>defaced</p>"
    told = hoaban("verify", "--mend")
    assert told.code == 0
    assert "Pressed again; 0 differ now." in told.out
    assert page.read_bytes() == good


@pytest.fixture
def moments(monkeypatch):
    """What a worker does while somebody compares, one act in each moment; what is left of it."""
    acts = []
    monkeypatch.setattr(verify_command.time, "sleep", lambda _seconds: acts.pop(0)() if acts else None)
    return acts


@pytest.fixture
def indexed(pressed, var):
    """A portal that is pressed and indexed; the published directory."""
    with open_indexers(var) as both:
        catch_up(both)
    return pressed


def press_on(var):
    with press.unlocked_press(var, 1) as opened:
        opened.catch_up()


def index_on(var):
    with unlocked_indexers(var) as both:
        catch_up(both)


def test_what_a_working_worker_does_a_moment_later_is_not_told(hoaban, indexed, var, moments, portal):
    portal.title = "Tên mới của tin"
    portal.save_revision().publish()
    nobodys = indexed / "localhost/_files/0123456789abcdef/nobodys.txt"
    left = indexed / "localhost/tin-tuc/index.html.new"
    nobodys.parent.mkdir(parents=True)
    for path in (nobodys, left):
        path.write_text("")
    moments += [left.unlink, nobodys.unlink, lambda: press_on(var), lambda: index_on(var)]
    with alone(var / press.LOCK), alone(var / "search/lock"):
        told = hoaban("verify")
    assert told.code == 0, told
    assert [line.split(", ")[1] for line in told.out.splitlines()[-2:]] == ["0 differ."] * 2
    assert moments == []


def test_what_stays_is_told_beside_a_worker_too(hoaban, indexed, var, moments, portal):
    (indexed / "localhost/tin-tuc/tin/index.html").write_text("defaced")
    (indexed / "localhost/tin-tuc/index.html.new").write_text("")
    Article.objects.filter(pk=portal.pk).update(title="Chưa ai lập chỉ mục")
    index_on(var)
    Article.objects.filter(pk=portal.pk).update(title="Cũng chưa")
    with alone(var / press.LOCK), alone(var / "search/lock"):
        told = hoaban("verify")
    assert told.code == 1
    assert "stale    localhost/tin-tuc/tin/" in told.out
    assert "left half-way" in told.out
    assert f"stale   search index, page:{portal.pk}" in told.out


def test_without_a_worker_nobody_waits(hoaban, indexed, moments):
    (indexed / "localhost/tin-tuc/tin/index.html").write_text("defaced")
    moments.append(lambda: pytest.fail("It waits for nobody."))
    assert hoaban("verify").code == 1


@pytest.mark.parametrize("wanted", [1, 2, 5, 10_000])
def test_a_sample_compares_exactly_so_many_or_all_that_there_are(hoaban, indexed, wanted):
    whole = [int(number) for number in COMPARED.findall(hoaban("verify").out)]
    told = hoaban("verify", "--sample", wanted)
    assert told.code == 0, told
    found = [int(number) for number in COMPARED.findall(told.out)]
    assert found[1] == min(wanted, whole[1])
    assert found[0] == wanted if wanted <= 5 else 5 < found[0] <= whole[0]
