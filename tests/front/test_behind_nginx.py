"""What the pair of nginx and front does that one of them alone cannot show."""

import json
import shutil
import signal
import subprocess
from types import SimpleNamespace

import pytest

from hoaban.front.layout import NAMED_TYPES, TYPES
from hoaban.site.nginx import example
from tests.machine import ROOT, program
from tests.support.nginx import laid_out, running_nginx, site_before
from tests.support.requests_at_fault import FAULTS, FORGED, HIDDEN
from tests.support.wire import HOST, Site, Wire, request, running_front

MB = 1024 * 1024


@pytest.fixture
def pair(tmp_path, desk):
    """A front with a site in a folder named after its host, and nginx before it."""
    site = Site(tmp_path / "published", folders={HOST: HOST}, default=HOST)
    site.write("/", b"<p>home</p>" * 50, folder=HOST)
    (tmp_path / "nginx").mkdir()
    with (
        running_front(site.root, desk.socket, trusted_proxies=["127.0.0.1"]) as front,
        running_nginx(tmp_path / "nginx", site.root, front.port, limit_body=101 * MB) as nginx,
    ):
        yield SimpleNamespace(site=site, front=front, nginx=nginx)


def stop_answering(front):
    front.process.send_signal(signal.SIGKILL)
    front.process.wait()


def test_published_pages_are_read_while_the_front_is_away(pair):
    asked = [
        {},
        {"If_None_Match": '"x"'},
        {"If_Modified_Since": "Wed, 25 Nov 2026 00:00:00 GMT"},
        {"Range": "bytes=0-1"},
    ]
    page = pair.nginx.ask("/")
    stop_answering(pair.front)
    for said in asked:
        reply = pair.nginx.ask("/", **said)
        assert (reply.status, reply.body, reply["etag"]) == (200, page.body, None)
        assert reply["content-security-policy"] == page["content-security-policy"]
    assert pair.nginx.ask("/?fbclid=abc&utm_source=x").body == page.body
    for target, said in (("/?p=1", {}), ("/la/", {}), ("/quan-tri/", {}), ("/", {"Host": "evil.example"})):
        reply = pair.nginx.ask(target, **said)
        assert (reply.status, reply["retry-after"], reply["cache-control"]) == (503, "10", "no-store")
        assert "Published pages" in reply.body.decode()
    assert pair.nginx.ask("/", "POST", b"x").status == 503
    pair.site.write("/503.html", b"<p>in the look of the site</p>", folder=HOST)
    reply = pair.nginx.ask("/quan-tri/")
    assert (reply.status, reply.body, reply["cache-control"]) == (503, b"<p>in the look of the site</p>", "no-store")


def test_what_is_withdrawn_is_gone_at_once(pair):
    names = ["/rut/", "/_files/0a1b/rut.pdf"]
    with Wire(pair.nginx.port) as wire:
        for round_ in range(10):
            for name in names:
                body = pair.site.write(name, b"%d" % round_, folder=HOST)
                assert wire.ask(name).body == body
                pair.site.directory.remove(HOST, [name])
                pair.site.directory.move_on()
                assert wire.ask(name).status == 404


def test_every_kind_has_the_headers_of_the_front(pair):
    names = [*(f"/_files/0a1b/x{ending}" for ending in (*TYPES, ".docx", ".gz")), *(f"/{name}" for name in NAMED_TYPES)]
    for name in names:
        pair.site.write(name, b"content", folder=HOST)
        for coding in ("gzip", "br", ""):
            alone, behind = (each.ask(name, Accept_Encoding=coding) for each in (pair.front, pair.nginx))
            extra = {"date", "server", "connection", "last-modified", "accept-ranges"}
            extra |= set() if name.startswith("/_files/") else {"etag"}
            told = [{pair for pair in each.headers if pair[0] not in extra} for each in (alone, behind)]
            assert (told[0], alone.body) == (told[1], behind.body), name


