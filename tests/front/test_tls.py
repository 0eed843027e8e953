"""The front alone, with TLS, at an IPv4 and an IPv6 address."""

import socket
import ssl
import subprocess

from tests.front.counting import ARTICLE, journal, page_of, report
from tests.machine import program
from tests.support.wire import HOST, Wire, request, running_front


class SecretWire(Wire):
    """A connection with TLS."""

    def __init__(self, port, trusted):
        super().__init__(port)
        self.file.close()
        self.socket = ssl.create_default_context(cafile=trusted).wrap_socket(self.socket, server_hostname=HOST)
        self.file = self.socket.makefile("rb")


def test_readers_by_https(site, desk, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", f"/CN={HOST}"]
    subprocess.run([*made, "-addext", f"subjectAltName=DNS:{HOST}"], check=True, capture_output=True)
    options = {"certificate": str(certificate), "key": str(key), "https": True, "reads": str(tmp_path / "reads")}
    with running_front(site.root, desk.socket, probe=lambda port: SecretWire(port, certificate), **options) as front:
        with SecretWire(front.port, certificate) as wire:
            page = wire.ask("/", Accept_Encoding="br")
            assert (page.status, page["content-encoding"]) == (200, "br")
            assert page["strict-transport-security"].startswith("max-age=63072000")
            assert b'"HTTP_X_FORWARDED_PROTO": "https"' in wire.ask("/tep/echo").body
            wire.send(request("/") + b"\x00 nonsense")
            assert [wire.reply().status, wire.reply().status] == [200, 400]
            assert wire.is_over()
        with SecretWire(front.port, certificate) as wire:
            assert wire.ask("/tin-tuc/").status == 200
        site.write(ARTICLE, page_of(3, 77))
        with SecretWire(front.port, certificate) as wire:
            answer = report(wire, Origin=f"https://{HOST}")
            assert (answer.status, answer.body) == (200, b"{}")
            assert answer["strict-transport-security"] == page["strict-transport-security"]
        assert [read.page for read in journal(tmp_path / "reads")] == [77]


def test_two_addresses(site, desk):
    addresses = [["127.0.0.1", 0], ["::1", 0]]
    with running_front(site.root, desk.socket, addresses=addresses) as front:
        port = int(front.process.stdout.readline().rpartition(b":")[2])
        with socket.create_connection(("::1", port)) as other:
            other.sendall(request("/", Connection="close"))
            assert other.makefile("rb").read().startswith(b"HTTP/1.1 200")
        assert front.ask("/").status == 200
