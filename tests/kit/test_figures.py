"""Figures inside pages: pages that differ in figures alone are the same, and no others are."""

import pytest

from hoaban.kit.figures import figure, masked

BEGIN, END = "<!--counted-->", "<!--/counted-->"


BARS = [3, 1_204, 12_500_000]


def drawing(values, *scale, words="lượt"):
    """A drawing as charts are, with hidden words where all is nothing."""
    lines = "".join(f'<line y1="{place}.5"/><text x="-8">{mark}</text>' for place, mark in enumerate(("0", *scale)))
    bars = "".join(f'<rect height="{value}"><title>24/11/2026: {value:,}</title></rect>' for value in values)
    hidden = "" if any(values) else " hidden"
    return f"<svg>{lines}{bars}</svg>\n<p data-counted{hidden}>{max(values)} {words}</p><p data-counted>1</p>"


def page(reads, **more):
    hidden = " hidden" if reads is None else ""
    shown = {"title": "Bài", "of_counts": drawing([0, 0, 0]), "opening": 0, **more}
    count = figure("reads", reads, opening=shown["opening"])
    return (
        f"<h1>{shown['title']}</h1><li data-counted{hidden}>Lượt đọc: {count}</li>"
        f"{BEGIN}{shown['of_counts']}{END}<p>Hết</p>"
    ).encode()


def test_a_figure_is_written_for_people_and_for_machines():
    assert figure("reads", 2923) == '<data data-figure="reads" value="2923">2.923</data>'
    assert figure("reads", 2923, "en") == '<data data-figure="reads" value="2923">2,923</data>'
    assert figure("reads", 5, opening=4) == '<data data-figure="reads" data-opening="4" value="5">5</data>'
    assert figure("visitors-now", None) == '<data data-figure="visitors-now" value=""></data>'


@pytest.mark.parametrize(
    "other", [page(0), page(1), page(10**12), page(None), page(5, of_counts=drawing(BARS, "12,5 tr"))]
)
def test_pages_that_differ_in_figures_alone_are_the_same(other):
    assert masked(page(5)) == masked(other)


@pytest.mark.parametrize(
    "other",
    [
        page(5, title="Bài khác"),
        page(5, opening=4),
        page(5).replace("Hết".encode(), b"Het"),
        page(5).replace(b"reads", b"visits-all"),
        page(5).replace("Lượt".encode(), "lượt".encode()),
        page(5).replace(b"<data", b"<span"),
        page(5) + b"<p hidden></p>",
        page(5, of_counts=drawing(BARS, words="lượt xem")),
        page(5, of_counts=drawing(BARS) + "<script>1</script>"),
        page(5, of_counts=""),
        page(5).replace(b">5</data>", b">5 M</data>"),
        page(5).replace(b">5</data>", b">nhi\xe1\xbb\x81u</data>"),
        page(5).replace(b'value="5"', b'value="5 class"'),
    ],
)
def test_pages_that_differ_in_anything_else_are_not(other):
    assert masked(page(5)) != masked(other)


def test_what_stands_between_two_counted_parts_is_compared():
    one, other = (f"{BEGIN}1{END}{words}{BEGIN}2{END}".encode() for words in ("một", "hai"))
    assert masked(one) != masked(other)


def test_a_page_without_figures_stays_as_it_is():
    for body in (b"", b"\x89PNG\r\n\xff\xfe", "<p>Đường</p>".encode()):
        assert masked(body) is body or masked(body) == body