def test_a_folder_is_reached_by_its_own_host_alone(pair):
    for host in (f"{HOST}:81", HOST.upper(), f"{HOST}."):
        assert pair.nginx.ask("/", Host=host)["last-modified"] is None, "the front answered"
    for host in ("evil.example", "hosts.json", "generation", "-"):
        for target in ("/", f"/{HOST}/", "/hosts.json", f"http://{HOST}/"):
            assert pair.nginx.ask(target, Host=host).status == 400


def test_nobody_pretends_to_be_a_proxy_before_nginx(pair):
    said = json.loads(pair.nginx.ask("/tep/echo/%C3%A0%2Fb/../c//d?q=%00", **FORGED).body)
    assert "6.6.6.6" not in str(said)
    assert "evil" not in str(said)
    assert (said["HTTP_X_FORWARDED_FOR"], said["HTTP_X_FORWARDED_HOST"]) == ("127.0.0.1, 127.0.0.1", HOST)
    assert said["path"].endswith("/../c//d")


def test_a_hundred_megabytes_pass_nginx_without_being_kept(pair, tmp_path):
    with Wire(pair.nginx.port) as wire:
        wire.send(request("/tep/echo", "POST", Content_Length=str(100 * MB), Cookie="sessionid=real"))
        for _ in range(100):
            wire.send(bytes(MB))
            assert not [path for path in (tmp_path / "nginx/body").rglob("*") if path.is_file()]
        assert json.loads(wire.reply().body)["count"] == 100 * MB
    with Wire(pair.nginx.port) as wire:
        reply = wire.send(request("/tep/echo", "POST", Content_Length=str(102 * MB))).reply()
        assert (reply.status, reply["connection"], reply["cache-control"]) == (413, "close", "no-store")


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_smuggled_through_the_pair(pair, desk, fault):
    before = len(desk.asked())
    answer = pair.nginx.raw(FAULTS[fault] + HIDDEN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    # nginx reads some faults in its own way; the desk must never see more questions than nginx did.
    assert len(desk.asked()) - before <= answer.count(b"HTTP/1.1 ")
    for number in range(3):
        reply = pair.nginx.ask(f"/tep/echo/{number}", "POST", b"abc")
        assert json.loads(reply.body)["path"] == f"/tep/echo/{number}"


def test_https_with_the_shipped_site(pair, desk, tmp_path):
    folder = tmp_path / "tls"
    folder.mkdir()
    made = [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made += ["-keyout", str(folder / "key"), "-out", str(folder / "certificate"), "-days", "2", "-subj", f"/CN={HOST}"]
    subprocess.run(made, check=True, capture_output=True)
    site = site_before(
        pair.site.root, 9, certificate=folder / "certificate", key=folder / "key", https=True, brotli=False
    )
    checked = subprocess.run([*laid_out(folder, site), "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "max-age=63072000" in site.text()
    assert "http2" in site.text()


def test_nginx_writes_down_no_reader(pair, tmp_path):
    """Whatever the nginx around the site is told: its default log has address, browser and page of each."""
    for target in ("/", "/?fbclid=1", "/khong-co/", "/../..", "/_files/0a1b/x.pdf"):
        pair.nginx.ask(target)
    with Wire(pair.nginx.port) as wire:
        wire.send(b"nonsense\r\n\r\n").reply()
    pair.nginx.stop()
    assert (tmp_path / "nginx/access.log").read_text() == ""
    assert example().text().count("    access_log off;\n") == example().text().count("server {\n") == 2


def test_the_example_is_what_the_command_prints():
    assert (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8") == example().text(), "Write it anew with: make docs"


def test_systemd_takes_the_unit(tmp_path):
    """Only the program's place is another one: here it does not lie where the unit has it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: this machine has no systemd.")
    text = (ROOT / "deploy/hoaban.service").read_text(encoding="utf-8")
    unit = tmp_path / "hoaban.service"
    unit.write_text(text.replace("/srv/hoaban/program/.venv/bin/hoaban", shutil.which("true")))
    checked = subprocess.run(
        [shutil.which("systemd-analyze"), "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert [line for line in checked.stderr.splitlines() if "hoaban.service" in line] == []
