"""What goes on to the desk, how, and what readers get when it is not there."""

import hashlib
import json
from contextlib import ExitStack

import pytest

from tests.support.fronts import end_desk, start_desk
from tests.support.requests_at_fault import FORGED
from tests.support.wire import HOST, Site, Wire, request, running_front, until

MB = 1024 * 1024


def test_a_request_reaches_the_desk_as_it_was(front):
    reply = front.ask(
        "/tep/echo/%C3%A0%2Fb/../c//d?q=%E1%BB%83&x=%00&q=1", "PUT", b"body", Cookie="a=b; c=d", X_Own="1"
    )
    said = json.loads(reply.body)
    assert (reply.status, reply["x-desk"], reply["server"]) == (200, "yes", None)
    assert said["query"] == "q=%E1%BB%83&x=%00&q=1"
    assert said["path"].startswith("/tep/echo/")
    assert said["path"].endswith("/../c//d")
    assert (said["REQUEST_METHOD"], said["HTTP_HOST"], said["HTTP_COOKIE"]) == ("PUT", HOST, "a=b; c=d")
    assert (said["HTTP_X_OWN"], said["count"], said["CONTENT_LENGTH"]) == ("1", 4, "4")
    assert [name for name, _ in reply.headers].count("date") == 1


def test_nobody_pretends_to_be_a_proxy(front):
    said = json.loads(front.ask("/tep/echo", **FORGED).body)
    assert "6.6.6.6" not in str(said)
    assert "evil" not in str(said)
    assert (said["HTTP_X_FORWARDED_FOR"], said["HTTP_X_FORWARDED_PROTO"]) == ("127.0.0.1", "http")
    assert said["HTTP_X_FORWARDED_HOST"] == HOST
    with Wire(front.port) as wire:
        wire.send(
            request("/tep/echo").replace(b"\r\n\r\n", b"\r\nX_Forwarded_For: 6.6.6.6\r\nx_real_ip: 6.6.6.6\r\n\r\n")
        )
        assert b"6.6.6.6" not in wire.reply().body, "WSGI takes an underscore for a hyphen"


def test_our_own_proxy_is_believed(site, desk):
    with running_front(site.root, desk.socket, trusted_proxies=["127.0.0.0/8"]) as front:
        said = json.loads(front.ask("/tep/echo", **FORGED).body)
        assert said["HTTP_X_FORWARDED_FOR"] == "6.6.6.6, 127.0.0.1"
        assert (said["HTTP_X_FORWARDED_PROTO"], said["HTTP_X_FORWARDED_HOST"]) == ("https", "evil.example")
        assert "HTTP_X_REAL_IP" not in said
        assert "HTTP_X_FORWARDED_PORT" not in said


@pytest.mark.parametrize(
    ("lines", "scheme", "chain"),
    [
        (["X-Forwarded-Proto: https, http"], "https", "127.0.0.1"),
        (["X-Forwarded-Proto: https", "X-Forwarded-Proto: http"], "https", "127.0.0.1"),
        (["X-Forwarded-Proto: http,https"], "http", "127.0.0.1"),
        (["X-Forwarded-Proto: ", "X-Forwarded-Proto: HTTPS"], "https", "127.0.0.1"),
        (["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 7.7.7.7"], "http", "6.6.6.6, 7.7.7.7, 127.0.0.1"),
    ],
)
def test_several_proxies_are_one_list(site, desk, lines, scheme, chain):
    """Each may write a line of its own or go on with the one that is there."""
    with running_front(site.root, desk.socket, trusted_proxies=["127.0.0.0/8"]) as front, Wire(front.port) as wire:
        wire.send(request("/tep/echo").replace(b"\r\n\r\n", "\r\n".join(["", *lines, "", ""]).encode()))
        said = json.loads(wire.reply().body)
    assert (said["HTTP_X_FORWARDED_PROTO"], said["HTTP_X_FORWARDED_FOR"]) == (scheme, chain)


def test_headers_of_one_connection_stay_on_it(front):
    said = json.loads(front.ask("/tep/echo", Connection="X-Drop, keep-alive", X_Drop="1", TE="trailers").body)
    assert not {"HTTP_X_DROP", "HTTP_TE", "HTTP_CONNECTION"} & said.keys()
    said = json.loads(front.ask("/tep/echo", Connection="close, Host, Cookie", Cookie="a=b").body)
    assert said["HTTP_HOST"] == HOST
    reply = front.ask("/tep/hop")
    assert (reply.status, reply["keep-alive"], reply["x-once"]) == (200, None, None)


