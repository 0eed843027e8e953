"""Bylines as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kit.byline import parse_byline


@pytest.mark.parametrize(
    ("printed", "authors", "photographers", "source"),
    [
        ("Tin, ảnh: Minh Thùy", ["Minh Thùy"], ["Minh Thùy"], ""),
        ("Tin ảnh: Minh Thùy", ["Minh Thùy"], ["Minh Thùy"], ""),
        ("Bài và ảnh: Hà An", ["Hà An"], ["Hà An"], ""),
        ("Bài: Hà An - Ảnh: Lê Bình", ["Hà An"], ["Lê Bình"], ""),
        ("Tin: Hà An; Ảnh: Lê Bình, Vì Sáng", ["Hà An"], ["Lê Bình", "Vì Sáng"], ""),
        ("Ảnh: Lê Bình", [], ["Lê Bình"], ""),
        ("Ảnh Lê Bình", [], ["Lê Bình"], ""),
        ("Theo Báo Hoa Ban", [], [], "Báo Hoa Ban"),
        ("(Theo Cổng tỉnh)", [], [], "Cổng tỉnh"),
        ("Nguồn: Trạm y tế", [], [], "Trạm y tế"),
        ("Hà An", ["Hà An"], [], ""),
        ("HÀ AN", ["HÀ AN"], [], ""),
        ("Hà An - Lê Bình", ["Hà An", "Lê Bình"], [], ""),
        ("Hà An và Lê Bình", ["Hà An", "Lê Bình"], [], ""),
        ("Hà An (Đài PT-TH, huyện)", ["Hà An (Đài PT-TH, huyện)"], [], ""),
        ("Tác giả: Hà An", ["Hà An"], [], ""),
        ("", [], [], ""),
    ],
)
def test_who_wrote_and_who_took_the_photos(printed, authors, photographers, source):
    byline = parse_byline(printed)
    assert (list(byline.authors), list(byline.photographers), byline.source) == (authors, photographers, source)
    assert byline.raw == printed


@given(st.text(max_size=300))
def test_any_text_is_read_and_nothing_of_it_is_lost(printed):
    assert parse_byline(printed).raw == " ".join(parse_byline(printed).raw.split())
