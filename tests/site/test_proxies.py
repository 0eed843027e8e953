"""The reader behind proxies is found however they write the address, and never where a stranger says it."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from hoaban.site.middleware import TrustedProxies


@pytest.mark.parametrize(
    ("peer", "chain", "reader"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7:50312", "198.51.100.7"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.7:50312, 10.1.2.3:80", "198.51.100.7"),
        ("127.0.0.1", "[2001:db8::7]:443", "2001:db8::7"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.9", "6.6.6.6", "198.51.100.9"),
    ],
)
def test_the_reader_is_found_behind_the_proxies(settings, peer, chain, reader):
    settings.HOABAN = SimpleNamespace(trusted_proxies=("127.0.0.1", "::1", "10.0.0.0/8"))
    seen = {}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=chain)
    TrustedProxies(lambda asked: seen.update(asked.META))(request)
    assert seen["REMOTE_ADDR"] == reader
