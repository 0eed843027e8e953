"""The index equals the database whatever happens to it: crashes, damage, stops while it is built."""

from datetime import date
from pathlib import Path

import pytest
from wagtail.models import Site

from hoaban.pages.models import HomePage
from hoaban.publication.followers import take_turns
from hoaban.publication.searchable import sources
from hoaban.search import actions, following, queries, searched_words, verify
from hoaban.search.engine import Index
from hoaban.search.indexer import FOLDER, PUBLIC, Indexer
from hoaban.search.models import DayOfSearches, RareWords, WordsFound, WordsNotFound
from hoaban.search.parsed_query import parse
from hoaban.search.scoring import Filters
from tests.builders import a_portal, a_section, an_article, at
from tests.support.steps import pauses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def section():
    return a_section(a_portal())


def titles(text):
    return {result.shown.title for result in queries.search(text, Filters()).results}


def test_a_new_index_holds_everything_and_a_followed_one_as_well(section, follow, var):
    an_article(section, "Bài thứ nhất")
    follow()
    an_article(section, "Bài thứ hai")
    follow()
    assert titles("bài thứ") == {"Bài thứ nhất", "Bài thứ hai"}
    compared, wrong = verify.compare(var)
    assert (compared, wrong) == (4, [])


def test_verify_sees_what_is_missing_stale_and_too_much(section, follow, var):
    gone, changed = an_article(section, "Bài mất"), an_article(section, "Bài cũ")
    follow()
    index = Index(var / FOLDER / PUBLIC)
    index.delete([f"page:{gone.pk}"])
    type(changed).objects.filter(pk=changed.pk).update(title="Bài mới")
    index.commit()
    index.close()
    _compared, wrong = verify.compare(var)
    assert {(difference.kind, difference.key) for difference in wrong} == {
        ("missing", f"page:{gone.pk}"),
        ("stale", f"page:{changed.pk}"),
    }


def test_what_was_not_committed_is_taken_in_again_after_a_crash(section, follow, var):
    follow()
    an_article(section, "Bài sau sự cố")
    indexer = Indexer(var, PUBLIC)
    index = indexer.open()
    index.index("page", [])
    index.writer.delete_all_documents()
    indexer.close()
    follow()
    assert titles("sau sự cố") == {"Bài sau sự cố"}
    assert verify.compare(var)[1] == []


def test_a_damaged_index_is_noticed_and_the_database_asked_meanwhile(section, follow, var):
    an_article(section, "Bài vẫn tìm thấy")
    follow()
    (var / FOLDER / PUBLIC / "meta.json").write_text("{", encoding="utf-8")
    results = queries.search("vẫn tìm", Filters())
    assert results.slow
    assert [result.shown.title for result in results.results] == ["Bài vẫn tìm thấy"]
    follow()
    assert not queries.search("vẫn tìm", Filters()).slow


TITLED = {
    "vẫn tìm": {"Bài Vẫn Tìm thấy", "Hôm nay vẫn tìm"},
    "van tim": {"Bài Vẫn Tìm thấy", "Hôm nay vẫn tìm", "Ván tìm 18/01/2024"},
    '"bài vẫn"': {"Bài Vẫn Tìm thấy"},
    "tìm -nay": {"Bài Vẫn Tìm thấy", "Ván tìm 18/01/2024"},
    "ngày 18 tháng 1 năm 2024": {"Ván tìm 18/01/2024"},
    '"không có"': set(),
    "12/2019/NĐ-CP": {"Sửa Nghị định 12/2019/NĐ-CP"},
}


@pytest.mark.parametrize("typed", TITLED)
def test_without_an_index_titles_are_searched_as_they_are_with_it(section, typed):
    for title in sorted({title for titles in TITLED.values() for title in titles}):
        an_article(section, title)
    assert titles(typed) == TITLED[typed]


def test_without_an_index_what_narrows_the_search_holds_too(section, client):
    home, other = section.get_parent(), a_section(section.get_parent(), "Văn bản")
    elsewhere = home.get_parent().add_child(instance=HomePage(title="Elsewhere", slug="elsewhere"))
    Site.objects.create(hostname="elsewhere.example", root_page=elsewhere)
    an_article(section, "Tin một", posted_at=at("2023-05-01 08:00"))
    an_article(other, "Tin hai", posted_at=at("2024-05-01 08:00"))
    an_article(a_section(elsewhere), "Tin ba", posted_at=at("2024-05-01 08:00"))

    def narrowed(**filters):
        results = queries.search("tin", Filters(**filters))
        assert (results.slow, results.counted) == (True, False)
        return {result.shown.title for result in results.results if result.shown.kind == "article"}

    assert narrowed(home=home.pk) == {"Tin một", "Tin hai"}
    assert narrowed(section=section.pk) == {"Tin một"}
    assert narrowed(year=2024) == {"Tin hai", "Tin ba"}
    assert narrowed(kind="article", home=elsewhere.pk) == {"Tin ba"}
    assert queries.search("tin", Filters(kind="file")).results == []


