"""Each middleware by itself, around a view of the tests: what it lets through, what it adds, what it turns away."""

import dataclasses
import gzip
from types import SimpleNamespace

import brotli
import pytest
from django.db import DataError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import translation

from hoaban.kit.access import LARGEST_KEY
from hoaban.site import middleware
from hoaban.site.middleware import (
    FROM_FRONT,
    LONGEST_PATH,
    LONGEST_QUERY,
    BodyLimits,
    Compression,
    ContentPolicy,
    HostileAddresses,
    LanguageFromAddress,
    ReaderCaching,
    TrustedProxies,
    is_beyond_every_key,
)

READER, DESK = "/tin-tuc/", "/quan-tri/pages/"


def answering(answer):
    return lambda _request: answer


def never(_request):
    pytest.fail("The view was reached.")


# Proxies -------------------------------------------------------------------------------------------------------------


def proxies(settings, *networks):
    settings.HOABAN = SimpleNamespace(trusted_proxies=networks)
    return TrustedProxies(lambda request: request)


@pytest.mark.parametrize(
    ("address", "trusted"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("2001:db8::9", True),
        ("11.0.0.1", False),
        ("2001:db9::9", False),
        ("", False),
        ("unknown", False),
        ("10.1.2", False),
    ],
)
def test_a_proxy_is_trusted_by_its_network(settings, address, trusted):
    assert proxies(settings, "10.0.0.0/8", "2001:db8::/32").trusts(address) is trusted


@pytest.mark.parametrize(
    ("scheme", "secure"),
    [("https", True), (" HTTPS ", True), ("https, http", True), ("https,", True), ("http", False), ("", False),
     ("http, https", False), (", https", False), ("httpsx", False)],
)  # fmt: skip
def test_the_scheme_is_what_the_proxy_nearest_to_the_reader_says(settings, rf, scheme, secure):
    asked = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO=scheme)
    assert proxies(settings, "10.0.0.0/8")(asked).is_secure() is secure


def test_nobody_is_believed_where_no_proxy_is_named(settings, rf):
    asked = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6", HTTP_X_FORWARDED_PROTO="https")
    seen = proxies(settings)(asked)
    assert (seen.META["REMOTE_ADDR"], seen.is_secure()) == ("127.0.0.1", False)


def test_the_front_is_believed_though_it_has_no_address(settings, rf):
    asked = rf.get("/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="198.51.100.7", **{FROM_FRONT: True})
    assert proxies(settings)(asked).META["REMOTE_ADDR"] == "198.51.100.7"


@pytest.mark.parametrize("header", ["HTTP_HOABAN_FRONT", "hoaban_front", "HTTP_X_HOABAN_FRONT"])
def test_a_header_does_not_make_anybody_the_front(settings, rf, header):
    asked = rf.get("/", REMOTE_ADDR="6.6.6.6", HTTP_X_FORWARDED_FOR="198.51.100.7", **{header: "True"})
    assert proxies(settings)(asked).META["REMOTE_ADDR"] == "6.6.6.6"


def test_a_chain_of_proxies_alone_ends_at_its_first(settings, rf):
    asked = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="10.0.0.3, ,10.0.0.2")
    assert proxies(settings, "10.0.0.0/8")(asked).META["REMOTE_ADDR"] == "10.0.0.3"


# Compression ---------------------------------------------------------------------------------------------------------

TEXT = ("Xã Hoa Ban. " * 100).encode()


def compressed(rf, answer, address=READER, accepted="gzip, br"):
    return Compression(answering(answer))(rf.get(address, HTTP_ACCEPT_ENCODING=accepted))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br", "br"),
        ("BR, gzip", "br"),
        ("gzip, deflate, br;q=1.0", "br"),
        ("br;q=0.5, gzip", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0 , gzip", "gzip"),
        ("gzip", "gzip"),
        ("brotli", None),
        ("identity", None),
        ("", None),
    ],
)
def test_the_coding_is_one_that_the_browser_takes(rf, accepted, coding):
    answer = compressed(rf, HttpResponse(TEXT), accepted=accepted)
    assert answer.get("Content-Encoding") == coding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(answer.content) == TEXT


