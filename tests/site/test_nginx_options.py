"""What each option of an installation changes in the configuration for nginx; nothing in it is left unfilled."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from hoaban.front import layout
from hoaban.front.responses import TEXTS
from hoaban.site.nginx import NginxSite, UnquotablePath, either, error_pages, example, header_lines
from hoaban.site.option_values import GB, MB
from hoaban.site.options import Options

HSTS = "Strict-Transport-Security"


def options(**chosen):
    return Options(**{"var": Path("/srv/var"), "hosts": ("xa.example", "www.xa.example"), **chosen})


def site(certificate=None, key=None, brotli=True, **chosen):
    return NginxSite.of(options(**chosen), certificate, key, brotli=brotli)


def lines(text, word):
    return [line.strip() for line in text.splitlines() if line.strip().startswith(word)]


@pytest.mark.parametrize("made", [site(), site(https=False), site(brotli=False), example()])
def test_nothing_is_left_unfilled_and_every_block_is_closed(made):
    text = made.text()
    assert "%{" not in text
    assert re.sub(r'"[^"]*"|#.*', "", text).count("{") == re.sub(r'"[^"]*"|#.*', "", text).count("}")


@pytest.mark.parametrize(
    ("address", "port", "front"),
    [
        ("127.0.0.1", 8000, "127.0.0.1:8000"),
        ("0.0.0.0", 80, "127.0.0.1:80"),
        ("::", 8000, "[::1]:8000"),
        ("::1", 8000, "[::1]:8000"),
        ("192.0.2.7", 9000, "192.0.2.7:9000"),
    ],
)
def test_nginx_asks_where_the_front_listens(address, port, front):
    text = site(address=address, port=port).text()
    assert lines(text, "server ")[-1] == "server {"
    assert f"    server {front};\n" in text


def test_every_host_is_answered_and_published_files_come_from_the_state_folder():
    text = site().text()
    assert set(lines(text, "server_name")) == {"server_name xa.example www.xa.example;"}
    assert lines(text, "root")[-1] == 'root "/srv/var/published/$hoaban_folder";'


def test_a_portal_with_no_name_answers_to_every_name():
    assert "server_name _;" in replace(site(https=False), names=()).text()


def test_https_listens_with_tls_and_leads_plain_visitors_there():
    text = site().text()
    assert lines(text, "listen") == [
        "listen 80;",
        "listen [::]:80;",
        "listen 443 ssl http2;",
        "listen [::]:443 ssl http2;",
    ]
    assert "return 301 https://$host$request_uri;" in text
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert "location ^~ /.well-known/ {" in text
    assert HSTS in text


def test_without_https_there_is_no_tls_no_redirect_and_no_promise_of_it():
    text = site(https=False).text()
    assert lines(text, "listen") == ["listen 80;", "listen [::]:80;"]
    assert "ssl" not in text
    assert "301" not in text
    assert HSTS not in text


def test_certificates_that_are_named_without_https_are_not_used():
    assert site(Path("/a.pem"), Path("/b.pem"), https=False).certificate is None


@pytest.mark.parametrize(
    ("hosts", "folder"), [(("xa.example",), "xa.example"), ((".xa.example", "b.example"), "xa.example")]
)
def test_the_files_of_certbot_bear_the_first_host(hosts, folder):
    made = site(hosts=hosts)
    assert str(made.certificate) == f"/etc/letsencrypt/live/{folder}/fullchain.pem"
    assert str(made.key) == f"/etc/letsencrypt/live/{folder}/privkey.pem"


@pytest.mark.parametrize(("brotli", "count"), [(True, 1), (False, 0)])
def test_brotli_is_asked_of_an_nginx_that_has_it(brotli, count):
    assert site(brotli=brotli).text().count("brotli_static on;") == count


@pytest.mark.parametrize(
    ("chosen", "bytes_taken"),
    [({}, MB + GB), ({"limit_video": MB, "limit_document": 3 * MB}, 21 * MB), ({"limit_form": 2 * MB}, 2 * MB + GB)],
)
def test_a_body_may_be_a_form_with_the_largest_file(chosen, bytes_taken):
    assert f"client_max_body_size {bytes_taken};" in site(**chosen).text()


def test_the_addresses_of_the_desk_are_the_fronts():
    prefixes = either(site().desk_prefixes)
    assert "/quan-tri/" in prefixes
    assert f'"~^(?:{prefixes})" "";' in site().text()


@pytest.mark.parametrize(
    ("words", "fitting", "others"),
    [
        ((".br", ".gz"), [".br", ".gz"], ["xbr", ".b", "br"]),
        (("/index.html",), ["/index.html"], ["/indexxhtml"]),
        (("b", "a"), ["a", "b"], ["ab", "", "c"]),
    ],
)
def test_a_pattern_fits_each_text_and_nothing_else(words, fitting, others):
    pattern = re.compile(either(words))
    assert [each for each in fitting if not pattern.fullmatch(each)] == []
    assert [each for each in others if pattern.fullmatch(each)] == []


def test_a_pattern_does_not_depend_on_the_order():
    assert either(["b", "a"]) == either(["a", "b"]) == "a|b"


def test_headers_are_added_also_to_refusals_where_that_is_said():
    assert header_lines({"A": "b"}, always=False) == '    add_header A "b";'
    assert header_lines({"A": "b"}, always=True, indent=2) == '  add_header A "b" always;'
    assert header_lines({}, always=True) == ""


@pytest.mark.parametrize("https", [True, False])
def test_what_nginx_says_itself_is_kept_by_nobody(https):
    told = error_pages(https=https)
    assert "no-store" in told["error_headers"]
    assert (HSTS in told["error_headers"]) is https
    assert {name for name in told if name.startswith("body_")} == {f"body_{status}" for status in TEXTS}
    assert [text for name, text in told.items() if name.startswith("body_") and "'" in text] == [], "would end the text"


def test_halves_and_compressed_forms_are_never_served():
    text = site().text()
    (never,) = re.findall(r'"~\(\?:([^"]*)\)\$" "";\n    "~\^\(\?:', text)
    for name in (f"/{layout.INDEX}", f"/{layout.REDIRECTS}", *layout.CODINGS.values()):
        assert re.fullmatch(never, name), name
    assert not re.fullmatch(never, "/tin-tuc/")


def test_the_example_of_the_papers_is_an_installation_by_https():
    made = example()
    assert (made.names, made.https, made.front) == (("portal.example.vn",), True, "127.0.0.1:8000")
    assert str(made.root) == "/srv/hoaban/program/var/published"


@pytest.mark.parametrize(
    ("folder", "written"),
    [
        ("/srv/my var", "/srv/my var"),
        ("/srv/a;b", "/srv/a;b"),
        ("/srv/a#b{c}", "/srv/a#b{c}"),
        ("/srv/a`b", "/srv/a`b"),
        ('/srv/a"b', '/srv/a\\"b'),
        ("/srv/a\\b", "/srv/a\\\\b"),
        ("/srv/xã", "/srv/xã"),
    ],
)
def test_a_path_is_quoted_whatever_stands_in_it(folder, written):
    text = site(certificate=Path(folder) / "c.pem", key=Path(folder) / "k.pem", var=Path(folder)).text()
    assert lines(text, "root")[-1] == f'root "{written}/published/$hoaban_folder";'
    assert f'"{written}/c.pem";' in lines(text, "ssl_certificate ")[0]
    assert f'"{written}/k.pem";' in lines(text, "ssl_certificate_key")[0]


@pytest.mark.parametrize("folder", ["/srv/$host", "/srv/a\nb", "/srv/a\0b", "/srv/a\u200bb"])
def test_a_path_that_nginx_cannot_read_is_refused(folder):
    for told in ({"var": Path(folder)}, {"certificate": Path(folder)}, {"key": Path(folder)}):
        with pytest.raises(UnquotablePath, match="cannot stand in the configuration"):
            site(**told).text()


def test_the_first_certificate_is_got_while_the_portal_runs():
    text = site().before_certificate()
    assert "ssl" not in text
    assert set(lines(text, "server_name")) == {"server_name xa.example www.xa.example;"}
    for each in (text, site().redirecting()):
        assert "location ^~ /.well-known/ {\n        proxy_pass http://hoaban_front;" in each
