"""What a stranger sends beside the address changes nothing for the next reader; no answer of one is kept for all."""

import pytest

from tests.support.wire import HOST

EVIL = "ke-gian.example"
HEADERS = [
    ("X-Forwarded-Host", EVIL),
    ("X-Forwarded-Server", EVIL),
    ("X-Forwarded-Proto", "ke-gian"),
    ("X-Forwarded-Scheme", "ke-gian"),
    ("X-Forwarded-Port", "ke-gian"),
    ("X-Forwarded-Prefix", "/ke-gian"),
    ("X-Forwarded-Path", "/ke-gian"),
    ("X-Forwarded-For", "ke-gian"),
    ("X-Forwarded-SSL", "on"),
    ("Forwarded", f"host={EVIL};proto=http"),
    ("X-Host", EVIL),
    ("X-HTTP-Host-Override", EVIL),
    ("X-Original-Host", EVIL),
    ("X-Backend-Host", EVIL),
    ("X-Original-URL", "/quan-tri/ke-gian"),
    ("X-Rewrite-URL", "/quan-tri/ke-gian"),
    ("X-Override-URL", "/quan-tri/ke-gian"),
    ("X-HTTP-Destinationurl", f"http://{EVIL}/"),
    ("Destination", f"http://{EVIL}/"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-HTTP-Method", "POST"),
    ("X-Method-Override", "PUT"),
    ("True-Client-IP", "ke-gian"),
    ("Client-IP", "ke-gian"),
    ("X-Client-IP", "ke-gian"),
    ("X-Real-IP", "ke-gian"),
    ("CF-Connecting-IP", "ke-gian"),
    ("Front-End-Https", "on"),
    ("X-URL-Scheme", "ke-gian"),
    ("X-Wap-Profile", f"http://{EVIL}/x.xml"),
    ("Referer", f"http://{EVIL}/"),
    ("Origin", f"http://{EVIL}"),
    ("User-Agent", "ke-gian"),
    ("Cookie", "sessionid=ke-gian; theme=ke-gian"),
    ("Authorization", "Basic a2UtZ2lhbg=="),
    ("Accept", "application/ke-gian"),
    ("Accept-Language", "ke-gian"),
    ("Accept-Encoding", "ke-gian;q=1"),
    ("Accept-Charset", "ke-gian"),
    ("Cache-Control", "no-store, max-age=99999"),
    ("Pragma", "ke-gian"),
    ("Surrogate-Key", "ke-gian"),
    ("Surrogate-Capability", "ke-gian"),
    ("Cache-Tag", "ke-gian"),
    ("X-Cache-Key", "ke-gian"),
    ("Via", f"1.1 {EVIL}"),
    ("Range", "bytes=0-0"),
    ("If-Range", '"ke-gian"'),
    ("If-Match", '"ke-gian"'),
    ("If-None-Match", '"ke-gian"'),
    ("Proxy", f"http://{EVIL}/"),
    ("Purpose", "ke-gian"),
    ("Save-Data", "on"),
    ("DNT", "1"),
    ("X-Requested-With", "ke-gian"),
    ("Content-Type", "text/ke-gian"),
]
HOSTS = [
    EVIL,
    f"{HOST}.{EVIL}",
    f"{EVIL}#{HOST}",
    f"{HOST}@{EVIL}",
    f"{HOST}:80@{EVIL}",
    f"{HOST}, {EVIL}",
    f"{HOST}:ke-gian",
    f"ke-gian.{HOST}",
]
TARGETS = ["/", "/tin-tuc/", "/tin-tuc"]
assert len(HEADERS) + len(HOSTS) >= 60


def reflects(reply):
    said = reply.body + "".join(f"{name}: {value}" for name, value in reply.headers).encode()
    return b"ke-gian" in said


@pytest.mark.parametrize("encoding", ["identity", "br"])
@pytest.mark.parametrize(("name", "value"), HEADERS, ids=[name for name, _value in HEADERS])
def test_no_header_of_one_reaches_another(front, name, value, encoding):
    for target in TARGETS:
        before = front.ask(target, Accept_Encoding=encoding).lasting
        odd = front.ask(target, **{"Accept_Encoding": encoding, name.replace("-", "_"): value})
        assert not reflects(odd)
        assert odd["set-cookie"] is None
        assert front.ask(target, Accept_Encoding=encoding).lasting == before


@pytest.mark.parametrize("host", HOSTS)
def test_no_host_of_one_reaches_another(front, host):
    for target in TARGETS:
        before = front.ask(target).lasting
        odd = front.ask(target, Host=host)
        assert odd.status == 400
        assert not reflects(odd)
        assert "public" not in (odd["cache-control"] or "")
        assert front.ask(target).lasting == before


@pytest.mark.parametrize(
    "target", ["/?ke-gian=1", "/tin-tuc/?utm_content=ke-gian", "/tin-tuc?ke-gian", "/tin-tuc/;ke-gian"]
)
def test_no_query_of_one_reaches_another(front, target):
    address = target.partition("?")[0].partition(";")[0]
    before = front.ask(address).lasting
    assert not reflects(front.ask(target))
    assert front.ask(address).lasting == before


def test_what_a_desk_answers_is_asked_of_it_each_time_whatever_it_looks_like(front, desk):
    for target in ("/quan-tri/x.css", "/quan-tri/a.js?x=1", "/tep/cookie"):
        before = desk.asked().count(f"GET {target}" + ("" if "?" in target else "?"))
        replies = [front.ask(target, Cookie=f"sessionid={number}") for number in range(3)]
        after = desk.asked().count(f"GET {target}" + ("" if "?" in target else "?"))
        assert after - before == len(replies), target
        assert all(reply["x-desk"] == "yes" for reply in replies)


def test_a_page_is_no_style_sheet_below_it(front, site, desk):
    page = site.write("/tin-tuc/bai/", b"<p>bai</p>" * 100)
    assert front.ask("/tin-tuc/bai/").body == page
    for target in ("/tin-tuc/bai/x.css", "/tin-tuc/bai/%2e%2e/x.css", "/tin-tuc/bai/;x.css", "/tin-tuc/bai/%0ax.css"):
        for _time in range(3):
            reply = front.ask(target)
            assert reply.status in {400, 404}, target
            assert page not in reply.body
            assert "immutable" not in (reply["cache-control"] or "")