@pytest.mark.parametrize(
    ("kind", "worth_it"),
    [
        ("text/html; charset=utf-8", True),
        ("application/json", True),
        ("image/svg+xml", True),
        ("application/atom+xml; charset=utf-8", True),
        ("image/jpeg", False),
        ("application/pdf", False),
        ("application/octet-stream", False),
    ],
)
def test_only_text_is_compressed(rf, kind, worth_it):
    assert compressed(rf, HttpResponse(TEXT, content_type=kind)).has_header("Content-Encoding") is worth_it


@pytest.mark.parametrize(("size", "coding"), [(499, None), (500, "br")])
def test_what_is_short_is_sent_as_it_is(rf, size, coding):
    assert compressed(rf, HttpResponse(b"x" * size)).get("Content-Encoding") == coding


def test_what_is_compressed_already_is_left_alone(rf):
    answer = compressed(rf, HttpResponse(TEXT, headers={"Content-Encoding": "gzip"}))
    assert answer.content == TEXT


@pytest.mark.parametrize(("etag", "weak"), [('"abc"', 'W/"abc"'), ('W/"abc"', 'W/"abc"')])
def test_a_compressed_answer_is_the_same_only_in_its_meaning(rf, etag, weak):
    assert compressed(rf, HttpResponse(TEXT, headers={"ETag": etag})).headers["ETag"] == weak


def test_the_desk_is_padded_by_chance_and_never_takes_brotli(rf):
    sizes = {len(compressed(rf, HttpResponse(TEXT), DESK, "br, gzip").content) for _number in range(20)}
    assert len(sizes) > 1
    assert not compressed(rf, HttpResponse(TEXT), DESK, "br").has_header("Content-Encoding")


def test_a_stream_is_compressed_piece_by_piece(rf):
    answer = compressed(rf, StreamingHttpResponse(iter([TEXT, TEXT]), content_type="text/csv"))
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(answer.streaming_content)) == TEXT * 2


# Policy, caching, language -------------------------------------------------------------------------------------------


def policy(rf, address, **headers):
    answer = ContentPolicy(answering(HttpResponse("", headers=headers)))(rf.get(address))
    return answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "inline"),
    [("/", False), (READER, False), ("/quan-tri", False), ("/quan-tri/", True), (DESK, True), ("/x/quan-tri/", False)],
)
def test_the_weaker_policy_holds_at_the_desk_alone(rf, address, inline):
    assert ("'unsafe-inline'" in policy(rf, address)) is inline
    assert ("frame-ancestors 'self'" in policy(rf, address)) is inline
    assert "unsafe-eval" not in policy(rf, address)


def test_the_path_of_the_desk_is_the_one_that_was_chosen(rf, settings):
    settings.DESK_PATH = "ban-viet/"
    assert "'unsafe-inline'" in policy(rf, "/ban-viet/")
    assert "'unsafe-inline'" not in policy(rf, DESK)


def test_a_policy_that_the_readers_pages_had_is_kept_but_for_its_frame(rf):
    strict = "script-src 'none'; frame-ancestors 'none'"
    own = {"Content-Security-Policy": strict}
    assert policy(rf, DESK, **own) == "script-src 'none'; frame-ancestors 'self'"
    assert policy(rf, READER, **own) == strict


@pytest.mark.parametrize(
    ("address", "headers", "kept"),
    [
        (READER, {}, "public, max-age=0, must-revalidate"),
        (READER, {"Cache-Control": "public, max-age=60"}, "public, max-age=60"),
        (READER, {"Vary": "Accept-Encoding"}, "public, max-age=0, must-revalidate"),
        (READER, {"Vary": "Accept-Encoding, Cookie"}, None),
        (READER, {"Vary": "cookie", "Cache-Control": "public, max-age=60"}, None),
        (DESK, {}, None),
        (DESK, {"Cache-Control": "public, max-age=60"}, None),
    ],
)
def test_what_is_anybodys_may_be_kept_and_what_is_somebodys_may_not(rf, address, headers, kept):
    told = ReaderCaching(answering(HttpResponse(headers=headers)))(rf.get(address)).headers["Cache-Control"]
    if kept:
        assert told == kept
    else:
        assert {part.strip() for part in told.split(",")} == {"private", "no-cache", "no-store"}


