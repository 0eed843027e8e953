"""What every answer carries: policy, caching, language, compression, and whom the portal believes."""

import gzip

import brotli
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hoaban.site.middleware import FROM_FRONT, TrustedProxies
from tests.builders import a_portal, a_section, an_article

DESK = f"/{settings.DESK_PATH}"


@pytest.fixture
def article(db):
    return an_article(a_section(a_portal()), text="Nội dung. " * 200)


@pytest.fixture
def editor(article, django_user_model):
    editor = Client()
    editor.force_login(django_user_model.objects.create_superuser("chief", "chief@hoaban.example", "x"))
    return editor


def directives(answer):
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


@pytest.mark.parametrize("address", ["/", "/tin-tuc/", "/robots.txt", "/khong-co-trang-nay/", "/?p=%00"])
def test_readers_pages_allow_nothing_inline_and_nothing_from_elsewhere(client, article, address):
    policy = directives(client.get(address))
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    rest = {name: sources for name, sources in policy.items() if sources != ["'none'"]}
    assert set(map(tuple, rest.values())) == {("'self'",)}
    assert "'self'" in policy["script-src"]


def test_the_desk_has_what_it_needs_and_still_nothing_from_elsewhere(editor):
    policy = directives(editor.get(DESK))
    assert policy["script-src"] == ["'self'", "'unsafe-inline'"]
    everything = {source for sources in policy.values() for source in sources}
    assert not [source for source in everything if "://" in source or source == "*"]
    assert policy["frame-ancestors"] == ["'self'"]


def test_a_preview_on_the_desk_keeps_the_readers_policy_but_may_be_framed_by_the_desk(editor, article):
    answer = editor.get(reverse("wagtailadmin_pages:view_draft", args=[article.pk]))
    assert answer.status_code == 200
    policy = directives(answer)
    assert policy["script-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize("address", ["/", "/en/khong-co/", "/tin-tuc/", "/sitemap.xml", "/tim-kiem/?q=a"])
def test_a_reader_gets_no_cookie_and_the_same_page_as_everybody(client, article, address):
    answer = client.get(address, headers={"accept-language": "en", "cookie": "django_language=en"})
    assert not answer.cookies
    vary = {name.strip() for name in answer.headers.get("Vary", "").split(",") if name.strip()}
    assert vary <= {"Accept-Encoding"}
    assert answer.headers["Cache-Control"].startswith("public, max-age=")


def test_what_a_session_changed_is_kept_nowhere(editor, client, article):
    for answer in (editor.get(DESK), client.get(f"{DESK}login/")):
        assert "no-store" in answer.headers["Cache-Control"]
        assert "public" not in answer.headers["Cache-Control"]


def test_an_unchanged_page_is_not_sent_again(client, article):
    first = client.get("/tin-tuc/")
    second = client.get("/tin-tuc/", headers={"if-none-match": first.headers["ETag"]})
    assert second.status_code == 304
    assert second.content == b""


def test_the_address_says_the_language(client, article):
    assert client.get("/", headers={"accept-language": "en"}).headers["Content-Language"] == "vi"
    assert client.get("/en/khong-co/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("accepted", "coding", "expand"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
    ],
)
def test_pages_are_compressed_as_the_browser_wishes(client, article, accepted, coding, expand):
    plain = client.get("/tin-tuc/")
    packed = client.get("/tin-tuc/", headers={"accept-encoding": accepted})
    assert packed.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert expand(packed.content) == plain.content


def test_the_desk_takes_the_compression_that_hides_its_secrets(editor):
    answer = editor.get(DESK, headers={"accept-encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_the_security_headers_are_there(client, article):
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def passed_on(rf, proxy, **headers):
    """The request as it leaves the middleware that knows the proxies."""
    seen = []
    TrustedProxies(seen.append)(rf.get("/", headers=headers, REMOTE_ADDR=proxy))
    return seen[0]


@pytest.mark.parametrize(("proxy", "secure"), [("127.0.0.1", True), ("::1", True), ("203.0.113.9", False), ("", False)])
def test_only_a_trusted_proxy_says_that_the_reader_came_by_https(rf, proxy, secure):
    assert passed_on(rf, proxy, x_forwarded_proto="https").is_secure() is secure


@pytest.mark.parametrize(
    ("proxy", "chain", "reader"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7, 203.0.113.9, ::1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7, <script>", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
    ],
)
def test_the_readers_address_is_the_last_that_no_proxy_of_ours_has(rf, proxy, chain, reader):
    assert passed_on(rf, proxy, x_forwarded_for=chain).META["REMOTE_ADDR"] == reader


def test_a_body_that_is_too_large_is_turned_away_unread_and_told_the_limit(client, editor):
    def answer(who, address, size):
        return who.post(address, b"x", content_type="application/octet-stream", CONTENT_LENGTH=size)

    refused = answer(client, f"{DESK}login/", settings.HOABAN.limit_form + 1)
    assert refused.status_code == 413
    assert "tối đa 1 MB" in refused.content.decode()
    assert answer(editor, f"{DESK}images/", settings.HOABAN.limit_form + 1).status_code != 413
    refused = answer(editor, f"{DESK}images/", 2 * 1024**3)
    assert refused.status_code == 413
    assert "1025 MB" in refused.content.decode()
    assert answer(client, "/", "many").status_code in {400, 413}


def test_what_is_announced_is_taken_from_a_session_of_an_editor_alone(client, editor, django_user_model):
    def announce(who, address, size, **more):
        return who.post(address, HTTP_X_HOABAN_ANNOUNCES=size, **more).status_code

    size, images = settings.HOABAN.limit_form + 1, f"{DESK}images/"
    front = {FROM_FRONT: True}
    assert announce(editor, images, size, **front) == 204
    assert announce(editor, images, 2 * 1024**3, **front) == 413
    assert announce(editor, "/", size, **front) == 413, "nothing takes a file there"
    assert announce(editor, images, size) != 204, "nobody but the front announces"
    client.cookies[settings.SESSION_COOKIE_NAME] = "abcdefghijklmnopqrstuvwxyz012345"
    assert announce(client, images, size, **front) == 413, "a cookie proves nothing"
    client.force_login(django_user_model.objects.create_user("reader"))
    assert announce(client, images, size, **front) == 413, "an account without the desk"
