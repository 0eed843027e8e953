"""Foreign HTML is made harmless: nothing in it runs, loads or styles."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kit.html_cleaning import SCHEMES, TAGS, clean_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>1</script>">x</a>',
    "<iframe srcdoc='<script>1</script>'></iframe>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<math><mi//xlink:href='data:x,<script>1</script>'>",
    "<template><script>1</script></template>",
    "<p onclick=alert(1)>x</p>",
    "<form action=//evil.example><input></form>",
    "<!--><script>alert(1)</script-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "<object data=x></object><embed src=x>",
]


class Watch(HTMLParser):
    """Fails on anything that is not on the short list."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in ("style", "src", "srcset", "formaction", "action"), name
            if name == "href":
                scheme = (value or "").partition(":")[0].lower()
                assert scheme in SCHEMES or "/" in (value or "") or ":" not in (value or ""), value


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_taken_out(attack):
    cleaned = clean_html(f"<p>Trước</p>{attack}<p>Sau</p>")
    Watch().feed(cleaned)
    assert "alert(1)" not in cleaned or "<" not in cleaned.partition("alert(1)")[0][-20:]
    assert "Trước" in cleaned


@given(
    st.lists(st.sampled_from([*ATTACKS, "<p>", "</p>", "<b>", "'", '"', "<", ">", "&", "chữ"]), max_size=8).map("".join)
)
def test_pieces_of_attacks_together_are_harmless_and_stay_so(html):
    cleaned = clean_html(html)
    Watch().feed(cleaned)
    assert clean_html(cleaned) == cleaned


def test_what_an_editor_writes_stays():
    html = (
        '<h2>Đầu đề</h2><p>Chữ <b>đậm</b> và <a href="/tin-tuc/" rel="noopener">liên kết</a></p><ul><li>Một</li></ul>'
    )
    assert clean_html(html) == html