def test_without_an_index_nothing_is_counted_but_there_are_further_pages(section, client, var):
    for number in range(12):
        an_article(section, f"Bài nhiều {number}")
    first, second = (client.get("/tim-kiem/", {"q": "nhiều", "page": page}) for page in ("1", "2"))
    assert "kết quả</p>" not in first.content.decode()
    assert second.content.decode().count("<li><h2>") == 2
    client.get("/tim-kiem/", {"q": "khongcogi"})
    assert searched_words.tally(var) == 0


def test_an_index_that_breaks_while_it_is_asked_suggests_nothing(section, follow, client, monkeypatch):
    an_article(section, "Bài gợi ý")
    follow()
    asked = {"q": "bài gợi"}
    assert len(client.get("/tim-kiem/goi-y/", asked).json()["suggestions"]) == 1

    def broken(*_asked):
        raise ValueError("the index is torn")

    monkeypatch.setattr(Index, "search_titles", broken)
    assert client.get("/tim-kiem/goi-y/", asked).json() == {"suggestions": []}


def test_building_anew_goes_on_where_it_was_stopped(section, follow, var, monkeypatch):
    for number in range(6):
        an_article(section, f"Bài xây lại {number}")
    follow()
    monkeypatch.setattr("hoaban.search.indexer.AT_ONCE", 2)
    monkeypatch.setattr("hoaban.search.indexer.COMMIT_EVERY", 2)

    class Stopped(Exception):
        """The process ends."""

    def stop(done, _total, _what):
        if done >= 4:
            raise Stopped

    with actions.open_indexers(var) as both:
        with pytest.raises(Stopped):
            both[0].rebuild(stop)
        both[0].close()
    assert len(titles("xây lại")) == 6
    seen = []
    with actions.open_indexers(var) as both:
        both[0].rebuild(lambda done, _total, _what: seen.append(done))
    assert seen[0] > 4
    assert verify.compare(var)[1] == []


def test_only_one_process_writes(var):
    with actions.open_indexers(var), pytest.raises(actions.AnotherIndexer), actions.open_indexers(var):
        pass


def test_searches_are_counted_by_day(section, follow, client, var):
    an_article(section, "Bài có thật")
    follow()
    for words in ("có thật", "khongcogi", "khongcogi", "0912 345 678 khongco"):
        client.get("/tim-kiem/", {"q": words})
    assert searched_words.tally(var) == 4
    day = DayOfSearches.objects.get()
    assert (day.searches, day.empty) == (4, 3)