def test_cookies_of_one_are_not_sent_for_another(front):
    assert "secret-of-one" in front.ask("/tep/cookie")["set-cookie"]
    for _ in range(5):
        assert b"secret-of-one" not in front.ask("/tep/echo").body


def test_answers_without_a_body(front):
    with Wire(front.port) as wire:
        assert wire.ask("/tep/unchanged").status == 304
        assert wire.ask("/tep/echo", "HEAD").body == b""
        assert wire.ask("/tep/echo", "POST").status == 200
        assert wire.ask("/").status == 200


def send_pieces(wire, count, piece, *, chunked):
    """Send a body piece by piece; its hash."""
    digest = hashlib.sha256()
    for _ in range(count):
        wire.send(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        digest.update(piece)
    if chunked:
        wire.send(b"0\r\n\r\n")
    return digest.hexdigest()


def test_a_hundred_megabytes_pass_without_being_held(front):
    front.ask("/tep/echo", "POST", b"x")
    before, highest = front.resident(), 0
    with Wire(front.port) as wire:
        wire.send(request("/tep/echo", "POST", Content_Length=str(100 * MB), Cookie="sessionid=real"))
        digest = hashlib.sha256()
        for number in range(100):
            piece = bytes([number]) * MB
            wire.send(piece)
            digest.update(piece)
            highest = max(highest, front.resident())
        said = json.loads(wire.reply().body)
    assert (said["count"], said["sha256"]) == (100 * MB, digest.hexdigest())
    assert highest - before < 20 * MB


def test_who_sends_slowly_does_not_hold_the_hands_of_the_desk(front, desk):
    before = desk.asked()
    with ExitStack() as held:
        wires = [held.enter_context(Wire(front.port)) for _ in range(80)]
        for wire in wires:
            wire.send(request("/tep/echo/slow", "POST", Content_Length="1000") + b"x" * 900)
        assert json.loads(front.ask("/tep/echo/quick", "POST", b"abc").body)["count"] == 3
        assert [line for line in desk.asked()[len(before) :] if "slow" in line] == []
        for wire in wires:
            assert json.loads(wire.send(b"x" * 100).reply().body)["count"] == 1000


def test_a_body_in_chunks_arrives(front):
    with Wire(front.port) as wire:
        wire.send(request("/tep/echo", "POST", Transfer_Encoding="chunked"))
        digest = send_pieces(wire, 20, b"abc" * 10_000, chunked=True)
        said = json.loads(wire.reply().body)
    assert (said["count"], said["sha256"]) == (600_000, digest)
    assert said["CONTENT_LENGTH"] == "600000", "Django takes none without a length"
    with Wire(front.port) as wire:
        wire.send(request("/tep/echo", "POST", Transfer_Encoding="chunked"))
        send_pieces(wire, 3, b"abc", chunked=True)
        said = json.loads(wire.reply().body)
    assert (said["count"], said["CONTENT_LENGTH"]) == (9, "9"), "a short one is sent with its length"
    assert "HTTP_TRANSFER_ENCODING" not in said


def test_a_long_answer_waits_for_its_reader(front):
    before = front.resident()
    with Wire(front.port) as wire:
        wire.send(request("/tep/film"))
        assert wire.line() == "HTTP/1.1 200 OK"
        assert front.ask("/tep/echo").status == 200
        assert front.resident() - before < 20 * MB
    with Wire(front.port) as wire:
        assert len(wire.ask("/tep/film").body) == 500 * 65536


@pytest.fixture(scope="module")
def narrow(site, desk):
    with running_front(site.root, desk.socket, limit_body=MB, limits={"linger_seconds": 0.3}) as front:
        yield front


def test_too_large_a_body_is_refused_before_it_comes(narrow, desk):
    before = desk.asked()
    with Wire(narrow.port) as wire:
        wire.send(request("/tep/echo", "POST", Content_Length=str(MB + 1), Expect="100-continue"))
        reply = wire.reply()
        assert (reply.status, reply["connection"]) == (413, "close")
        assert wire.is_over()
    assert desk.asked() == before
    assert narrow.ask("/tep/echo", "POST", b"x" * MB).status == 200


def test_who_is_asked_to_wait_is_told_to_go_on(narrow):
    with Wire(narrow.port) as wire:
        wire.send(request("/tep/echo", "POST", Content_Length="3", Expect="100-continue"))
        assert wire.reply().status == 100
        assert json.loads(wire.send(b"abc").reply().body)["count"] == 3


def test_chunks_that_grow_too_large_are_refused(narrow):
    with Wire(narrow.port) as wire:
        wire.send(request("/tep/echo", "POST", Transfer_Encoding="chunked"))
        send_pieces(wire, 17, bytes(65536), chunked=True)
        assert wire.reply().status == 413
        assert wire.is_over()
    assert narrow.ask("/tep/echo", "POST", b"abc")["x-desk"] == "yes"


def test_without_the_desk_what_is_published_is_there(tmp_path):
    site = Site(tmp_path / "published")
    site.write("/", b"here")
    folder = tmp_path / "desk"
    folder.mkdir()
    process = start_desk(folder)
    try:
        with (
            running_front(site.root, folder / "desk", limits={"desk_seconds": 5}) as front,
            Wire(front.port) as waiting,
        ):
            until(lambda: front.ask("/tep/echo").status == 200)
            waiting.send(request("/tep/wait/killed"))
            until((folder / "killed.waits").exists)
            end_desk(process)
            assert waiting.reply().status == 503, "asked before it died"
            for path in ("/tep/echo", "/quan-tri/", "/la/"):
                reply = front.ask(path)
                assert (reply.status, reply["retry-after"], reply["cache-control"]) == (503, "10", "no-store")
                assert "tạm ngừng" in reply.body.decode()
                assert "Published pages" in reply.body.decode()
            assert front.ask("/tep/echo", "POST", b"abc").status == 503
            assert front.ask("/").body == b"here"
            site.write("/503.html", b"<p>in the look of the site</p>")
            assert front.ask("/tep/echo").body == b"<p>in the look of the site</p>"
            (folder / "desk").unlink()
            process = start_desk(folder)
            until(lambda: front.ask("/tep/echo").status == 200)
    finally:
        end_desk(process)


def test_unknown_addresses_cost_the_desk_little(site, desk):
    limits = {"unknown_per_second": 0.001, "unknown_burst": 15}
    with running_front(site.root, desk.socket, limits=limits) as front, Wire(front.port) as wire:
        before = len(desk.asked())
        replies = [wire.ask(f"/khong-co/{number}/") for number in range(1000)]
        assert [reply.status for reply in replies] == [404] * 15 + [503] * 985
        assert {(reply.body, reply["retry-after"]) for reply in replies[15:]} == {(b"<p>the site's own 503</p>", "10")}
        assert len(desk.asked()) - before == 15
        assert wire.ask("/khong-co/3/").body == b"<p>the site's own 404</p>", "that was asked"
        assert wire.ask("/quan-tri/").body == b"desk", "who works at the desk is not held up"


def test_what_the_desk_does_not_know_is_asked_once_in_a_generation(front, site, desk):
    def asked():
        return desk.asked().count("GET /chua-co/?")

    assert {front.ask("/chua-co/").status for _ in range(20)} == {404}
    assert asked() == 1
    site.directory.move_on()
    assert front.ask("/chua-co/").status == 404
    assert asked() == 2
    site.write("/chua-co/", b"now")
    assert front.ask("/chua-co/").body == b"now"
    assert front.ask("/moi/").body == b"desk", "what the desk knows stays with it"
    assert front.ask("/moi/").body == b"desk"


def test_only_so_many_unknown_questions_at_once(site, desk, tmp_path):
    prefixes, limits = ["/quan-tri/"], {"unknown_wait": 0.2}
    with (
        running_front(site.root, desk.socket, desk_prefixes=prefixes, limits=limits) as front,
        Wire(front.port) as a,
        Wire(front.port) as b,
    ):
        a.send(request("/tep/wait/first"))
        b.send(request("/tep/wait/second"))
        until(lambda: desk.is_waiting("first") and desk.is_waiting("second"))
        assert front.ask("/tep/wait/third").body == b"<p>the site's own 503</p>"
        assert not desk.is_waiting("third")
        desk.let_go("first")
        desk.let_go("second")
        assert a.reply().body == b.reply().body == b"waited"
        assert front.ask("/moi/").body == b"desk"
