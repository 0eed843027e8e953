"""What readers get from the published directory."""

import gzip
import re
import shutil
from contextlib import suppress

import brotli
import pytest

from hoaban.front.redirects import PublishedRedirect
from tests.support.nginx import running_nginx
from tests.support.wire import HOST, Site, Wire, request, running_front, until


@pytest.fixture(scope="module", params=["alone", "behind nginx"])
def front(request, site, front, tmp_path_factory):
    """The front as readers reach it: every test of this file asks both, and says where nginx may differ.

    It names itself, gives pages no ETag where nobody asked with a condition, and refuses by itself what is no HTTP.
    """
    if request.param == "alone":
        front.nginx = False
        yield front
        return
    # The press names a folder after its host; the short name of the tests is given that one too.
    with suppress(FileExistsError):
        (site.root / HOST).symlink_to("xa")
    with running_nginx(tmp_path_factory.mktemp("nginx"), site.root, front.port) as nginx:
        nginx.nginx = True
        yield nginx


def test_each_coding_is_the_same_page(front):
    plain = front.ask("/")
    assert plain["content-encoding"] is None
    br, zipped = front.ask("/", Accept_Encoding="gzip, deflate, br"), front.ask("/", Accept_Encoding="gzip;q=1.0")
    assert (br["content-encoding"], zipped["content-encoding"]) == ("br", "gzip")
    assert brotli.decompress(br.body) == gzip.decompress(zipped.body) == plain.body
    etags = {plain["etag"], br["etag"], zipped["etag"]}
    # A weight is judged by the front, whose answer carries its ETag.
    assert len(etags) == (2 if front.nginx else 3)
    assert {reply["vary"] for reply in (plain, br, zipped)} == {"Accept-Encoding"}


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("br;q=0, gzip", "gzip"),
        ("br;q=0,gzip;q=0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("GZIP;q=0.9, br;q=0.1", "gzip"),
        ("identity, br;q=0.5", None),
        ("zstd, x-gzip", "gzip"),
        ("br;q=hello", None),
        ("", None),
    ],
)
def test_what_is_refused_is_not_sent(front, accept, coding):
    assert front.ask("/", Accept_Encoding=accept)["content-encoding"] == coding


def test_a_reader_who_has_it_is_not_sent_it_again(front):
    with Wire(front.port) as wire:
        # The first of two questions with a condition brings the ETag, also behind nginx.
        first = wire.ask("/", Accept_Encoding="br", If_None_Match='"none"')
        for asked in (first["etag"], f'"other", W/{first["etag"]}', "*"):
            again = wire.ask("/", Accept_Encoding="br", If_None_Match=asked)
            assert (again.status, again.body, again["etag"]) == (304, b"", first["etag"])
            assert again["vary"] == "Accept-Encoding"
            assert again["content-security-policy"] == first["content-security-policy"]
        assert wire.ask("/", If_None_Match=first["etag"]).status == 200, "another coding is another content"
        assert wire.ask("/", If_None_Match='"other"').status == 200


def test_head_says_what_get_says(front):
    with Wire(front.port) as wire:
        got = wire.ask("/", Accept_Encoding="br")
        head = wire.ask("/", "HEAD", Accept_Encoding="br")
        assert (head.status, head.body) == (200, b"")
        assert head.lasting[1] == got.lasting[1]


SAME = ("referrer-policy", "x-frame-options", "cross-origin-opener-policy")


def test_every_answer_carries_the_headers_of_its_kind(front, site):
    site.write("/_files/0a1b2c/ban-do.pdf", b"%PDF")
    site.write("/_files/0a1b2c/mau.docx", b"PK")
    page, shown, kept = (front.ask(each) for each in ("/", "/_files/0a1b2c/ban-do.pdf", "/_files/0a1b2c/mau.docx"))
    assert {each["x-content-type-options"] for each in (page, shown, kept)} == {"nosniff"}
    assert "max-age=0" in page["cache-control"]
    assert "immutable" in shown["cache-control"]
    assert (shown["content-disposition"], kept["content-disposition"]) == (None, "attachment")
    assert "script-src 'self'" in page["content-security-policy"]
    assert "sandbox" in kept["content-security-policy"]
    assert page["date"]
    assert page["server"] == ("nginx" if front.nginx else None)
    assert {name: len({each[name] for each in (page, shown, kept)}) for name in SAME} == dict.fromkeys(SAME, 1)


