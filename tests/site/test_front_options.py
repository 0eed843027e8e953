"""The front is told what the operator chose and what the urls say, in one object that survives its way."""

import ast
import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hoaban.front.options import FrontOptions
from hoaban.site import settings as product_settings
from hoaban.site.front_options import front_options
from hoaban.site.options import Options
from hoaban.site.supervisor import SupervisorOptions
from tests.machine import ROOT


@pytest.fixture
def options(tmp_path):
    return Options(var=tmp_path, hosts=("portal.example.vn",), port=8080, ipv6=True, workers=2, threads=3)


def test_the_front_is_told_what_the_operator_chose(options):
    told = front_options(options)
    assert (told.root, told.reads, told.spool) == tuple(options.var / name for name in ("published", "reads", "spool"))
    assert told.addresses == (("127.0.0.1", 8080), ("::1", 8080))
    assert (told.allowed_hosts, told.https, told.desk_threads) == (("portal.example.vn",), True, 6)
    assert told.limit_body == options.limit_form + options.limit_video, "the largest file with its form"
    assert {"/quan-tri/", "/tim-kiem/", "/en/tim-kiem/", "/static/"} <= set(told.desk_prefixes)


def test_every_field_survives_the_way_to_the_supervisor_and_the_front(options):
    front = front_options(options)
    told = SupervisorOptions(var=options.var, silence=7, desk_threads=3, fills=True, front=front)
    assert SupervisorOptions.from_json(told.as_json()) == told
    arrived = FrontOptions.from_json(front.as_json())
    for field in dataclasses.fields(FrontOptions):
        assert type(getattr(arrived, field.name)) is type(getattr(front, field.name)), field.name


def test_another_path_of_the_desk_reaches_front_nginx_and_robots(tmp_path):
    chosen = {"MODE": "test", "VAR": str(tmp_path), "DESK_PATH": "ban-lam-viec", "HOSTS": "portal.example.vn"}
    code = (
        "import django; django.setup()\n"
        "from hoaban.kit.live_addresses import prefixes_closed_to_robots\n"
        "from hoaban.site.front_options import front_options\n"
        "from hoaban.site.nginx import NginxSite\n"
        "from hoaban.site.settings import HOABAN\n"
        "print(*prefixes_closed_to_robots())\n"
        "print(*front_options(HOABAN).desk_prefixes)\n"
        "print(NginxSite.of(HOABAN, None, None, brotli=False).own()['desk_prefixes'])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("HOABAN_")},
            **{f"HOABAN_{name}": value for name, value in chosen.items()},
            "DJANGO_SETTINGS_MODULE": "hoaban.site.settings",
            "PYTHONPATH": str(ROOT / "src"),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert len(said) == 3
    for line in said:
        assert "/ban-lam-viec/" in line
        assert "quan-tri" not in line


def test_no_setting_is_set_twice():
    """The second would silently win over the first."""
    tree = ast.parse(Path(product_settings.__file__).read_text(encoding="utf-8"))
    names = [
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
    assert [name for name in names if names.count(name) > 1] == []
