"""What people type, paste and click: 301 to the page that they meant, else 404; alone and behind nginx."""

from __future__ import annotations

import pytest

from hoaban.front.layout import LONGEST
from hoaban.front.redirects import PublishedRedirect
from hoaban.front.typed_addresses import meant_by
from tests.support.nginx import reached
from tests.support.wire import HOST, running_front


@pytest.fixture(scope="module", params=["alone", "behind nginx"])
def front(request, site, front, tmp_path_factory):
    """The front as readers reach it."""
    site.write("/tin-tuc/bai-1/", b"<p>mot</p>")
    site.write("/_files/0a1b/Mau-Don.pdf", b"%PDF")
    put = [PublishedRedirect("/z-ế.html", 301, "/tin-tuc/"), PublishedRedirect("/rut/", 410, body="<p>Rút</p>")]
    site.directory.change_redirects("xa", put, [])
    site.directory.move_on()
    with reached(request.param, site, front, tmp_path_factory) as found:
        yield found


LEAD_ON = {
    "/tin-tuc/.": "/tin-tuc/",
    "/tin-tuc/)": "/tin-tuc/",
    "/tin-tuc)": "/tin-tuc/",
    "/tin-tuc/%20": "/tin-tuc/",
    "/tin-tuc/%C2%A0": "/tin-tuc/",
    "/tin-tuc/%E2%80%8B": "/tin-tuc/",
    "/tin-tuc/%E2%80": "/tin-tuc/",
    "/tin-tuc/%0A": "/tin-tuc/",
    "//tin-tuc//bai-1/": "/tin-tuc/bai-1/",
    "/TIN-TUC": "/tin-tuc/",
    "/Tin-tuc/Bai-1": "/tin-tuc/bai-1/",
    "/tin-t%E1%BB%A9c/b%C3%A0i-1": "/tin-tuc/bai-1/",
    "/tin-tu%CC%9B%CC%81c/": "/tin-tuc/",
    "/tin-tuc/,": "/tin-tuc/",
    "/tin-tuc/%22": "/tin-tuc/",
    "/tin-tuc/'": "/tin-tuc/",
    "/tin-tuc/%C2%BB": "/tin-tuc/",
    "/tin-tuc/%E2%80%A6": "/tin-tuc/",
    "/tin-tuc/&nbsp;": "/tin-tuc/",
    "/tin-tuc/&quot;&gt;": "/tin-tuc/",
    "/tin-tuc/index.html": "/tin-tuc/",
    "/index.php": "/",
    "/Default.aspx": "/",
    "/tin-tuc/%23binh-luan": "/tin-tuc/",
    "/tin-tuc/%3Ffbclid=IwAR": "/tin-tuc/",
    "/%74in-tuc/": "/tin-tuc/",
    "/tin-tuc/.?fbclid=1&a=%0D%0Ax": "/tin-tuc/?fbclid=1&a=%0D%0Ax",
    "/_files/0a1b/Mau-Don.pdf.": "/_files/0a1b/Mau-Don.pdf",
    # An old address answers itself.
    "/z-%E1%BA%BF.html,": "/tin-tuc/",
}


@pytest.mark.parametrize("typed", LEAD_ON)
def test_what_was_meant_is_found(front, typed):
    reply = front.ask(typed)
    assert (reply.status, reply["location"]) == (301, LEAD_ON[typed])
    assert front.ask(typed, "HEAD")["location"] == LEAD_ON[typed]
    assert front.ask(reply["location"]).status == 200


@pytest.mark.parametrize(
    "typed",
    [
        "//evil.example",
        "//evil.example/",
        "/%2F%2Fevil.example/%2e%2e",
        "/\\evil.example",
        "/KHONG-CO",
        "/khong-co/)",
        "/tin-tuc/%00",
        "/..%2fhosts.json",
        "/HOSTS.JSON",
        "/_redirects.sqlite3.",
        "/tin-tuc/index.html.br.",
        "/404.html.",
        "/khong-co" + "." * 900,
    ],
)
def test_what_is_nowhere_stays_nowhere(front, typed):
    reply = front.ask(typed)
    # What is no path at all is no HTTP to nginx.
    assert reply.status in {400, 404}
    assert reply["location"] is None


def test_a_withdrawn_page_says_so_with_a_full_stop_behind_it(front):
    assert [front.ask(each).status for each in ("/rut/.", "/rut", "/RUT/")] == [410, 410, 410]


def test_each_host_has_its_own_pages(site, desk):
    site.write("/rieng/", b"<p>rieng</p>", folder="other")
    site.say_hosts(folders={HOST: "xa", "other.example": "other"})
    with running_front(site.root, desk.socket) as front:
        assert front.ask("/RIENG.", Host="other.example")["location"] == "/rieng/"
        assert front.ask("/RIENG.").status == 404
    site.say_hosts()


@pytest.mark.parametrize("path", ["/" + "%" * LONGEST, "/" + "&nbsp;" * 150, "//" * 400, "/%E1%BA", "/", "", "/%FF.."])
def test_few_spellings_are_tried_and_none_is_another_host(path):
    found = meant_by(path)
    assert len(found) <= 12
    assert path not in found
    assert all(one.startswith("/") and not one.startswith("//") for one in found)