def test_cookies_and_sixty_other_headers_never_change_the_bytes(front, desk):
    expected = front.ask("/", Accept_Encoding="br").lasting
    before = desk.asked()
    names = ["X-Forwarded-Host", "X-Forwarded-Scheme", "X-Original-URL", "X-Rewrite-URL", "X-Host", "Forwarded"]
    names += [
        "X-Forwarded-For",
        "X-HTTP-Method-Override",
        "Origin",
        "Referer",
        "User-Agent",
        "Accept-Language",
        "Accept",
    ]
    names += [f"X-Odd-{number}" for number in range(47)]
    with Wire(front.port) as wire:
        for name in names:
            said = {name.replace("-", "_"): "evil.example"}
            assert wire.ask("/", Accept_Encoding="br", **said).lasting == expected, name
        cookies = "sessionid=editor; messages=hello; wagtail_sidebar=1"
        assert wire.ask("/", Accept_Encoding="br", Cookie=cookies, Authorization="Basic x").lasting == expected
        everything = {name.replace("-", "_"): "evil.example" for name in names}
        assert wire.ask("/", Accept_Encoding="br", **everything).lasting == expected
    assert len(names) == 60
    assert desk.asked() == before


def test_a_parameter_that_means_nothing_changes_nothing(front, site, desk):
    site.say_hosts(parameters={"xa": {"/tin-tuc/": ["loai"]}})
    expected, before = front.ask("/tin-tuc/?x").lasting, desk.asked()
    assert all(front.ask(f"/tin-tuc/?utm={n}&loai2=x&fbclid=%00").lasting == expected for n in range(50))
    assert desk.asked() == before
    assert front.ask("/tin-tuc/?a=1&loai=tin").body == b"the desk knows nothing"
    assert front.ask("/tin-tuc/?l%6Fai=tin").body == b"the desk knows nothing"
    assert [line.split("?")[1] for line in desk.asked()[len(before) :]] == ["a=1&loai=tin", "l%6Fai=tin"]
    site.say_hosts()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_published_page_can_only_be_read(front, desk, method):
    before = desk.asked()
    with Wire(front.port) as wire:
        refused = wire.ask("/", method, b"x" if method != "TRACE" else b"")
        assert (refused.status, refused["allow"]) == (405, "GET, HEAD")
        if front.nginx and method == "TRACE":
            assert wire.is_over()
        else:
            assert wire.ask("/").status == 200, "the connection stays in step"
    assert desk.asked() == before


def test_trace_and_connect_go_nowhere(front, desk):
    before = desk.asked()
    assert front.ask("/quan-tri/", "TRACE").status == 405
    refused = front.raw(b"CONNECT evil.example:443 HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n\r\n")
    assert refused.startswith(b"HTTP/1.1 400" if front.nginx else b"HTTP/1.1 405")
    assert desk.asked() == before


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (HOST, 200),
        (HOST.upper() + ":443", 200),
        ("a.allowed.example", 200),
        ("allowed.example.", 200),
        ("evil.example", 400),
        (f"{HOST}:99999", 400),
        (f"{HOST}:0", 400),
        (f"{HOST}:", 400),
        (f"{HOST}@evil.example", 400),
        (f"evil.example/{HOST}", 400),
        (f"{HOST}, evil.example", 400),
        ("notallowed.example", 400),
        ("[::1", 400),
        ("x" * 5000, 400),
        ("", 400),
        (None, 400),
    ],
)
def test_only_known_hosts_are_answered(front, host, status):
    assert front.ask("/", Host=host).status == status
    assert front.ask("/tep/echo", Host=host).status == status
    # What is no host at all is no HTTP to nginx, whatever the address.
    assert front.ask("/_health", Host=host).status in ({200, 400} if front.nginx else {200})


def test_two_hosts_have_two_sites(site, desk):
    site.write("/", b"<p>the other</p>", folder="other")
    site.say_hosts(folders={HOST: "xa", "other.example": "other", "other.example:81": "xa"})
    with running_front(site.root, desk.socket) as front:
        assert front.ask("/", Host="other.example:80").body == b"<p>the other</p>"
        assert front.ask("/", Host="other.example:81").body == front.ask("/").body != b"<p>the other</p>"
        site.say_hosts()
        assert front.ask("/", Host="other.example").status == 400