def note_on(var, day, *texts, total=0):
    """A day on which readers type some texts that find nothing, or something."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hoaban.search.searched_words.timezone.localdate", lambda: day)
        for text in texts:
            searched_words.note(var, parse(text), total)
        return searched_words.tally(var)


def kept(words=WordsNotFound):
    return list(words.objects.values_list("words", "times"))


def test_words_that_found_nothing_are_kept_once_they_were_typed_on_three_days(var):
    for day in (1, 2):
        note_on(var, date(2026, 3, day), "thẻ căn cước", "thẻ căn cước")
        assert kept() == []
        assert "căn" not in str(list(RareWords.objects.values()))
    note_on(var, date(2026, 3, 9), "thẻ căn cước")
    assert kept() == [("thẻ căn cước", 5)]
    assert not RareWords.objects.exists()
    note_on(var, date(2026, 3, 9), "thẻ căn cước")
    assert kept() == [("thẻ căn cước", 6)]


def test_words_that_found_something_are_kept_by_the_same_rule_and_counted_apart(var):
    for day in (1, 2):
        note_on(var, date(2026, 3, day), "lịch tiếp dân", total=7)
        note_on(var, date(2026, 3, day), "lịch tiếp dân")
        assert (kept(WordsFound), kept()) == ([], [])
        assert "lịch" not in str(list(RareWords.objects.values()))
    note_on(var, date(2026, 3, 3), "lịch tiếp dân", "lịch tiếp dân", "0912 345 678", total=7)
    assert (kept(WordsFound), kept()) == ([("lịch tiếp dân", 4)], [])
    note_on(var, date(2026, 3, 3), "lịch tiếp dân")
    assert (kept(WordsFound), kept()) == ([("lịch tiếp dân", 4)], [("lịch tiếp dân", 3)])
    assert not RareWords.objects.exists()
    note_on(var, date(2027, 3, 4), "khác")
    assert (kept(WordsFound), kept()) == ([], [])


def test_a_flood_of_different_words_is_counted_by_the_most_frequent(var, monkeypatch):
    monkeypatch.setattr(searched_words, "MOST_WORDS_AT_ONCE", 1)
    for day in (1, 2, 3):
        assert note_on(var, date(2026, 3, day), "hiếm", "hay", "hay") == 3
    assert kept() == [("hay", 6)]


def test_words_of_days_that_lie_too_far_apart_are_forgotten(var):
    for month in (1, 3, 5, 7):
        note_on(var, date(2026, month, 1), "thẻ căn cước")
    assert kept() == []


def test_words_that_nobody_asks_for_any_more_are_forgotten(var):
    WordsNotFound.objects.create(words="thẻ cũ", times=9, last_day=date(2025, 1, 1))
    note_on(var, date(2026, 3, 1), "khác")
    assert kept() == []


@pytest.mark.parametrize(
    "text",
    ["lo.xuan@hoaban.example", "0912 345 678", "0912345678", "gọi 0912.345.678", "001099012345", "xuân 02/09/1990"],
)
@pytest.mark.parametrize("total", [0, 3])
def test_what_looks_like_a_persons_own_is_never_kept(var, text, total):
    for day in range(1, 9):
        note_on(var, date(2026, 3, day), text, total=total)
    assert (kept(), kept(WordsFound), RareWords.objects.count()) == ([], [], 0)


def test_a_stop_right_after_the_totals_were_written_counts_nothing_twice(var, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda _self, **_how: (_ for _ in ()).throw(OSError("stopped")))
        with pytest.raises(OSError, match="stopped"):
            note_on(var, date(2026, 3, 1), "một", "hai")
    searched_words.note(var, parse("ba"), 0)
    assert searched_words.tally(var) == 0
    assert searched_words.tally(var) == 1
    assert sum(DayOfSearches.objects.values_list("searches", flat=True)) == 3


def test_a_journal_that_was_torn_is_counted_as_far_as_it_can_be_read(var):
    searched_words.note(var, parse("mất điện"), 0)
    path = var / FOLDER / searched_words.NAME
    torn = ["2026-13-41\t1\t", "2026-03-01\t0\tm\0t", "2026-0" + "2026-03-01\t1\t", "2026-03-01\t7\tx", "\0" * 80]
    path.write_bytes(path.read_bytes() + "\n".join(torn).encode() + b"\n2026-03-01\t0\tc\xc3\n2026-03-01\t1\t\n")
    assert searched_words.tally(var) == 2
    assert sorted(DayOfSearches.objects.values_list("searches", "empty")) == [(1, 0), (1, 1)]


def test_the_indexes_are_followed_while_searches_cannot_be_counted(section, var, monkeypatch, caplog):

    def refuse(_var):
        raise ValueError("the journal is torn")

    monkeypatch.setattr(following, "tally", refuse)
    monkeypatch.setattr(following, "SECONDS_BETWEEN_TALLIES", 0.0)
    with actions.open_indexers(var) as both:
        opened = [indexer.open() for indexer in both]
        take_turns(following.INDEXES, following.IndexesFollowing(var, both), pauses(2))
        assert [indexer.index for indexer in both] == opened
    assert "counted later: the journal is torn" in caplog.text


def test_a_first_start_says_once_that_the_index_is_being_built(section, follow, caplog):
    caplog.set_level("INFO", "hoaban.search")
    follow()
    said = [(record.levelname, record.getMessage()) for record in caplog.records if "hoaban.search" in record.name]
    assert said == [("INFO", "The search index is being built.")]


@pytest.mark.parametrize("question", ["count", "ids_after"])
def test_a_source_that_fails_keeps_no_other_from_the_index(section, var, monkeypatch, caplog, question):
    an_article(section, "Vẫn tìm thấy")
    file = next(source for source in sources() if source.name == "file")

    def fail(*_asked):
        raise RuntimeError("a fault of the room")

    monkeypatch.setattr(type(file), question, fail)
    indexer = Indexer(var, PUBLIC)
    indexer.open()
    indexer.close()
    assert titles("vẫn tìm thấy") == {"Vẫn tìm thấy"}
    assert "hoaban search --rebuild" in caplog.text