def test_an_answer_with_a_cookie_is_kept_by_nobody(rf):
    answer = HttpResponse()
    answer.set_cookie("sessionid", "x")
    assert "no-store" in ReaderCaching(answering(answer))(rf.get(READER))["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "language"),
    [("/", "vi"), ("/en/", "en"), ("/en/news/", "en"), ("/english/", "vi"), ("/fr/", "vi"), ("/x/en/", "vi")],
)
def test_the_language_is_the_addresss(rf, address, language):
    seen = []

    def view(request):
        seen.append((translation.get_language(), request.LANGUAGE_CODE))
        return HttpResponse()

    asked = rf.get(address, HTTP_ACCEPT_LANGUAGE="en", HTTP_COOKIE="django_language=en")
    answer = LanguageFromAddress(view)(asked)
    assert seen == [(language, language)]
    assert answer.headers["Content-Language"] == language


def test_only_a_page_says_its_language_and_its_own_word_stays(rf):
    file = LanguageFromAddress(answering(HttpResponse(content_type="application/json")))(rf.get("/"))
    assert not file.has_header("Content-Language")
    other = LanguageFromAddress(answering(HttpResponse(headers={"Content-Language": "en"})))(rf.get("/"))
    assert other.headers["Content-Language"] == "en"


# Bodies --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(settings):
    settings.HOABAN = dataclasses.replace(
        settings.HOABAN, limit_form=1024, limit_image=2048, limit_document=4096, limit_video=1024
    )


@pytest.fixture
def editor(monkeypatch):
    monkeypatch.setattr(middleware, "may_work_at_the_desk", lambda _request: True)


def sent(rf, address, **meta):
    """The status that a request with these headers gets; 299 from the view itself."""
    return BodyLimits(answering(HttpResponse(status=299)))(rf.post(address, **meta)).status_code


@pytest.mark.parametrize(
    ("length", "status"),
    [("0", 299), ("", 299), ("1024", 299), ("1025", 413), ("9" * 30, 413), ("-1", 413), ("+5", 413), ("1e9", 413)],
)
def test_a_form_has_its_limit(rf, small, length, status):
    assert sent(rf, READER, CONTENT_LENGTH=length) == status
    assert sent(rf, DESK, CONTENT_LENGTH=length) == status


@pytest.mark.parametrize(
    ("address", "length", "status"), [(DESK, 5120, 299), (DESK, 5121, 413), (READER, 1025, 413), (READER, 1024, 299)]
)
def test_an_editor_may_send_the_largest_file_with_its_form_to_the_desk(rf, small, editor, address, length, status):
    assert sent(rf, address, CONTENT_LENGTH=str(length)) == status


@pytest.mark.parametrize(("announced", "status"), [("1024", 204), ("5120", 204), ("5121", 413), ("many", 413)])
def test_what_the_front_announces_is_judged_and_reaches_no_view(rf, small, editor, announced, status):
    meta = {"HTTP_X_HOABAN_ANNOUNCES": announced, "CONTENT_LENGTH": "0", FROM_FRONT: True}
    assert sent(rf, DESK, **meta) == status


def test_the_session_is_not_asked_for_a_small_form(rf, small, monkeypatch):
    monkeypatch.setattr(middleware, "may_work_at_the_desk", never)
    assert sent(rf, DESK, CONTENT_LENGTH="1024") == 299


# Hostile addresses ---------------------------------------------------------------------------------------------------