SECRETS = ["/hosts.json", "/generation", "/_redirects.sqlite3", "/xa/index.html", "/tin-tuc/index.html.br"]
TRICKS = [
    *SECRETS,
    "/../hosts.json",
    "/tin-tuc/../../generation",
    "/%2e%2e/hosts.json",
    "/tin-tuc/%2e%2e/",
    "/..%2fhosts.json",
    "/..\\hosts.json",
    "//tin-tuc/",
    "/tin-tuc//",
    "/./tin-tuc/",
    "/tin-tuc/.",
    "/%74in-tuc/",
    "/tin-tuc/%00",
    "/tin-tuc/%00.html",
    "/TIN-TUC/",
    "/Tin-tuc/",
    "/tin-tuc/index.html",
    "/index.html.gz",
    "/half.html.new",
    "/tin-tuc;x/",
    "/tin-tuc/.htaccess",
    "/.git/config",
    "/" + "a" * 300 + "/",
    "/" + "a/" * 3000,
    "/tin-t%E1%BB%A9c/",
    "/tin-tu%CC%9B%CC%81c/",
    "/tin-tuc/~",
    "/tin-tuc/?/../",
]


@pytest.mark.parametrize("path", TRICKS)
def test_no_trick_reaches_another_file(front, site, desk, path):
    (site.root / "xa/half.html.new").write_bytes(b"not published")
    site.directory.change_redirects("xa", [PublishedRedirect("/cu", 301, "/tin-tuc/")], [])
    known = front.ask("/tin-tuc/").body
    for target in (path, f"http://{HOST}{path}"):
        reply = front.ask(target)
        if front.nginx and reply.status == 400:
            continue
        allowed = known if path.startswith("/tin-tuc/?") else b"the desk knows nothing"
        if reply.status == 301:
            assert (reply["location"], reply.body.strip()) == ("/tin-tuc/", b""), path
        else:
            assert reply.body in {allowed, b"<p>the site's own 404</p>"}, path


def test_an_absolute_target_names_its_own_host_or_nobody(front):
    assert front.ask(f"http://{HOST}/").body == front.ask("/").body
    assert front.ask("http://evil.example/").status == 400
    assert front.ask("/#x").status == 400


def test_the_missing_slash_is_added(front):
    moved = front.ask("/tin-tuc?utm=1")
    assert (moved.status, moved["location"]) == (301, "/tin-tuc/")


def test_old_addresses_lead_on_and_withdrawn_ones_say_so(front, site):
    put = [
        PublishedRedirect("/cũ/bài-viết", 301, "/tin-tuc/"),
        PublishedRedirect("/default.aspx?id=5&m=1", 302, "/tin-tuc/?x=ă\r\nSet-Cookie: a=b"),
        PublishedRedirect("/", 301, "/never/"),
        PublishedRedirect("/?p=123", 301, "/tin-tuc/"),
        PublishedRedirect("/rut/", 410, body="<p>Đã rút</p>"),
    ]
    site.directory.change_redirects("xa", put, [])
    site.say_hosts(parameters={"xa": {"/": ["p"]}})
    for path in (
        "/c%C5%A9/b%C3%A0i-vi%E1%BA%BFt",
        "/cu%CC%83/ba%CC%80i-vie%CC%82%CC%81t",
        "/c%C5%A9/b%C3%A0i-vi%E1%BA%BFt?fb=1",
    ):
        assert (front.ask(path).status, front.ask(path)["location"]) == (301, "/tin-tuc/")
    moved = front.ask("/default.aspx?m=1&id=5")
    assert (moved.status, moved["location"], moved["set-cookie"]) == (
        302,
        "/tin-tuc/?x=%C4%83%0D%0ASet-Cookie:%20a=b",
        None,
    )
    gone = front.ask("/rut/", "HEAD")
    assert (gone.status, front.ask("/rut/").body.decode()) == (410, "<p>Đã rút</p>")
    assert front.ask("/").status == 200, "a file comes before what is written about its address"
    assert front.ask("/?p=123")["location"] == "/tin-tuc/"
    assert front.ask("/?p=124").body == b"the desk knows nothing"
    site.directory.change_redirects("xa", [], [redirect.path for redirect in put])
    site.say_hosts()
    assert front.ask("/rut/").status == 404


@pytest.mark.parametrize(
    ("accept", "coding"), [("br", "br"), ("gzip", "gzip"), ("gzip;q=0", None), ("br;q=0, gzip", "gzip")]
)
def test_the_note_of_a_withdrawn_page_goes_out_compressed(front, site, accept, coding):
    body = "<p>Đã rút theo đề nghị của nguồn tin.</p>" * 20
    site.directory.change_redirects("xa", [PublishedRedirect("/rut-nen/", 410, body=body)], [])
    site.directory.move_on()
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    for _held in range(2):
        for target in ("/rut-nen/", "/rut-nen/?x=1"):
            gone = front.ask(target, Accept_Encoding=accept)
            assert (gone.status, gone["content-encoding"], gone["vary"]) == (410, coding, "Accept-Encoding")
            assert read(gone.body).decode() == body
    assert front.ask("/rut-nen/").body.decode() == body
    site.directory.change_redirects("xa", [], ["/rut-nen/"])
    site.directory.move_on()


