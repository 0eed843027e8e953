"""What Wagtail's own ways of telling a cache answer, and what only they log, on a server that answers as Cloudflare."""

import logging
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hoaban.press import caches
from hoaban.press.caches import PurgeFailed, PurgeOptions


@contextmanager
def a_server(status, body):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            said = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked.append((self.headers["Authorization"], said))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()
        thread.join()


def cloudflare_at(address):
    (cache,) = caches.caches_of(PurgeOptions(kind="cloudflare", token="bi-mat", target="vung", by_tags=True))
    assert cache.cloudflare_purge_endpoint_url.startswith("https://api.cloudflare.com/client/v4/zones/vung/")
    cache.cloudflare_purge_endpoint_url = address
    return cache


def test_cloudflare_is_told_by_url_and_by_tag():
    with a_server(200, b'{"success": true}') as (address, asked):
        cloudflare_at(address).purge_batch(["https://xa.example/a/"])
        cloudflare_at(address).purge_tags(["a-1"])
    assert asked == [("Bearer bi-mat", '{"files":["https://xa.example/a/"]}'), ("Bearer bi-mat", '{"tags":["a-1"]}')]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(403, b'{"success": false, "errors": ["no"]}', "refuses"), (502, b"<html>", "cannot be understood")],
)
def test_a_refusal_of_cloudflare_is_a_failure(status, body, said):
    with a_server(status, body) as (address, _asked), pytest.raises(PurgeFailed, match=said):
        cloudflare_at(address).purge_batch(["https://xa.example/a/"])


def test_a_failure_that_wagtail_only_logs_is_noticed_and_not_logged_twice(caplog):
    class Logging:
        def purge_batch(self, urls):
            logging.getLogger("wagtail.frontendcache").error("Couldn't purge %s", urls[0])

    with pytest.raises(PurgeFailed, match="Couldn't purge /a/"):
        caches.Overheard(Logging()).purge_batch(["/a/"])
    assert caplog.records == []