def fault_of(rf, path="/", query="", host="testserver", **meta):
    asked = rf.get(path, QUERY_STRING=query, HTTP_HOST=host, **meta)
    return HostileAddresses(never).fault(asked)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"path": "/a\0b"}, "path with a NUL byte"),
        ({"path": "/" + "x" * LONGEST_PATH}, f"path of more than {LONGEST_PATH} characters"),
        ({"query": "x" * (LONGEST_QUERY["reader"] + 1)}, "query too long"),
        ({"path": DESK, "query": "x" * (LONGEST_QUERY["desk"] + 1)}, "query too long"),
        ({"query": "q=%00"}, "query with a NUL byte"),
        ({"host": "a:0"}, "host with an impossible port"),
        ({"host": "a:65536"}, "host with an impossible port"),
        ({"host": "a:000080"}, "host with an impossible port"),
        ({"query": f"p={LARGEST_KEY + 1}"}, "number too large in 'p'"),
        ({"query": f"p=1&p={LARGEST_KEY + 1}"}, "number too large in 'p'"),
        ({"query": f"{'n' * 50}={'9' * 30}"}, f"number too large in '{'n' * 40}'"),
        ({"path": DESK, "query": "&" * 5_000}, "too many parameters"),
    ],
)
def test_an_address_that_databases_stumble_over_has_a_fault(rf, said, fault):
    assert fault_of(rf, **said) == fault


@pytest.mark.parametrize(
    "said",
    [
        {"path": "/" + "x" * (LONGEST_PATH - 1)},
        {"query": "x" * LONGEST_QUERY["reader"]},
        {"path": DESK, "query": "x" * LONGEST_QUERY["desk"]},
        {"query": f"p={LARGEST_KEY}"},
        {"query": f"q={'9' * 30}&query={'9' * 30}"},
        {"query": "p=" + "9" * 30 + "x"},
        {"host": "a"},
        {"host": "a:1"},
        {"host": "a:65535"},
        {"host": "[::1]"},
        {"host": "[2001:db8::99999]"},
        {"path": DESK, "query": "&" * 4_999},
    ],
)
def test_a_usual_address_has_none(rf, said):
    assert fault_of(rf, **said) == ""


def test_a_fault_is_answered_before_the_view_and_a_good_address_by_it(rf, db):
    assert HostileAddresses(never)(rf.get("/", QUERY_STRING="q=%00")).status_code == 400
    assert HostileAddresses(answering(HttpResponse(status=299)))(rf.get("/")).status_code == 299


@pytest.mark.parametrize(
    ("value", "beyond"),
    [
        (LARGEST_KEY, False),
        (LARGEST_KEY + 1, True),
        (str(LARGEST_KEY), False),
        (str(LARGEST_KEY + 1), True),
        (f" -{LARGEST_KEY + 1} ", True),
        ("0" * 40 + "1", False),
        ("9" * 5_000, True),
        ("9" * 40 + "a", False),
        ("²" * 20, False),
        ("", False),
        (None, False),
        (2.0**70, False),
    ],
)
def test_a_number_beyond_every_key_is_known_as_number_and_as_text(value, beyond):
    assert is_beyond_every_key(value) is beyond


@pytest.mark.parametrize(("args", "named"), [((2**63,), {}), ((), {"pk": str(2**63)})])
def test_a_row_with_such_a_number_is_not_there(rf, args, named):
    with pytest.raises(Http404):
        HostileAddresses(never).process_view(rf.get("/"), never, args, named)
    assert HostileAddresses(never).process_view(rf.get("/"), never, (1,), {"pk": "2"}) is None


@pytest.mark.parametrize(
    ("method", "query", "fault", "status"),
    [
        ("get", "p=x", OverflowError("too large"), 400),
        ("head", "p=x", DataError("out of range"), 400),
        ("get", "p=x", ValueError("Field 'id' expected a number but got 'x'."), 400),
        ("get", "p=x", ValueError("ours"), None),
        ("get", "", OverflowError("ours"), None),
        ("post", "p=x", DataError("ours"), None),
    ],
)
def test_a_fault_is_the_addresss_only_where_a_query_was_read(rf, method, query, fault, status):
    answer = HostileAddresses(never).process_exception(getattr(rf, method)("/", QUERY_STRING=query), fault)
    assert (answer.status_code if answer else None) == status