def test_what_is_replaced_or_removed_is_so_at_once(front, site):
    with Wire(front.port) as wire:
        for round_ in range(30):
            body = site.write("/doi/", b"<p>%d</p>" % round_)
            assert wire.ask("/doi/").body == wire.ask("/doi/").body == body
            assert brotli.decompress(wire.ask("/doi/", Accept_Encoding="br").body) == body
        old = wire.ask("/doi/")["etag"]
        site.directory.remove("xa", ["/doi/"])
        site.directory.move_on()
        for said in ({}, {"Accept_Encoding": "br"}, {"If_None_Match": old}):
            assert wire.ask("/doi/", **said).status == 404
        assert wire.ask("/doi").status == 404


def test_a_compressed_form_without_its_file_is_nothing(front, site):
    site.write("/mo-coi/")
    assert front.ask("/mo-coi/", Accept_Encoding="br").status == 200
    (site.root / "xa/mo-coi/index.html").unlink()
    assert (site.root / "xa/mo-coi/index.html.br").exists()
    site.directory.move_on()
    assert front.ask("/mo-coi/", Accept_Encoding="br").status == 404


def test_a_directory_made_anew_is_found(tmp_path, desk):
    root = tmp_path / "published"
    with running_front(root, desk.socket, allowed_hosts=[HOST], limits={"unknown_per_second": 1000}) as front:
        assert front.ask("/_live").status == 503
        Site(root).write("/", b"one")
        until(lambda: front.ask("/").body == b"one")
        assert front.ask("/_live").status == 200
        shutil.rmtree(root)
        Site(root).write("/", b"two")
        until(lambda: front.ask("/").body == b"two")


@pytest.fixture(scope="module")
def film(site):
    body = bytes(range(256)) * 12_000
    site.write("/_files/abc123/phim.mp4", body)
    return body


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        (None, 200, slice(None)),
        ("bytes=0-99", 206, slice(100)),
        ("bytes=1000000-", 206, slice(1000000, None)),
        ("bytes=-500", 206, slice(-500, None)),
        ("bytes=3071999-9999999", 206, slice(3071999, None)),
        ("bytes=5-2", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=3072000-", 416, slice(0)),
        ("bytes=-0", 416, slice(0)),
    ],
)
def test_parts_of_a_film(front, film, asked, status, part):
    reply = front.ask("/_files/abc123/phim.mp4", Range=asked)
    assert (reply.status, reply.body) == (status, film[part])
    assert (reply["etag"], reply["content-type"]) == ('"abc123"', "video/mp4")
    # nginx says it with the whole alone.
    assert reply["accept-ranges"] == (None if front.nginx and status == 206 else "bytes")
    if status == 206:
        first, last, size = map(int, re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", reply["content-range"]).groups())
        assert (film[first : last + 1], size) == (reply.body, len(film))
    if status == 416:
        assert reply["content-range"] == "bytes */3072000"


def test_a_part_is_of_the_content_that_the_reader_has(front, film):
    path = "/_files/abc123/phim.mp4"
    assert front.ask(path, Range="bytes=0-9", If_Range='"abc123"').status == 206
    assert front.ask(path, Range="bytes=0-9", If_Range='"old"').body == film
    assert front.ask(path, Range="bytes=0-9", If_Range='W/"abc123"').status == 200
    assert front.ask(path, If_None_Match='"abc123"').status == 304
    assert front.ask(path, "HEAD")["content-length"] == str(len(film))


def test_small_pictures_have_parts_too(front, site):
    site.write("/_files/ff/anh.png", b"0123456789")
    assert front.ask("/_files/ff/anh.png", Range="bytes=2-3").body == b"23"
    assert front.ask("/_files/ff/anh.png").body == b"0123456789"


def test_a_page_of_five_megabytes_is_sent(front, site):
    body = site.write("/to/", bytes(range(32, 127)) * 55_000)
    assert front.ask("/to/").body == body
    assert brotli.decompress(front.ask("/to/", Accept_Encoding="br").body) == body
    with Wire(front.port) as wire:
        assert wire.send(request("/to/") * 3).reply().body == wire.reply().body == wire.reply().body == body
