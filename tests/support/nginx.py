"""A real nginx before a real front, as a process of the tests' own."""

import os
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hoaban.site.nginx import NginxSite
from tests.machine import MUST_RUN, program
from tests.support.command import free_port
from tests.support.wire import HOST, Running, Wire, until

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
FRAME = """
daemon off; pid nginx.pid; error_log errors.log notice; worker_processes 1; {user} {module}
events {{ worker_connections 1024; }}
http {{
  access_log access.log; gzip on; sendfile on;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  include site.conf;
}}
"""


def brotli_module():
    if not BROTLI.exists():
        message = "nginx has no brotli_static; scripts/system_packages.sh installs it where it may."
        if MUST_RUN:
            pytest.fail(message)
        pytest.skip(message)
    return f"load_module {BROTLI};"


def laid_out(folder, site):
    """The files of an nginx that has one site; the command that uses them."""
    (folder / "site.conf").write_text(site.text())
    # As root, the worker would become somebody who cannot read the folders of the tests.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(FRAME.format(user=user, module=brotli_module() if site.brotli else ""))
    return [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "errors.log"]


def site_before(root, front_port, **said):
    """The site of a front that runs at a port."""
    options = {"names": (HOST,), "desk_prefixes": ("/quan-tri/", "/tep/"), "limit_body": 1100 * 1024 * 1024}
    options |= {"listen": (f"127.0.0.1:{free_port()}",), "https": False, **said}
    return NginxSite(root=root, front=f"127.0.0.1:{front_port}", **options)


@contextmanager
def running_nginx(folder, root, front_port, **said):
    """A real nginx before a front, stopped in the end."""
    site = site_before(root, front_port, **said)
    process = subprocess.Popen(laid_out(folder, site))
    nginx = Running(process, int(site.listen[0].rpartition(":")[2]))

    def answers():
        assert process.poll() is None, (folder / "errors.log").read_text()
        try:
            Wire(nginx.port).close()
        except ConnectionRefusedError:
            return False
        return True

    try:
        until(answers)
        yield nginx
    finally:
        nginx.stop()


@contextmanager
def reached(way, site, front, folders):
    """The front as readers reach it: "alone", or "behind nginx", which finds a host's folder by the host's name."""
    if way == "alone":
        yield front
        return
    with suppress(FileExistsError):
        (site.root / HOST).symlink_to("xa")
    with running_nginx(folders.mktemp("nginx"), site.root, front.port) as nginx:
        yield nginx
